/// Gathers sketches of any precision and type into one.
///
/// Merging costs well under a microsecond for a dense sketch of the default precision; the
/// registers are added up only when an answer is asked for. The result does not depend on the order
/// of dense sketches. Its precision is the smallest of `precisionMax` and of the dense sketches.
package struct HLLUnion: Sendable {
    private var gathered: HLLSketch

    /// An empty union; `precisionMax` must be one of `HLLSketch.precisions`.
    package init(precisionMax: Int = HLLSketch.defaultPrecision) {
        gathered = HLLSketch(precision: precisionMax)
    }

    package var isEmpty: Bool {
        gathered.isEmpty
    }

    /// Adds the items of a sketch.
    package mutating func merge(_ sketch: HLLSketch) {
        gathered.absorb(sketch)
    }

    /// Adds the items of a sketch as any DataSketches library wrote it.
    ///
    /// A sketch that is refused changes nothing. What is checked is what could do harm: not the sums
    /// over a dense sketch's registers, nor each coupon that a dense union is given.
    package mutating func merge(decoding bytes: Span<UInt8>) throws(SketchError) {
        try gathered.absorb(decoding: bytes)
    }

    /// Adds one item.
    package mutating func update(coupon: Coupon) {
        gathered.update(coupon: coupon)
    }

    /// The sketch of all items so far, to be written as `type`.
    package func result(type: HLLType = .hll4) -> HLLSketch {
        var result = gathered
        result.type = type
        return result
    }

    /// The estimate and bounds for all items so far.
    package var estimation: HLLEstimation {
        gathered.estimation
    }

    package var estimate: Double {
        gathered.estimate
    }
}
