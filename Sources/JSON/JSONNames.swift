import Platform

/// The names that an object's members may have, prepared for finding the one that a member has.
///
/// Made once, and asked for every member: the length and the first eight bytes, taken together,
/// decide nearly always.
package struct JSONNames: Sendable {
    /// By the names' places.
    private let firstWords: [UInt64]
    private let names: [[UInt8]]
    /// A bit for each length that a name has: most members with other names have another length.
    private let lengths: UInt64

    /// - Parameter names: no more than `JSONFields` has places for.
    package init(_ names: [String]) {
        precondition(names.count <= JSONFields.countMax, "JSONFields has too few places")
        self.names = names.map { Array($0.utf8) }
        firstWords = self.names.map { $0.span.firstWord(in: $0.indices) }
        lengths = self.names.reduce(0) { $0 | JSONNames.bit(ofLength: $1.count) }
    }

    /// Lengths past 62 share a bit.
    private static func bit(ofLength length: Int) -> UInt64 {
        1 &<< UInt64(truncatingIfNeeded: min(length, 63))
    }

    /// The place of the name that `node`, a string, is; `nil` if it is none of them.
    package func index(of node: JSONNode) -> Int? {
        index(of: node.token, in: node.document.bytes)
    }

    /// The same for a token of the document with these bytes.
    func index(of token: JSONToken, in bytes: [UInt8]) -> Int? {
        guard token.kind == .string else { return nil }
        guard token.isEscaped else { return index(of: bytes.span, in: token.range) }
        let decoded = JSONEscapes.decode(bytes, in: token.range)
        return index(of: decoded.span, in: decoded.indices)
    }

    /// The same for the text of a string.
    package func index(of text: Span<UInt8>) -> Int? { index(of: text, in: text.indices) }

    private func index(of text: Span<UInt8>, in range: Range<Int>) -> Int? {
        guard lengths & JSONNames.bit(ofLength: range.count) != 0 else { return nil }
        let firstWord = text.firstWord(in: range)
        let firstWords = firstWords.span
        for index in firstWords.indices where firstWords[index] == firstWord {
            let name = names[index]
            if range.count <= 8, name.count == range.count { return index }
            if name.span.isEqual(to: text.extracting(range)) { return index }
        }
        return nil
    }
}
