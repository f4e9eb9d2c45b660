import Platform
import Sketches
import Values

/// For the items of a batch the last write to each: a table of cells that are found by hash.
///
/// The hash is quick and public, so a client can choose keys that meet. Therefore only the next few
/// cells are searched: an item that finds no place among them is not entered, and its updates are
/// not combined.
struct LastWrites {
    /// The hash in the upper half, one more than the write's number in the lower; 0 for nothing.
    private var cells: [UInt64]
    private static let probesMax = 16

    init(expecting count: Int) {
        var size = 16
        while size < 2 * count { size *= 2 }
        cells = [UInt64](repeating: 0, count: size)
    }

    /// A place for an item's last write.
    struct Cell {
        fileprivate let hash: UInt64
        /// `nil` where there is none for it.
        fileprivate let index: Int?
    }

    /// The cell of the item with this key; `keyOfWrite` returns the key of a write.
    func cell(of key: Key, _ keyOfWrite: (Int) -> Key) -> Cell {
        let hash = key.hash
        let upper = hash & 0xFFFF_FFFF_0000_0000
        let mask = cells.count - 1
        for step in 0..<LastWrites.probesMax {
            let index = (Int(truncatingIfNeeded: hash) &+ step) & mask
            let cell = cells[index]
            if cell == 0 { return Cell(hash: upper, index: index) }
            if cell & 0xFFFF_FFFF_0000_0000 == upper,
                keyOfWrite(Int(UInt32(truncatingIfNeeded: cell)) - 1) == key
            {
                return Cell(hash: upper, index: index)
            }
        }
        return Cell(hash: upper, index: nil)
    }

    /// The number of the last write.
    subscript(cell: Cell) -> Int? {
        get {
            guard let index = cell.index else { return nil }
            let number = Int(UInt32(truncatingIfNeeded: cells[index]))
            return number == 0 ? nil : number - 1
        }
        set {
            guard let index = cell.index, let newValue else { return }
            cells[index] = cell.hash | UInt64(UInt32(truncatingIfNeeded: newValue + 1))
        }
    }
}

extension Key {
    /// Equal keys have equal ones.
    fileprivate var hash: UInt64 {
        let first = partition.hash(seed: 0)
        return sort?.hash(seed: first) ?? first
    }
}

extension KeyValue {
    fileprivate func hash(seed: UInt64) -> UInt64 {
        switch self {
        case .string(let text): MurmurHash3.hash(text.string.utf8.span, seed: seed).0
        case .number(let number):
            if let integer = number.int64 {
                MurmurHash3.hash(word: UInt64(bitPattern: integer), seed: seed).0
            } else {
                MurmurHash3.hash(number.text.utf8.span, seed: seed).0
            }
        case .binary(let binary): MurmurHash3.hash(binary.bytes, seed: seed).0
        }
    }
}
