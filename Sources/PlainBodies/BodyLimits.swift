/// Every bound of bodies' parts that is neither the engine's nor an item's, with its reason.
package enum BodyLimits {
    /// Attributes of a write that goes on being combined with later updates of its item; each one
    /// is compared with each of theirs.
    ///
    /// A write with more is a command of its own.
    package static let combinedAttributesMax = 64
}
