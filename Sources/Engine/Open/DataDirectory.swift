import Glibc
import Log
import Platform
import SystemPackage

/// The directory of a store: it is locked by one process at a time, and has a format.
///
///     VERSION   "quipu 1\n", written when all else is there
///     LOCK      held by the process that has the store open, as is the directory itself
///     SYNCED    how far the log has ever reached
///     log/      the durable log
///     base/     LMDB, durable
///     recent-a/ recent-b/   LMDB, thrown away at every start
final class DataDirectory: Sendable {
    static let version = "quipu 1\n"

    let path: String
    /// Whether there was no VERSION: the directory is new, or has lost it.
    let hasNoVersion: Bool
    private let descriptor: FileDescriptor
    private let lock: FileDescriptor?

    /// Claims the directory for this process; makes it when `creating`, else it must hold a store.
    init(_ path: String, creating: Bool) throws(StoreError) {
        self.path = path
        if creating { try DataDirectory.create(path) }
        let descriptor = try DataDirectory.claim(path)
        self.descriptor = descriptor
        var lock: FileDescriptor?
        do throws(StoreError) {
            lock = try DataDirectory.claimLock(path, creating: creating)
            let found = try DataDirectory.readVersion(in: path)
            // None or an empty one: the store's creation was cut short, or the file was deleted.
            hasNoVersion = found.isEmpty
            guard found.isEmpty || found == DataDirectory.version else {
                throw .cannotOpen(
                    "\(path)/VERSION says \"\(found)\", not \"\(DataDirectory.version)\"")
            }
            if hasNoVersion, !creating {
                throw try DataDirectory.holdsParts(path)
                    ? .corrupt(StoredParts.versionMissing)
                    : .cannotOpen("\(path) holds no store")
            }
        } catch {
            DataDirectory.release(descriptor, lock)
            throw error
        }
        self.lock = lock
    }

    /// Locks the directory itself: its files can be deleted, and then made and locked anew, while
    /// another process works with the old ones.
    private static func claim(_ path: String) throws(StoreError) -> FileDescriptor {
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path), .readOnly, options: [.directory, .closeOnExec])
            if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return descriptor }
            let reason = Errno(rawValue: errno)
            try descriptor.close()
            throw reason
        } catch Errno.wouldBlock {
            throw .cannotOpen("\(path) is in use by another process")
        } catch {
            throw .cannotOpen("\(path) holds no store that can be opened: \(error)")
        }
    }

    /// Locks the file LOCK, as older versions do; an inspection goes on without one where it is
    /// missing.
    private static func claimLock(
        _ path: String, creating: Bool
    ) throws(StoreError) -> FileDescriptor? {
        do {
            let lock = try FileDescriptor.open(
                FilePath(path).appending("LOCK"), .readWrite,
                options: creating ? [.create, .closeOnExec] : .closeOnExec,
                permissions: .ownerReadWrite)
            // A record lock ends with the process, however it ends.
            if lockf(lock.rawValue, F_TLOCK, 0) == 0 { return lock }
            try lock.close()
        } catch Errno.noSuchFileOrDirectory where !creating {
            return nil
        } catch {
            throw .cannotOpen("\(path)/LOCK: \(error)")
        }
        throw .cannotOpen("\(path) is in use by another process")
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
                throw StoreError(opening: error)
            }
            try create(parent)
            do {
                try FileCalls.makeDirectory(path)
            } catch {
                throw StoreError(opening: error)
            }
        }
    }

    /// Makes the directory of a memtable and removes what an earlier process left in it.
    static func clear(_ path: String) throws(StoreError) {
        try create(path)
        do {
            for name in try FileCalls.names(inDirectory: path) where name.hasSuffix(".mdb") {
                try FileCalls.remove("\(path)/\(name)")
            }
        } catch {
            throw StoreError(opening: error)
        }
    }

    /// Removes what a compaction that was cut short has left.
    func removeUnfinishedCopy() throws(StoreError) {
        guard try holds(Compaction.copyName) else { return }
        let path = subdirectory(Compaction.copyName)
        try DataDirectory.clear(path)
        do {
            // Other files there are not this store's.
            guard try FileCalls.names(inDirectory: path).isEmpty else { return }
            try FileCalls.removeDirectory(path)
        } catch {
            throw StoreError(opening: error)
        }
    }

    // MARK: What is there

    private static func readVersion(in path: String) throws(StoreError) -> String {
        do {
            let directory = DiskDirectory(path: path)
            guard try directory.status(of: "VERSION") != nil else { return "" }
            let file = try directory.open("VERSION", create: false)
            let bytes = try file.read(at: 0, count: EngineLimits.versionFileBytesMax)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw StoreError(opening: error)
        }
    }

    /// Says that everything is there that belongs to a store.
    func writeVersion() throws(StoreError) {
        do {
            let directory = DiskDirectory(path: path)
            let file = try directory.open("VERSION", create: true)
            try file.write(Array(DataDirectory.version.utf8), at: 0)
            try file.sync()
            try directory.sync()
        } catch {
            throw StoreError(opening: error)
        }
    }

    /// Whether something lies in the directory that only a store makes.
    private static func holdsParts(_ path: String) throws(StoreError) -> Bool {
        for part in ["base", "log", SyncedMark.name] {
            if try status(ofFile: "\(path)/\(part)") != nil { return true }
        }
        return false
    }

    /// Whether `name`, a path in the directory, is there.
    func holds(_ name: String) throws(StoreError) -> Bool {
        try DataDirectory.status(ofFile: subdirectory(name)) != nil
    }

    /// The length of the file called `name`; `nil` when there is none.
    func bytes(of name: String) throws(StoreError) -> Int? {
        try DataDirectory.status(ofFile: subdirectory(name))?.bytes
    }

    private static func status(ofFile path: String) throws(StoreError) -> FileStatus? {
        do {
            return try FileCalls.status(ofFile: path)
        } catch {
            throw StoreError(opening: error)
        }
    }

    /// What is wrong with the directory while the store is open: it is not where it was.
    func problem() throws(StoreError) -> String? {
        let held: FileStatus
        do {
            held = try FileCalls.status(of: descriptor.rawValue, path)
        } catch {
            throw StoreError(lookingAt: error)
        }
        guard let found = try DataDirectory.status(ofFile: path) else {
            return "the data directory \(path) was deleted or moved"
        }
        return found.isSameFile(as: held) ? nil : "the data directory \(path) was replaced"
    }

    /// Lets another process have the directory.
    ///
    /// Nothing is waiting to be written through these descriptors, so there is nothing a failure
    /// could lose.
    func release() {
        DataDirectory.release(descriptor, lock)
    }

    private static func release(_ descriptor: FileDescriptor, _ lock: FileDescriptor?) {
        _ = Glibc.close(descriptor.rawValue)
        if let lock { _ = Glibc.close(lock.rawValue) }
    }
}
