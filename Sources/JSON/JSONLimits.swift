/// Bounds on texts that are parsed.
package enum JSONLimits {
    /// Arrays and objects inside each other, unless the caller says otherwise: the text is rejected
    /// as too deep, before anything is made of it.
    ///
    /// The 32 levels of a value cost two each, and their wrapping half a dozen; deeper values can
    /// still be rejected in the protocol's own words.
    package static let depthMax = 256
}
