package import Sketches
package import Values

/// What OBSERVE lets into a sketch, visitors that were hashed where they were first seen; or what
/// MERGE does, the visitors of another sketch.
package struct Observation: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// In ascending order, each once.
        case coupons([Coupon])
        /// A sketch in bytes; only bytes that can be decoded get here.
        case sketch([UInt8])
    }

    package let content: Content
    /// The precision of the sketch that is made when there is none; one of `HLLSketch.precisions`.
    package let precision: Int

    private init(_ content: Content, precision: Int) {
        precondition(
            HLLSketch.precisions.contains(precision), "A sketch's precision is 4 to 21")
        self.content = content
        self.precision = precision
    }

    /// Visitors in any order, repeated or not.
    package init(coupons: [Coupon], precision: Int) {
        guard coupons.count > 1 else {
            self.init(.coupons(coupons), precision: precision)
            return
        }
        let sorted = coupons.sorted()
        var unique: [Coupon] = []
        unique.reserveCapacity(sorted.count)
        for coupon in sorted where unique.last != coupon { unique.append(coupon) }
        self.init(.coupons(unique), precision: precision)
    }

    /// The visitors of the sketch that `bytes` are; throws when they are none.
    package init(sketch bytes: [UInt8], precision: Int) throws(SketchError) {
        _ = try HLLSketch(decoding: bytes)
        self.init(.sketch(bytes), precision: precision)
    }

    /// The visitors of all the sketches, of which there is one at least.
    init(merging sketches: [[UInt8]], precision: Int) throws(SketchError) {
        guard sketches.count > 1 else {
            try self.init(sketch: sketches[0], precision: precision)
            return
        }
        // Too large for any of them to be cut down to it.
        var union = HLLSketch(precision: HLLSketch.precisions.upperBound)
        for bytes in sketches { union.merge(try HLLSketch(decoding: bytes)) }
        self.init(.sketch(union.encode()), precision: precision)
    }

    /// What a value means as an operand of OBSERVE, or `nil` for a kind that cannot be observed.
    ///
    /// A string, a number or binary is a visitor, a set as many as it has members. The empty string
    /// and no bytes are nobody.
    package init?(of value: Value, precision: Int) {
        switch value {
        case .string(let text):
            self.init(coupons: [Coupon(of: text.string)].compactMap(\.self), precision: precision)
        case .number(let number):
            self.init(coupons: [number.coupon].compactMap(\.self), precision: precision)
        case .binary(let binary):
            self.init(coupons: [Coupon(of: binary.bytes)].compactMap(\.self), precision: precision)
        case .stringSet(let set):
            self.init(
                coupons: set.elements.compactMap { Coupon(of: $0.string) }, precision: precision)
        case .numberSet(let set):
            self.init(coupons: set.elements.compactMap(\.coupon), precision: precision)
        case .binarySet(let set):
            self.init(
                coupons: set.elements.compactMap { Coupon(of: $0.bytes) }, precision: precision)
        case .boolean, .null, .list, .map: return nil
        }
    }

    /// The visitors, when they are no sketch.
    var coupons: [Coupon]? {
        if case .coupons(let coupons) = content { coupons } else { nil }
    }

    /// What letting the visitors in makes of a sketch.
    struct Outcome {
        /// The sketch's bytes afterwards; `nil` where they stay what they are.
        let bytes: [UInt8]?
        /// Whether it had not seen all of them.
        let isFresh: Bool
    }

    /// Lets the visitors into the sketch in `stored`, or into a new one where there is nothing.
    ///
    /// Decodes the sketch only for visitors that it has not seen, and not even then while it is a list.
    /// Throws when `stored` is no sketch; damage in bytes that need not change goes unnoticed.
    func outcome(on stored: Span<UInt8>?) throws(ExpressionError) -> Outcome {
        guard let stored else {
            let empty = HLLSketch(precision: precision)
            let changed = try added(to: empty)
            return Outcome(bytes: (changed ?? empty).encode(), isFresh: changed != nil)
        }
        let bytes = try added(to: stored)
        return Outcome(bytes: bytes, isFresh: bytes != nil)
    }

    /// The bytes of the sketch with the visitors let in, or `nil` if it has seen them all.
    private func added(to stored: Span<UInt8>) throws(ExpressionError) -> [UInt8]? {
        let sketch: HLLSketch
        do throws(SketchError) {
            if case .coupons(let coupons) = content {
                let image = try SketchImage(stored)
                guard let first = coupons.firstIndex(where: { !image.covers($0) }) else {
                    return nil
                }
                if first == coupons.count - 1, let longer = image.adding(coupons[first]) {
                    return longer
                }
            }
            sketch = try HLLSketch(decoding: stored)
        } catch {
            throw .incorrectType
        }
        return try added(to: sketch)?.encode()
    }

    /// The sketch with the visitors let in, or `nil` if it has seen them all: the usual case for a
    /// busy sketch, in which nothing is copied.
    private func added(to sketch: HLLSketch) throws(ExpressionError) -> HLLSketch? {
        switch content {
        case .coupons(let coupons):
            guard let first = coupons.firstIndex(where: { !sketch.covers($0) }) else {
                return nil
            }
            var changed = sketch
            changed.update(coupons: Array(coupons[first...]))
            return changed
        case .sketch(let bytes):
            let other: HLLSketch
            do { other = try HLLSketch(decoding: bytes) } catch { throw .incorrectType }
            var changed = sketch
            return changed.merge(other) ? changed : nil
        }
    }
}

extension Number {
    /// A whole number of 64 bits is the integer that other libraries would hash; any other number
    /// is its canonical text.
    fileprivate var coupon: Coupon? {
        int64.map { Coupon(of: $0) } ?? Coupon(of: text)
    }
}
