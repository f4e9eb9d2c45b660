package enum JSONKind: UInt8, Hashable, Sendable {
    case null, boolean, number, string, array, object
}

/// One value inside a `JSONDocument`: a reference to the document and an index of its tape.
///
/// Every accessor answers `nil` for another kind, so that a caller reads and checks in one step.
package struct JSONNode: Sendable {
    package let document: JSONDocument
    let index: Int

    var token: JSONToken { document.tape[index] }

    package var kind: JSONKind { token.kind }

    /// The number of elements of an array or members of an object; 0 for the rest.
    package var count: Int { token.count }

    package var isNull: Bool { kind == .null }

    package var boolean: Bool? {
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
    package var integer: Int64? { numberText.flatMap { Int64($0) } }

    package var string: String? {
        textBytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// A string's UTF-8, unescaped; a slice of the document itself when it held no escape.
    package var textBytes: ArraySlice<UInt8>? {
        let token = token
        guard token.kind == .string else { return nil }
        return token.isEscaped
            ? JSONEscapes.decode(document.bytes, in: token.range)[...]
            : document.bytes[token.range]
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
        let token = tape[index]
        guard token.kind == .string else { return false }
        guard token.isEscaped else {
            let wanted = text.utf8.span
            guard wanted.count == Int(token.end - token.start) else { return false }
            let start = Int(token.start)
            for offset in wanted.indices where bytes[start + offset] != wanted[offset] {
                return false
            }
            return true
        }
        return JSONEscapes.decode(bytes, in: token.range).elementsEqual(text.utf8)
    }
}
