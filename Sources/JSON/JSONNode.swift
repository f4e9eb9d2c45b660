import Platform

@usableFromInline
package enum JSONKind: UInt8, Hashable, Sendable {
    case null, boolean, number, string, array, object
}

/// One value inside a `JSONDocument`: a reference to the document and an index of its tape.
///
/// Every accessor answers `nil` for another kind, so that a caller reads and checks in one step.
/// The small ones are compiled into the callers, in other modules too: a request asks hundreds of
/// times, and a call would cost more than the answer.
@usableFromInline
package struct JSONNode: Sendable {
    @usableFromInline package let document: JSONDocument
    @usableFromInline let index: Int

    @inlinable
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    @inlinable var token: JSONToken { document.tape[index] }

    @inlinable package var kind: JSONKind { token.kind }

    /// The number of elements of an array or members of an object; 0 for the rest.
    @inlinable package var count: Int { token.count }

    @inlinable package var isNull: Bool { kind == .null }

    @inlinable package var boolean: Bool? {
        let token = token
        // Only these two literals exist, and they differ in length.
        return token.kind == .boolean ? token.end - token.start == 4 : nil
    }

    /// The number exactly as it was written.
    package var numberText: String? {
        let token = token
        return token.kind == .number
            ? String(decoding: document.bytes[token.range], as: UTF8.self) : nil
    }

    /// The number when it is written as a plain integer that fits, else `nil`.
    package var integer: Int64? {
        shortInteger ?? numberText.flatMap { Int64($0) }
    }

    /// The number when it is written in up to 18 digits and perhaps a minus sign, as nearly every
    /// one is, else `nil`; makes no String.
    package var shortInteger: Int64? {
        let token = token
        guard token.kind == .number else { return nil }
        let bytes = document.bytes
        return JSONNode.shortInteger(bytes.span.extracting(token.range))
    }

    /// The same of a number's text.
    package static func shortInteger(_ text: Span<UInt8>) -> Int64? {
        let first = text[0] == UInt8(ascii: "-") ? 1 : 0
        guard text.count - first <= 18 else { return nil }
        var value: Int64 = 0
        for index in first..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return first == 1 ? -value : value
    }

    @usableFromInline package var string: String? {
        let token = token
        guard token.kind == .string else { return nil }
        guard !token.isEscaped else {
            return String(
                decoding: JSONEscapes.decode(document.bytes, in: token.range), as: UTF8.self)
        }
        return String(decoding: document.bytes[token.range], as: UTF8.self)
    }

    /// A string's UTF-8, unescaped; a slice of the document itself when it held no escape.
    @usableFromInline package var textBytes: ArraySlice<UInt8>? {
        let token = token
        guard token.kind == .string else { return nil }
        return token.isEscaped
            ? JSONEscapes.decode(document.bytes, in: token.range)[...]
            : document.bytes[token.range]
    }

    /// Lets `body` look at a string's UTF-8, unescaped, where it stands; `nil` for other kinds.
    @inlinable
    package func withText<Result>(_ body: (Span<UInt8>) -> Result) -> Result? {
        let token = token
        guard token.kind == .string else { return nil }
        guard !token.isEscaped else { return textBytes.map { body($0.span) } }
        let bytes = document.bytes
        return body(bytes.span.extracting(token.range))
    }

    /// Whether this is the same value as `other`, written byte by byte alike in the same document.
    package func isWritten(like other: JSONNode) -> Bool {
        guard document === other.document else { return false }
        let mine = token
        let theirs = other.token
        guard mine.kind == theirs.kind, mine.end - mine.start == theirs.end - theirs.start else {
            return false
        }
        let bytes = document.bytes
        return bytes.span.extracting(mine.range).isEqual(to: bytes.span.extracting(theirs.range))
    }

    /// The bytes a string stands for in strict base64, or `nil` if it is none.
    package var base64: [UInt8]? { textBytes.flatMap { Base64.decode($0) } }

    /// Where the value stands in the document, quotes and brackets included.
    package var byteRange: Range<Int> {
        let token = token
        return token.kind == .string
            ? Int(token.start) - 1..<Int(token.end) + 1 : token.range
    }

    /// The value as it was written.
    package var rawBytes: ArraySlice<UInt8> { document.bytes[byteRange] }

    /// Compares a string with `text` byte by byte, making no String; false for other kinds.
    package func isString(_ text: String) -> Bool {
        document.string(at: index, equals: text)
    }
}

extension JSONDocument {
    func string(at index: Int, equals text: String) -> Bool {
        string(at: index, equals: text.utf8.span)
    }

    func string(at index: Int, equals text: Span<UInt8>) -> Bool {
        let token = tape[index]
        guard token.kind == .string else { return false }
        let bytes = bytes
        guard token.isEscaped else {
            return bytes.span.extracting(token.range).isEqual(to: text)
        }
        return JSONEscapes.decode(bytes, in: token.range).span.isEqual(to: text)
    }
}
