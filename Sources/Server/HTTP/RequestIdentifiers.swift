import NIOCore

/// Makes the 52 characters of `x-amzn-RequestId`.
///
/// Belongs to one event loop.
///
/// They only have to differ, so a fast generator seeded by the system is enough.
struct RequestIdentifiers {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUV".utf8)
    private var state: UInt64

    init() {
        var system = SystemRandomNumberGenerator()
        state = system.next()
    }

    /// Appends the next identifier.
    mutating func write(to buffer: inout ByteBuffer) {
        // 4 x 13 characters of five bits each; a word has 64.
        for _ in 0..<4 {
            var bits = nextWord()
            for _ in 0..<13 {
                // Thirteen times five is one bit too many: the last character has four bits.
                buffer.writeInteger(RequestIdentifiers.alphabet[Int(bits & 31)])
                bits >>= 5
            }
        }
    }

    /// SplitMix64.
    private mutating func nextWord() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
