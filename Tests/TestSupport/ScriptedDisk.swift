package import Platform
import Synchronization

/// The log's disk in a test's hands: a real directory that can be full, fail, or be held up.
///
///     let disk = ScriptedDisk()
///     withStore(configure: { $0.logDirectory = disk.directory }) { ... }
package final class ScriptedDisk: Sendable {
    struct State {
        var isFull = false
        var syncsFail = false
        var removalsFail = false
        var skipsSyncs = false
    }

    let state = Mutex(State())
    /// Where syncs of files wait.
    package let syncs = Gate()
    /// Where the removal of a file waits, which is the last step of a checkpoint.
    package let removals = Gate()

    package init() {}

    /// While it is full, nothing but zeros can be written, and only where there was something before.
    package var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }

    package var syncsFail: Bool {
        get { state.withLock { $0.syncsFail } }
        set { state.withLock { $0.syncsFail = newValue } }
    }

    package var removalsFail: Bool {
        get { state.withLock { $0.removalsFail } }
        set { state.withLock { $0.removalsFail = newValue } }
    }

    /// For tests of what is written, not of when: a sync costs a third of a millisecond.
    package var skipsSyncs: Bool {
        get { state.withLock { $0.skipsSyncs } }
        set { state.withLock { $0.skipsSyncs = newValue } }
    }

    /// For `StoreOptions.logDirectory`.
    package var directory: @Sendable (String) -> any FileDirectory {
        { ScriptedDirectory(disk: self, real: DiskDirectory(path: $0)) }
    }
}

private struct ScriptedDirectory: FileDirectory {
    let disk: ScriptedDisk
    let real: DiskDirectory

    func names() throws(FileError) -> [String] {
        try real.names()
    }

    func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        ScriptedFile(disk: disk, real: try real.open(name, create: create))
    }

    func status(of name: String) throws(FileError) -> FileStatus? {
        try real.status(of: name)
    }

    func rename(_ name: String, to newName: String) throws(FileError) {
        try real.rename(name, to: newName)
    }

    func remove(_ name: String) throws(FileError) {
        disk.removals.pass()
        if disk.removalsFail { throw .broken("remove \(name)") }
        try real.remove(name)
    }

    func sync() throws(FileError) {
        if disk.skipsSyncs { return }
        try real.sync()
    }
}

private final class ScriptedFile: OpenFile {
    private let disk: ScriptedDisk
    private let real: any OpenFile

    init(disk: ScriptedDisk, real: any OpenFile) {
        self.disk = disk
        self.real = real
    }

    func size() throws(FileError) -> Int {
        try real.size()
    }

    func status() throws(FileError) -> FileStatus {
        try real.status()
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try real.read(at: offset, count: count)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        guard disk.isFull, bytes.contains(where: { $0 != 0 }) else {
            return try real.write(bytes, at: offset)
        }
        // Some of it arrives before the disk is full.
        try real.write(Array(bytes.prefix(bytes.count / 2)), at: offset)
        throw .full
    }

    func reserve(_ bytes: Int) throws(FileError) {
        if disk.isFull { throw .full }
        try real.reserve(bytes)
    }

    func truncate(to bytes: Int) throws(FileError) {
        try real.truncate(to: bytes)
    }

    func sync() throws(FileError) {
        disk.syncs.pass()
        if disk.syncsFail { throw .broken("sync") }
        if disk.skipsSyncs { return }
        try real.sync()
    }
}

extension FileError {
    fileprivate static let full = FileError(
        operation: "write", code: 28, message: "no space left", isDiskFull: true)

    fileprivate static func broken(_ operation: String) -> FileError {
        FileError(operation: operation, code: 5, message: "input/output error", isDiskFull: false)
    }
}
