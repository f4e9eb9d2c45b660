import Glibc
import Log
import SystemPackage

/// The directory in which a store lives: who holds it, and in which format it is.
///
///     VERSION   "quipu 1\n"
///     LOCK      held by the process that has the store open
///     log/      the durable log
///     base/     LMDB, durable
///     recent-a/ recent-b/   LMDB, thrown away at every start
final class DataDirectory: Sendable {
    static let version = "quipu 1\n"
    private static let versionBytesMax = 64

    let path: String
    private let lock: FileDescriptor

    /// Claims the directory for this process; makes it when `creating`, else it must hold a store.
    init(_ path: String, creating: Bool) throws(StoreError) {
        self.path = path
        if creating { try DataDirectory.create(path) }
        do {
            lock = try FileDescriptor.open(
                FilePath(path).appending("LOCK"), .readWrite,
                options: creating ? [.create, .closeOnExec] : .closeOnExec,
                permissions: .ownerReadWrite)
        } catch {
            throw .cannotOpen("\(path) holds no store that can be opened: LOCK: \(error)")
        }
        do throws(StoreError) {
            // A record lock ends with the process, however it ends.
            guard lockf(lock.rawValue, F_TLOCK, 0) == 0 else {
                throw .cannotOpen("\(path) is in use by another process")
            }
            try checkVersion(creating: creating)
        } catch {
            release()
            throw error
        }
    }

    func subdirectory(_ name: String, under other: String? = nil) -> String {
        "\(other ?? path)/\(name)"
    }

    /// Makes a directory with its parents; one that exists already is fine.
    static func create(_ path: String) throws(StoreError) {
        do {
            try FileCalls.makeDirectory(path)
        } catch {
            let parent = FilePath(path).removingLastComponent().string
            guard error.code == ENOENT, !parent.isEmpty, parent != path else {
                throw .cannotOpen("\(error)")
            }
            try create(parent)
            do {
                try FileCalls.makeDirectory(path)
            } catch {
                throw .cannotOpen("\(error)")
            }
        }
    }

    /// Makes the directory of a recent layer and removes what an earlier process left in it.
    static func clear(_ path: String) throws(StoreError) {
        try create(path)
        do {
            for name in try FileCalls.names(inDirectory: path) where name.hasSuffix(".mdb") {
                try FileCalls.remove("\(path)/\(name)")
            }
        } catch {
            throw .cannotOpen("\(error)")
        }
    }

    private func checkVersion(creating: Bool) throws(StoreError) {
        let directory = DiskDirectory(path: path)
        let found: String
        do {
            found = try readVersion(in: directory)
            // None or an empty one: the store's creation was cut short before anything was in it.
            if found.isEmpty, creating { return try writeVersion(in: directory) }
        } catch {
            throw .cannotOpen("\(error)")
        }
        guard found == DataDirectory.version else {
            throw .cannotOpen(
                found.isEmpty
                    ? "\(path) holds no store"
                    : "\(path)/VERSION says \"\(found)\", not \"\(DataDirectory.version)\"")
        }
    }

    private func readVersion(in directory: DiskDirectory) throws(FileError) -> String {
        do {
            let file = try directory.open("VERSION", create: false)
            let bytes = try file.read(at: 0, count: DataDirectory.versionBytesMax)
            return String(decoding: bytes, as: UTF8.self)
        } catch  where error.code == ENOENT {
            return ""
        }
    }

    private func writeVersion(in directory: DiskDirectory) throws(FileError) {
        let file = try directory.open("VERSION", create: true)
        try file.write(Array(DataDirectory.version.utf8), at: 0)
        try file.sync()
        try directory.sync()
    }

    /// Lets another process have the directory.
    ///
    /// Nothing is waiting to be written through this descriptor, so there is nothing a failure
    /// could lose.
    func release() {
        _ = Glibc.close(lock.rawValue)
    }
}
