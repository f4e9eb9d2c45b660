import Expressions

/// Splits a statement into tokens; comments (`-- …`, `/* … */`) are blanks.
struct StatementLexer {
    private let bytes: [UInt8]
    private var position = 0

    /// The tokens of `bytes`, UTF-8, followed by one `end`.
    static func tokens(of bytes: [UInt8]) throws(ExpressionError) -> [StatementToken] {
        var lexer = StatementLexer(bytes: bytes)
        var tokens: [StatementToken] = []
        tokens.reserveCapacity(bytes.count / 3 + 2)
        while let token = try lexer.next() {
            // A semicolon ends a statement, and may stand there or not.
            if token.kind == .end, try lexer.next() != nil {
                throw ExpressionError(message: "Only one operation is allowed in a statement.")
            }
            if token.kind == .end { break }
            tokens.append(token)
        }
        let end = bytes.count
        tokens.append(StatementToken(kind: .end, lowerBound: end, upperBound: end))
        return tokens
    }

    /// The word with which a statement begins; `nil` where none stands there.
    static func firstWord(of bytes: [UInt8]) -> String? {
        var lexer = StatementLexer(bytes: bytes)
        do throws(ExpressionError) {
            guard let token = try lexer.next(), token.kind == .word else { return nil }
            return String(
                decoding: bytes[token.lowerBound..<token.upperBound], as: UTF8.self)
        } catch {
            return nil
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func next() throws(ExpressionError) -> StatementToken? {
        try skipBlanks()
        guard position < bytes.count else { return nil }
        let start = position
        let kind = try advance(from: bytes[position])
        return StatementToken(kind: kind, lowerBound: start, upperBound: position)
    }

    private mutating func skipBlanks() throws(ExpressionError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: " ") || (byte >= 0x09 && byte <= 0x0D) {
                position += 1
            } else if byte == UInt8(ascii: "-"), following == UInt8(ascii: "-") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
                    position += 1
                }
            } else if byte == UInt8(ascii: "/"), following == UInt8(ascii: "*") {
                position += 2
                while !(bytes[position...].starts(with: "*/".utf8)) {
                    guard position < bytes.count else { throw .malformed("") }
                    position += 1
                }
                position += 2
            } else {
                return
            }
        }
    }

    private var following: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

    private mutating func advance(
        from first: UInt8
    ) throws(ExpressionError) -> StatementToken.Kind {
        if StatementLexer.beginsWord(first) {
            while position < bytes.count, StatementLexer.continuesWord(bytes[position]) {
                position += 1
            }
            return .word
        }
        if StatementLexer.isDigit(first) || isPointOfNumber(first) {
            skipNumber()
            return .number
        }
        position += 1
        switch first {
        case UInt8(ascii: "'"):
            try skipQuoted(by: first)
            return .string
        case UInt8(ascii: "\""):
            try skipQuoted(by: first)
            return .quotedName
        case UInt8(ascii: "<"):
            if take(UInt8(ascii: "<")) { return .leftBag }
            if take(UInt8(ascii: ">")) { return .notEqual }
            return take(UInt8(ascii: "=")) ? .lessOrEqual : .less
        case UInt8(ascii: ">"):
            if take(UInt8(ascii: ">")) { return .rightBag }
            return take(UInt8(ascii: "=")) ? .greaterOrEqual : .greater
        case UInt8(ascii: "!") where take(UInt8(ascii: "=")): return .notEqual
        case UInt8(ascii: "|") where take(UInt8(ascii: "|")): return .foreignOperator
        default:
            guard let sign = StatementLexer.sign(first) else { throw .malformed("") }
            return sign
        }
    }

    private static func sign(_ byte: UInt8) -> StatementToken.Kind? {
        switch byte {
        case UInt8(ascii: "?"): .parameter
        case UInt8(ascii: "("): .leftParenthesis
        case UInt8(ascii: ")"): .rightParenthesis
        case UInt8(ascii: "["): .leftBracket
        case UInt8(ascii: "]"): .rightBracket
        case UInt8(ascii: "{"): .leftBrace
        case UInt8(ascii: "}"): .rightBrace
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "*"): .star
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "-"): .minus
        case UInt8(ascii: "="): .equal
        case UInt8(ascii: "/"), UInt8(ascii: "%"): .foreignOperator
        case UInt8(ascii: ";"): .end
        default: nil
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// To behind the closing quote; a quote that is written twice is one of the text.
    private mutating func skipQuoted(by quote: UInt8) throws(ExpressionError) {
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == quote, !take(quote) { return }
        }
        throw .malformed("")
    }

    private func isPointOfNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") && following.map(StatementLexer.isDigit) == true
    }

    private mutating func skipNumber() {
        skipDigits()
        if take(UInt8(ascii: ".")) { skipDigits() }
        guard position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") else { return }
        var end = position + 1
        if end < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end]) {
            end += 1
        }
        // Without digits it is the beginning of a word.
        guard end < bytes.count, StatementLexer.isDigit(bytes[end]) else { return }
        position = end
        skipDigits()
    }

    private mutating func skipDigits() {
        while position < bytes.count, StatementLexer.isDigit(bytes[position]) { position += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func beginsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private static func continuesWord(_ byte: UInt8) -> Bool { beginsWord(byte) || isDigit(byte) }
}

extension ExpressionError {
    /// A statement that cannot be read, with what PartiQL's own parser says about it; often nothing.
    static func malformed(_ detail: String) -> ExpressionError {
        ExpressionError(message: "Statement wasn't well formed, can't be processed: \(detail)")
    }

    /// A token where the statement should have ended.
    static let leftOver = malformed("Unexpected token after expression")
}
