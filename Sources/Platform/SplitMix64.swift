/// A small, fast random number generator whose whole run follows from its seed.
///
/// For tests that can be repeated, and for identifiers that only have to differ; nothing that must
/// not be guessed may come from it.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    /// What the run began with, for the message of a failing test.
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
