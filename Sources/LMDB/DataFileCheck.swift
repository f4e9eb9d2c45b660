internal import Glibc
import Platform

/// Reads a data file page by page with plain reads and reports what is wrong with its trees.
///
/// LMDB trusts its file: of one that was cut short, zeroed or overwritten in parts it reads what is not
/// there or gives up, and the process ends with it. A file that this finds nothing wrong with can be
/// read by LMDB; whether keys and values are the right ones is checked by their owner.
/// Nobody may write meanwhile, unless a read transaction keeps what is looked at. Costs a read of each
/// page that is in use; of large values, only their first page's header.
package struct DataFileCheck: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let fileBytes: Int
    private var pageBytes = 0
    private var pageCount: UInt64 = 0
    /// How many of them lie in the file, at least in part.
    private var heldCount: UInt64 = 0
    /// A bit for each page that was met.
    private var met: [UInt64] = []
    private var problems: [String] = []
    /// Named databases, found in the main tree.
    private var named: [DataFileTree] = []
    private var isCancelled: () -> Bool = { false }

    private init(_ path: String) throws(LMDBError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LMDBError(errno, in: "open") }
        fileBytes = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit { _ = close(descriptor) }

    /// What is wrong with the file at `path`, one sentence each.
    ///
    /// - Parameter databases: the named databases to look through, besides what leads to all of them;
    ///   `nil` means all. A file that is shorter than it says is always looked through.
    package static func problems(
        ofFile path: String, databases: Set<String>? = nil
    ) throws(LMDBError) -> [String] {
        var check = try DataFileCheck(path)
        guard let meta = try check.readMeta() else { return check.problems }
        return try check.run(meta, databases)
    }

    /// What is wrong with what a read transaction sees of the file at `path`, which must live until
    /// this returns; `nil` when the file has moved on and has no description of that any more.
    ///
    /// - Parameters:
    ///   - commit: the transaction's number.
    ///   - isCancelled: called now and then; what was found until then is returned.
    package static func problems(
        ofFile path: String, asOf commit: Int, isCancelled: @escaping () -> Bool
    ) throws(LMDBError) -> [String]? {
        var check = try DataFileCheck(path)
        check.isCancelled = isCancelled
        guard let meta = try check.readMeta(of: UInt64(commit)) else {
            return check.problems.isEmpty ? nil : check.problems
        }
        return try check.run(meta, nil)
    }

    private mutating func run(
        _ meta: DataFilePage, _ databases: Set<String>?
    ) throws(LMDBError) -> [String] {
        pageBytes = meta.pageBytes
        pageCount = meta.lastPage + 1
        // Whatever the meta page says, no more pages than the file has, the last one cut short.
        heldCount = min(pageCount, UInt64(fileBytes / meta.pageBytes) + 1)
        met = [UInt64](repeating: 0, count: Int(heldCount / 64) + 1)
        // The last pages of a good file may be missing, but only ones that are free.
        let isShort = fileBytes / meta.pageBytes < Int(pageCount)
        try visit(meta.freeTree)
        try visit(meta.mainTree, isMain: true)
        for tree in named where isShort || databases?.contains(tree.name) ?? true {
            try visit(tree)
        }
        if isShort, !problems.isEmpty {
            problems.insert(
                "\(path) has \(fileBytes) bytes, "
                    + "its last page ends at byte \(Int(pageCount) * meta.pageBytes)", at: 0)
        }
        return problems
    }

    // MARK: Pages

    /// The newer one of the two meta pages, or the one that describes `commit`.
    private mutating func readMeta(of commit: UInt64? = nil) throws(LMDBError) -> DataFilePage? {
        let first = DataFilePage(bytes: try read(at: 0, 152))
        guard first.isMeta, (512...65_536).contains(first.pageBytes) else {
            problems.append("\(path): page 0 at byte 0: it is not what the file must begin with")
            return nil
        }
        let second = DataFilePage(bytes: try read(at: first.pageBytes, 152))
        guard second.isMeta, second.pageBytes == first.pageBytes else {
            problems.append(
                "\(path): page 1 at byte \(first.pageBytes): it is not what must follow the first")
            return nil
        }
        let meta: DataFilePage
        if let commit {
            guard let found = [first, second].first(where: { $0.transaction == commit }) else {
                return nil
            }
            meta = found
        } else {
            meta = second.transaction > first.transaction ? second : first
        }
        // Of a file on disk; beyond that, offsets could not be counted.
        guard meta.lastPage >= 1, meta.lastPage < 1 << 40 else {
            problems.append("\(path): the last page cannot be page \(meta.lastPage)")
            return nil
        }
        return meta
    }

    private func read(at offset: Int, _ count: Int) throws(LMDBError) -> [UInt8] {
        do throws(FileError) {
            return try FileCalls.read(descriptor, path, at: offset, count: count)
        } catch {
            throw LMDBError(error.code, in: "pread")
        }
    }

    private mutating func complain(_ page: UInt64, of tree: DataFileTree, _ reason: String) {
        guard problems.count < LMDBLimits.reportedProblemsMax else { return }
        let place = page < pageCount ? " at byte \(Int(page) * pageBytes)" : ""
        problems.append("\(path): page \(page)\(place), of \(tree.name): \(reason)")
    }

    /// Reads a page that must be of a kind; `nil` after a complaint.
    private mutating func page(
        _ number: UInt64, _ kind: Int, of tree: DataFileTree, bytes count: Int
    ) throws(LMDBError) -> DataFilePage? {
        guard number > 1, number < pageCount else {
            complain(number, of: tree, "the file has pages 2 to \(pageCount - 1)")
            return nil
        }
        guard number < heldCount else {
            complain(number, of: tree, "the file ends at byte \(fileBytes)")
            return nil
        }
        guard meet(number) else {
            complain(number, of: tree, "it belongs to two places")
            return nil
        }
        let page = DataFilePage(bytes: try read(at: Int(number) * pageBytes, count))
        if page.bytes.count < count {
            complain(number, of: tree, "the file ends at byte \(fileBytes)")
        } else if page.isZero {
            complain(number, of: tree, "it is all zeros")
        } else if page.number != number {
            complain(number, of: tree, "it says that it is page \(page.number)")
        } else if page.kind != kind {
            complain(number, of: tree, "it is of kind \(page.kind), not \(kind)")
        } else {
            return page
        }
        return nil
    }

    /// Notes that a page is in use; `false` when it was already.
    private mutating func meet(_ page: UInt64) -> Bool {
        let (word, bit) = (Int(page / 64), UInt64(1) << (page % 64))
        defer { met[word] |= bit }
        return met[word] & bit == 0
    }

    // MARK: Trees

    private mutating func visit(_ tree: DataFileTree, isMain: Bool = false) throws(LMDBError) {
        var entries: UInt64 = 0
        let before = problems.count
        if let root = tree.root {
            guard (1...LMDBLimits.treeDepthMax).contains(tree.depth) else {
                complain(root, of: tree, "its tree cannot be \(tree.depth) pages deep")
                return
            }
            try visit(root, level: 1, of: tree, isMain, &entries)
        }
        guard problems.count == before, entries != tree.entries, !isCancelled() else { return }
        complain(
            tree.root ?? 0, of: tree,
            "its tree has \(entries) entries, it should have \(tree.entries)")
    }

    private mutating func visit(
        _ number: UInt64, level: Int, of tree: DataFileTree, _ isMain: Bool,
        _ entries: inout UInt64
    ) throws(LMDBError) {
        if isCancelled() { return }
        let isLeaf = level == tree.depth
        let kind = isLeaf ? DataFilePage.leafFlag : DataFilePage.branchFlag
        guard let page = try page(number, kind, of: tree, bytes: pageBytes) else { return }
        guard page.lower > DataFilePage.headerBytes, page.lower % 2 == 0,
            page.lower <= page.upper, page.upper <= pageBytes
        else {
            complain(
                number, of: tree, "its nodes cannot lie at \(page.lower) and \(page.upper)")
            return
        }
        for index in 0..<page.nodeCount {
            let offset = page.nodeOffset(index)
            guard offset >= page.upper, offset + DataFilePage.nodeHeaderBytes <= pageBytes,
                fits(page, offset, isLeaf: isLeaf)
            else {
                complain(number, of: tree, "node \(index) at \(offset) does not fit")
                return
            }
            if isLeaf {
                entries += 1
                try visitValue(page, offset, of: tree, isMain)
            } else {
                try visit(
                    page.child(ofNodeAt: offset), level: level + 1, of: tree, isMain, &entries)
            }
        }
    }

    private func fits(_ page: DataFilePage, _ offset: Int, isLeaf: Bool) -> Bool {
        let end = offset + DataFilePage.nodeHeaderBytes + page.keyBytes(ofNodeAt: offset)
        guard isLeaf else { return end <= pageBytes }
        switch page.flags(ofNodeAt: offset) {
        case 0: return end + page.valueBytes(ofNodeAt: offset) <= pageBytes
        case 1: return end + 8 <= pageBytes
        case 2:
            return page.valueBytes(ofNodeAt: offset) == DataFilePage.treeBytes
                && end + DataFilePage.treeBytes <= pageBytes
        default: return false
        }
    }

    private mutating func visitValue(
        _ page: DataFilePage, _ offset: Int, of tree: DataFileTree, _ isMain: Bool
    ) throws(LMDBError) {
        let key = page.key(ofNodeAt: offset)
        switch page.flags(ofNodeAt: offset) {
        case 1:
            let first = page.number64(at: key.endIndex)
            let count = DataFilePage.headerBytes - 1 + page.valueBytes(ofNodeAt: offset)
            try visitOverflow(first, pages: count / pageBytes + 1, of: tree)
        case 2 where isMain:
            named.append(
                DataFileTree(
                    page, at: key.endIndex, name: String(decoding: key, as: UTF8.self)))
        case 0 where !isMain: break
        default: complain(page.number, of: tree, "it holds what it should not")
        }
    }

    /// A large value: pages in a row, of which the first says how many.
    private mutating func visitOverflow(
        _ first: UInt64, pages needed: Int, of tree: DataFileTree
    ) throws(LMDBError) {
        let kind = DataFilePage.overflowFlag
        guard
            let page = try page(first, kind, of: tree, bytes: DataFilePage.headerBytes)
        else { return }
        guard page.overflowPages >= needed, page.overflowPages < Int(pageCount) - Int(first) + 1
        else {
            complain(first, of: tree, "\(page.overflowPages) pages begin here, not \(needed)")
            return
        }
        guard (Int(first) + needed) * pageBytes <= fileBytes else {
            complain(first, of: tree, "its value goes on behind the file's end at \(fileBytes)")
            return
        }
        // Pages that the value does not need may lie behind the file's end.
        let end = max(first + 1, min(first + UInt64(page.overflowPages), heldCount))
        for next in first + 1..<end where !meet(next) {
            complain(next, of: tree, "it belongs to two places")
        }
    }
}
