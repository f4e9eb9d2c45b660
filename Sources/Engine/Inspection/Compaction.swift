import LMDB
import Log
import Platform

/// Gives the space back that the main store holds and does not use: a copy without free pages takes
/// its place.
///
/// The main store never shrinks by itself, as what one checkpoint frees the next ones fill. After
/// much was deleted or trimmed, that can be most of it. The store must be closed. Until the copy is
/// whole and on disk the main store stays as it is; a crash leaves the one or the other.
package struct Compaction {
    /// What came of it.
    package struct Report: Sendable {
        /// How long the main store's file was and is.
        package let bytesBefore: Int
        package let bytesAfter: Int
    }

    private static let file = "data.mdb"
    /// Where the copy is made; what an earlier process left there goes.
    static let copyName = "base-compacted"

    private let directory: DataDirectory
    private let space: any DiskSpace

    /// Claims the directory; rejects one that a running server holds.
    package init(
        directory path: String, space: any DiskSpace = FileSystemSpace()
    ) throws(StoreError) {
        directory = try DataDirectory(path, creating: false)
        self.space = space
    }

    /// Compacts the main store and lets go of the directory.
    package consuming func run() throws(StoreError) -> Report {
        defer { directory.release() }
        let base = directory.subdirectory("base")
        let copy = directory.subdirectory(Compaction.copyName)
        do {
            try Compaction.check("\(base)/\(Compaction.file)")
            let before = try DiskDirectory(path: base).open(Compaction.file, create: false).size()
            try DataDirectory.clear(copy)
            do {
                try makeCopy(of: base, in: copy)
                try Compaction.check("\(copy)/\(Compaction.file)")
            } catch {
                try DataDirectory.clear(copy)
                try FileCalls.removeDirectory(copy)
                throw error
            }
            let copied = try DiskDirectory(path: copy).open(Compaction.file, create: false)
            try copied.sync()
            try FileCalls.rename("\(copy)/\(Compaction.file)", to: "\(base)/\(Compaction.file)")
            try DiskDirectory(path: base).sync()
            try FileCalls.removeDirectory(copy)
            return Report(bytesBefore: before, bytesAfter: try copied.size())
        } catch {
            throw StoreError(any: error, doing: "compacting base")
        }
    }

    /// Rejects a damaged file: of that LMDB makes a copy that lacks things, or ends the process.
    private static func check(_ path: String) throws {
        let problems = try DataFileCheck.problems(ofFile: path)
        guard problems.isEmpty else {
            throw StoreError.corrupt(problems.joined(separator: "; "))
        }
    }

    private func makeCopy(of base: String, in copy: String) throws {
        var options = EnvironmentOptions(
            readersMax: EngineLimits.readersMax, databasesMax: Space.allCases.count)
        options.isReadOnly = true
        let environment = try Environment(path: base, options: options)
        defer { environment.close() }
        let needed = try environment.statistics().usedBytes - environment.reusableBytes()
        let free = try space.freeBytes(at: copy)
        guard needed <= free else {
            throw StoreError.diskFull(
                "the copy of base needs \(needed) bytes, \(free) are free; free another "
                    + "\(needed - free) bytes")
        }
        try environment.copy(to: copy, compact: true)
    }
}
