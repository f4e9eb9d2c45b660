/// Finds repetitions in a text (LZ77): the half of deflate that happens before any code is chosen.
struct Matcher {
    /// A literal byte (distance 0) or a copy of `length` bytes from `distance` back.
    struct Token {
        let length: UInt16
        let distance: UInt16
    }

    private static let windowBytes = 32 << 10
    private static let hashBits = 15
    /// How many earlier places with the same hash are tried: more finds longer matches, slower.
    private static let triesMax = 16
    private static let matchBytesMax = 258

    private let bytes: [UInt8]
    /// The last place + 1 where three bytes with this hash began.
    private var heads = [Int32](repeating: 0, count: 1 << hashBits)
    /// For each place (modulo the window) the one before it with the same hash, + 1.
    private var previous = [Int32](repeating: 0, count: windowBytes)
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The next token.
    ///
    /// Takes the longest match it finds at once, without looking one byte further.
    mutating func next() -> Token {
        guard position + 3 <= bytes.count else {
            defer { position += 1 }
            return Token(length: UInt16(bytes[position]), distance: 0)
        }
        let match = longestMatch()
        if match.distance == 0 {
            remember(position)
            position += 1
            return match
        }
        let end = position + Int(match.length)
        while position < end {
            if position + 3 <= bytes.count { remember(position) }
            position += 1
        }
        return match
    }

    private func longestMatch() -> Token {
        var best = Token(length: UInt16(bytes[position]), distance: 0)
        var bestLength = 2
        let lengthMax = min(Matcher.matchBytesMax, bytes.count - position)
        var candidate = Int(heads[hash(at: position)]) - 1
        var triesLeft = Matcher.triesMax
        while candidate >= 0, position - candidate < Matcher.windowBytes, triesLeft > 0 {
            triesLeft -= 1
            if bytes[candidate + bestLength] == bytes[position + bestLength] {
                var length = 0
                while length < lengthMax, bytes[candidate + length] == bytes[position + length] {
                    length += 1
                }
                if length > bestLength {
                    bestLength = length
                    best = Token(
                        length: UInt16(length), distance: UInt16(position - candidate))
                    if length == lengthMax { break }
                }
            }
            // Still this candidate's entry: the ring has gone around only beyond the window.
            candidate = Int(previous[candidate % Matcher.windowBytes]) - 1
        }
        return best
    }

    private mutating func remember(_ place: Int) {
        let hash = hash(at: place)
        previous[place % Matcher.windowBytes] = heads[hash]
        heads[hash] = Int32(truncatingIfNeeded: place + 1)
    }

    private func hash(at place: Int) -> Int {
        let three =
            UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
        return Int((three &* 0x9E37_79B1) >> (32 - UInt32(Matcher.hashBits)))
    }
}
