/// Makes the identifiers of responses, 52 characters each.
///
/// Belongs to one event loop.
///
/// They only have to differ, so a fast generator seeded by the system is enough.
struct RequestIdentifiers {
    private var state: UInt64
    /// The last identifier; filled in place, since a buffer that grows by single bytes costs more
    /// than all else of an answer's head.
    private var characters = [UInt8](repeating: 0, count: 52)

    init() {
        var system = SystemRandomNumberGenerator()
        state = system.next()
        for start in stride(from: 0, to: characters.count, by: 13) { renew(from: start) }
    }

    /// The last identifier that was made.
    var last: String { String(decoding: characters, as: UTF8.self) }

    /// Appends the next identifier.
    ///
    /// It differs from others of this loop in its last part, and from all of another in each.
    mutating func append(to bytes: inout [UInt8]) {
        renew(from: 39)
        bytes.append(contentsOf: characters)
    }

    /// Draws the thirteen characters from `start` on, of five bits each; a word has 64.
    private mutating func renew(from start: Int) {
        var bits = nextWord()
        for index in start..<start + 13 {
            // Thirteen times five is one bit too many: the last character has four bits.
            characters[index] = RequestIdentifiers.character(UInt8(bits & 31))
            bits >>= 5
        }
    }

    /// One of 0 to 9 and A to V.
    private static func character(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "A") + (number - 10)
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
