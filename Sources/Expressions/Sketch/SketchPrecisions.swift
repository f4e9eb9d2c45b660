import Sketches
package import Values

/// How precise the sketches that a table's updates make are: a default, and attributes that differ.
package struct SketchPrecisions: Hashable, Sendable {
    package let `default`: Int
    package let attributes: [Text: Int]

    /// Every precision must be one of `HLLSketch.precisions`.
    package init(
        default: Int = HLLSketch.defaultPrecision, attributes: [Text: Int] = [:]
    ) {
        precondition(
            HLLSketch.precisions.contains(`default`)
                && attributes.values.allSatisfy(HLLSketch.precisions.contains),
            "A sketch's precision is 4 to 21")
        self.default = `default`
        self.attributes = attributes
    }

    /// The precision of a new sketch in `attribute`, or anywhere inside it.
    package func precision(of attribute: Text) -> Int {
        attributes[attribute] ?? `default`
    }
}
