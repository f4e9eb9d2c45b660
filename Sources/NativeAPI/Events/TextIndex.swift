import Values

/// Gives every text that differs from the others a number, in the order of their first appearance.
///
/// Looks texts up by the bytes of a body; a `Text` is made of each only once. The hash is the standard
/// library's, whose seed nobody outside the process knows.
struct TextIndex {
    /// By their numbers.
    private(set) var texts: [Text] = []
    private var hashes: [Int] = []
    /// Numbers by hash, -1 where there is none; at most half full.
    private var cells = [Int32](repeating: -1, count: 64)

    /// The number of a text in UTF-8.
    mutating func number(of bytes: ArraySlice<UInt8>) -> Int {
        let hash = TextIndex.hash(bytes.span)
        var cell = hash & (cells.count - 1)
        while cells[cell] >= 0 {
            let number = Int(cells[cell])
            if hashes[number] == hash, TextIndex.isSame(texts[number], bytes.span) { return number }
            cell = (cell + 1) & (cells.count - 1)
        }
        let number = texts.count
        cells[cell] = Int32(truncatingIfNeeded: number)
        texts.append(Text(String(decoding: bytes, as: UTF8.self)))
        hashes.append(hash)
        if texts.count * 2 > cells.count { grow() }
        return number
    }

    private mutating func grow() {
        let count = cells.count * 2
        cells = [Int32](repeating: -1, count: count)
        for (number, hash) in hashes.enumerated() {
            var cell = hash & (count - 1)
            while cells[cell] >= 0 { cell = (cell + 1) & (count - 1) }
            cells[cell] = Int32(truncatingIfNeeded: number)
        }
    }

    private static func isSame(_ text: Text, _ bytes: Span<UInt8>) -> Bool {
        let mine = text.string.utf8.span
        guard mine.count == bytes.count else { return false }
        for index in mine.indices where mine[index] != bytes[index] { return false }
        return true
    }

    /// Eight bytes at a time: `Hasher` takes whole words much faster than bytes.
    private static func hash(_ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
        return hasher.finalize()
    }
}
