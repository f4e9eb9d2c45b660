// What LMDB 0.9 writes on a 64-bit machine, all numbers little-endian:
//
//   page       0 page number u64 · 8 pad u16 · 10 flags u16 · 12 lower u16, upper u16
//              (overflow: number of pages u32) · 16 an offset u16 for each node
//   meta      16 magic u32 · 20 version u32 · 24 address · 32 map bytes · 40 free tree · 88 main tree
//             136 last page u64 · 144 transaction u64
//   tree       0 pad u32 (of the free tree: bytes of a page) · 4 flags u16 · 6 depth u16
//              8 branch, 16 leaf, 24 overflow pages u64 · 32 entries u64 · 40 root u64
//   node       0 low u16 · 2 high u16 · 4 flags u16 · 6 key bytes u16 · 8 key · value
//              in a branch, low, high and flags are the page below; in a leaf, low and high are the
//              value's bytes, which lie in overflow pages (flag 1: the value is the first one's
//              number), or are a tree (flag 2)

/// One page of a data file.
struct DataFilePage {
    static let headerBytes = 16
    static let nodeHeaderBytes = 8
    static let treeBytes = 48
    static let branchFlag = 0x01
    static let leafFlag = 0x02
    static let overflowFlag = 0x04
    static let metaFlag = 0x08
    /// All flags that say what a page is.
    private static let kindFlags = 0x6F
    private static let magic = 0xBEEF_C0DE
    private static let version = 1

    let bytes: [UInt8]

    var number: UInt64 { number64(at: 0) }
    var kind: Int { number16(at: 10) & DataFilePage.kindFlags }
    var lower: Int { number16(at: 12) }
    var upper: Int { number16(at: 14) }
    var overflowPages: Int { number32(at: 12) }
    var nodeCount: Int { (lower - DataFilePage.headerBytes) / 2 }
    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    // MARK: Meta pages

    var isMeta: Bool {
        bytes.count >= 152 && kind == DataFilePage.metaFlag
            && number32(at: 16) == DataFilePage.magic && number32(at: 20) == DataFilePage.version
    }
    /// Of a meta page: the length of pages.
    var pageBytes: Int { number32(at: 40) }
    var freeTree: DataFileTree { DataFileTree(self, at: 40, name: "free pages") }
    var mainTree: DataFileTree { DataFileTree(self, at: 88, name: "databases") }
    var lastPage: UInt64 { number64(at: 136) }
    var transaction: UInt64 { number64(at: 144) }

    // MARK: Nodes

    func nodeOffset(_ index: Int) -> Int {
        number16(at: DataFilePage.headerBytes + 2 * index)
    }

    /// The page below a branch's node.
    func child(ofNodeAt offset: Int) -> UInt64 {
        number64(at: offset) & 0xFFFF_FFFF_FFFF
    }

    /// The length of a leaf's value.
    func valueBytes(ofNodeAt offset: Int) -> Int { number32(at: offset) }
    func flags(ofNodeAt offset: Int) -> Int { number16(at: offset + 4) }
    func keyBytes(ofNodeAt offset: Int) -> Int { number16(at: offset + 6) }

    func key(ofNodeAt offset: Int) -> ArraySlice<UInt8> {
        let start = offset + DataFilePage.nodeHeaderBytes
        return bytes[start..<start + keyBytes(ofNodeAt: offset)]
    }

    // MARK: Numbers

    func number16(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }

    func number32(at offset: Int) -> Int {
        number16(at: offset) | number16(at: offset + 2) << 16
    }

    func number64(at offset: Int) -> UInt64 {
        UInt64(number32(at: offset)) | UInt64(number32(at: offset + 4)) << 32
    }
}

/// One tree of a data file, as its record says.
struct DataFileTree {
    private static let noPage = UInt64.max

    let name: String
    let depth: Int
    let entries: UInt64
    /// `nil` when it is empty.
    let root: UInt64?

    init(_ page: DataFilePage, at offset: Int, name: String) {
        self.name = name
        depth = page.number16(at: offset + 6)
        entries = page.number64(at: offset + 32)
        let root = page.number64(at: offset + 40)
        self.root = root == DataFileTree.noPage ? nil : root
    }
}
