package import Sketches
package import Values

extension Value {
    /// The value that holds a sketch; its bytes are made when they are needed.
    package init(sketch: HLLSketch) {
        self = .binary(Binary(deferred: DeferredSketch(sketch)))
    }

    /// The sketch that a binary value holds, or `nil` when it is none.
    ///
    /// Costs a decoding unless an update of the decoded item has just changed it.
    package var sketch: HLLSketch? { deferredSketch?.sketch }

    /// How many different visitors the sketch in a binary value has seen, about; `nil` when it is none.
    ///
    /// Reads it from the bytes where they say it.
    package var sketchEstimation: HLLEstimation? {
        guard case .binary(let binary) = self else { return nil }
        if let deferred = binary.deferred as? DeferredSketch { return deferred.sketch.estimation }
        do { return try SketchImage(binary.bytes.span).estimation } catch { return nil }
    }

    /// The sketch with the bytes that it came from.
    var deferredSketch: DeferredSketch? {
        guard case .binary(let binary) = self else { return nil }
        if let deferred = binary.deferred as? DeferredSketch { return deferred }
        do { return try DeferredSketch(decoding: binary.bytes) } catch { return nil }
    }
}

extension Number {
    /// An estimate as a number: the shortest decimal text that means the same floating-point
    /// number, so that every machine gives the same digits.
    package init(estimate: Double) {
        // Estimates lie between 0 and 2^100, which leaves only those too small to be a number.
        do { try self.init(parsing: estimate.description) } catch { self = .zero }
    }
}

extension AttributeMap {
    /// What `estimate` gives at a path; `nil` where there is no sketch.
    func estimate(at path: AttributePath) -> Value? {
        value(at: path)?.sketch.map { .number(Number(estimate: $0.estimate)) }
    }
}

extension AttributeMap.Entry {
    /// The attribute that stands for a sketch where it is told by its estimate, under the name that a
    /// projection gives it; `nil` when there is no sketch.
    package var estimate: AttributeMap.Entry? {
        value.sketch.map { sketch in
            AttributeMap.Entry(
                name: Text("\(Function.estimate.rawValue)(\(name))"),
                value: .number(Number(estimate: sketch.estimate)))
        }
    }
}
