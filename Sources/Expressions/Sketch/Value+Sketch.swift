package import Sketches
package import Values

extension Value {
    /// The sketch that a binary value holds, or `nil` when it is none; costs a decoding.
    package var sketch: HLLSketch? {
        guard case .binary(let binary) = self else { return nil }
        return HLLSketch(stored: binary.bytes.span)
    }

    /// How many different visitors the sketch in a binary value has seen, about; `nil` when it is none.
    ///
    /// Reads it from the bytes where they say it.
    package var sketchEstimation: HLLEstimation? {
        guard case .binary(let binary) = self else { return nil }
        do { return try SketchImage(binary.bytes.span).estimation } catch { return nil }
    }
}

extension HLLSketch {
    /// The sketch in the bytes of a binary value; `nil` when they are none.
    fileprivate init?(stored bytes: Span<UInt8>) {
        do { try self.init(decoding: bytes) } catch { return nil }
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

extension ItemView {
    /// What `estimate` gives at a path; `nil` where there is no sketch.
    mutating func estimate(at path: AttributePath) -> Value? {
        guard let location = locate(path), location.kind == .binary,
            let contents = contents(of: location),
            let sketch = HLLSketch(stored: bytes.extracting(contents))
        else { return nil }
        return .number(Number(estimate: sketch.estimate))
    }
}

extension AttributeMap.Entry {
    /// The attribute that replaces a sketch by its estimate, under the name that a projection gives
    /// it; `nil` when the value is no sketch.
    package var estimate: AttributeMap.Entry? {
        value.sketch.map { sketch in
            AttributeMap.Entry(
                name: Text("\(Function.estimate.rawValue)(\(name))"),
                value: .number(Number(estimate: sketch.estimate)))
        }
    }
}
