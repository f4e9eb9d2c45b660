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
        try Compaction.check("\(base)/\(Compaction.file)")
        let before = try Compaction.doing { () throws(FileError) in
            try DiskDirectory(path: base).open(Compaction.file, create: false).size()
        }
        try DataDirectory.clear(copy)
        do throws(StoreError) {
            try makeCopy(of: base, in: copy)
            try Compaction.check("\(copy)/\(Compaction.file)")
        } catch {
            try DataDirectory.clear(copy)
            try Compaction.doing { () throws(FileError) in try FileCalls.removeDirectory(copy) }
            throw error
        }
        return try Compaction.doing { () throws(FileError) in
            let copied = try DiskDirectory(path: copy).open(Compaction.file, create: false)
            try copied.sync()
            try FileCalls.rename("\(copy)/\(Compaction.file)", to: "\(base)/\(Compaction.file)")
            try DiskDirectory(path: base).sync()
            try FileCalls.removeDirectory(copy)
            return Report(bytesBefore: before, bytesAfter: try copied.size())
        }
    }

    private static func doing<Result, Failure: TranslatableError>(
        _ body: () throws(Failure) -> Result
    ) throws(StoreError) -> Result {
        try StoreError.translating("compacting base", body)
    }

    /// Rejects a damaged file: of that LMDB makes a copy that lacks things, or ends the process.
    private static func check(_ path: String) throws(StoreError) {
        let problems = try doing { () throws(LMDBError) in
            try DataFileCheck.problems(ofFile: path)
        }
        guard problems.isEmpty else { throw .corrupt(problems.joined(separator: "; ")) }
    }

    private func makeCopy(of base: String, in copy: String) throws(StoreError) {
        var options = EnvironmentOptions(
            readersMax: EngineLimits.readersMax, databasesMax: Space.allCases.count)
        options.isReadOnly = true
        let environment = try Compaction.doing { () throws(LMDBError) in
            try Environment(path: base, options: options)
        }
        defer { environment.close() }
        let needed = try Compaction.doing { () throws(LMDBError) in
            try environment.statistics().usedBytes - environment.reusableBytes()
        }
        let free = try Compaction.doing { () throws(FileError) in
            try space.freeBytes(at: copy)
        }
        guard needed <= free else {
            throw .diskFull(
                "the copy of base needs \(needed) bytes, \(free) are free; free another "
                    + "\(needed - free) bytes")
        }
        try Compaction.doing { () throws(LMDBError) in
            try environment.copy(to: copy, compact: true)
        }
    }
}
