/// Splits an expression into tokens.
///
/// Never fails: what is no token becomes `unknown`, and the parser says so where it meets it.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0

    /// The tokens of `bytes`, UTF-8, followed by one `end`.
    static func tokens(of bytes: [UInt8]) -> [Token] {
        var lexer = Lexer(bytes: bytes)
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 3 + 2)
        while let token = lexer.next() { tokens.append(token) }
        tokens.append(Token(kind: .end, lowerBound: bytes.count, upperBound: bytes.count))
        return tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func next() -> Token? {
        while position < bytes.count, Lexer.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let start = position
        let kind = advance(from: bytes[position])
        return Token(kind: kind, lowerBound: start, upperBound: position)
    }

    private mutating func advance(from first: UInt8) -> Token.Kind {
        position += 1
        switch first {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            _ = skipNameBytes()
            return .name
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            skipDigits()
            return .digits
        case UInt8(ascii: "#"): return skipNameBytes() ? .nameReference : .unknown
        case UInt8(ascii: ":"): return skipNameBytes() ? .valueReference : .unknown
        case UInt8(ascii: "("): return .leftParenthesis
        case UInt8(ascii: ")"): return .rightParenthesis
        case UInt8(ascii: "["): return .leftBracket
        case UInt8(ascii: "]"): return .rightBracket
        case UInt8(ascii: "."): return .dot
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "+"): return .plus
        case UInt8(ascii: "-"): return .minus
        case UInt8(ascii: "="): return .equal
        case UInt8(ascii: "<"):
            if take(UInt8(ascii: ">")) { return .notEqual }
            return take(UInt8(ascii: "=")) ? .lessOrEqual : .less
        case UInt8(ascii: ">"):
            return take(UInt8(ascii: "=")) ? .greaterOrEqual : .greater
        default:
            // The rest of a character beyond ASCII belongs to the same token.
            while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
            return .unknown
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Whether there was at least one.
    private mutating func skipNameBytes() -> Bool {
        let start = position
        while position < bytes.count, Lexer.isNameByte(bytes[position]) { position += 1 }
        return position > start
    }

    private mutating func skipDigits() {
        while position < bytes.count, Lexer.isDigit(bytes[position]) { position += 1 }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (byte >= 0x09 && byte <= 0x0D)
    }
}
