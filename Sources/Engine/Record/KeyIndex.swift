import Platform

/// A key with its hash, which is worked out once.
///
/// The standard library's hash, because clients choose the keys, and faster ones have collisions that
/// hold whatever the seed; but in words, not byte by byte as it would take an array.
struct HashedKey: Equatable {
    let bytes: [UInt8]
    fileprivate let hash: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var hasher = Hasher()
        let span = bytes.span
        // With the count in front no key's words are another's with more behind them.
        hasher.combine(span.count)
        var index = 0
        while span.count - index >= 8 {
            hasher.combine(span.word(at: index))
            index += 8
        }
        if index < span.count { hasher.combine(span.firstWord(in: index..<span.count)) }
        hash = hasher.finalize()
    }

    static func == (left: HashedKey, right: HashedKey) -> Bool {
        left.hash == right.hash && left.bytes == right.bytes
    }
}

/// Finds keys that lie in an array: open addressing over the array's indices.
///
/// A dictionary would hash each key twice, once to look and once to enter, and byte by byte.
struct KeyIndex {
    private static let cellsMin = 16

    /// An index into the array plus one, or 0 for an empty cell; a power of two of them, half full at
    /// most.
    private var cells: [UInt32]
    private var count = 0

    /// - Parameter count: how many keys there may be, to have the memory at once.
    init(expecting count: Int) {
        cells = KeyIndex.cells(for: count)
    }

    /// The index of the key; `isKey` says whether it is the one at an index.
    func find(_ key: HashedKey, _ isKey: (Int) -> Bool) -> Int? {
        var cell = key.hash & (cells.count - 1)
        while cells[cell] != 0 {
            let index = Int(cells[cell]) - 1
            if isKey(index) { return index }
            cell = (cell + 1) & (cells.count - 1)
        }
        return nil
    }

    /// Enters a key behind all others; `keyAt` is the key at an index before it.
    mutating func append(_ key: HashedKey, _ keyAt: (Int) -> HashedKey) {
        if 2 * (count + 1) > cells.count {
            cells = KeyIndex.cells(for: cells.count)
            for index in 0..<count { enter(keyAt(index), index) }
        }
        enter(key, count)
        count += 1
    }

    private mutating func enter(_ key: HashedKey, _ index: Int) {
        var cell = key.hash & (cells.count - 1)
        while cells[cell] != 0 { cell = (cell + 1) & (cells.count - 1) }
        cells[cell] = UInt32(truncatingIfNeeded: index + 1)
    }

    private static func cells(for count: Int) -> [UInt32] {
        var cellCount = cellsMin
        while cellCount < 2 * count { cellCount *= 2 }
        return Array(repeating: 0, count: cellCount)
    }
}
