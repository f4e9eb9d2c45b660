/// A text in which each `*` stands for any text, also none; `\*` and `\\` stand for themselves.
///
/// Matching takes time linear in the text, whatever it holds: each piece between two stars is
/// looked for once, from where the one before it ended, and never again.
struct WildcardPattern: Sendable {
    /// A text to look for, with the length of the longest proper beginning of it that also ends
    /// each of its beginnings, so that no byte of the searched text is looked at twice.
    private struct Piece {
        let bytes: [UInt8]
        let fallback: [Int]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            var fallback = [Int](repeating: 0, count: bytes.count)
            var length = 0
            for index in bytes.indices.dropFirst() {
                while length > 0, bytes[length] != bytes[index] { length = fallback[length - 1] }
                if bytes[length] == bytes[index] { length += 1 }
                fallback[index] = length
            }
            self.fallback = fallback
        }

        /// Where the piece's first occurrence in `text` ends.
        func firstEnd(in text: ArraySlice<UInt8>) -> Int? {
            guard !bytes.isEmpty else { return text.startIndex }
            var length = 0
            for index in text.indices {
                while length > 0, bytes[length] != text[index] { length = fallback[length - 1] }
                if bytes[length] == text[index] { length += 1 }
                if length == bytes.count { return index + 1 }
            }
            return nil
        }
    }

    /// What stands between the stars; one piece when there is no star.
    private let pieces: [Piece]

    init(_ pattern: String) throws(FilterError) {
        var pieces: [[UInt8]] = [[]]
        var isAfterStar = false
        var rest = Array(pattern.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "*") {
                if isAfterStar { throw FilterError("A wildcard cannot have two * in a row") }
                pieces.append([])
                isAfterStar = true
                continue
            }
            isAfterStar = false
            var literal = byte
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst(),
                    escaped == UInt8(ascii: "*") || escaped == UInt8(ascii: "\\")
                else { throw FilterError("In a wildcard, \\ can only stand before * or \\") }
                literal = escaped
            }
            pieces[pieces.count - 1].append(literal)
        }
        self.pieces = pieces.map { Piece($0) }
    }

    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return pieces.first.map { text.elementsEqual($0.bytes) } ?? false
        }
        guard text.count >= first.bytes.count + last.bytes.count,
            text.starts(with: first.bytes),
            text.suffix(last.bytes.count).elementsEqual(last.bytes)
        else { return false }
        var rest = text.dropFirst(first.bytes.count).dropLast(last.bytes.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let end = piece.firstEnd(in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }
}
