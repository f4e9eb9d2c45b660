import Dispatch
import Log
import Platform
import Synchronization

/// Holds the writer in the sync of each group until it is told to go on.
final class SyncHold: Sendable {
    private let isHolding = Atomic(false)
    private let isHeld = DispatchSemaphore(value: 0)
    private let mayGo = DispatchSemaphore(value: 0)

    func begin() {
        isHolding.store(true, ordering: .releasing)
    }

    /// Lets go for good.
    func end() {
        isHolding.store(false, ordering: .releasing)
        mayGo.signal()
    }

    func letGo() {
        mayGo.signal()
    }

    func waitUntilHeld() {
        isHeld.wait()
    }

    fileprivate func pass() {
        guard isHolding.load(ordering: .acquiring) else { return }
        isHeld.signal()
        mayGo.wait()
    }
}

/// A directory on disk whose files' syncs are held.
struct HeldDirectory: FileDirectory {
    private let disk: DiskDirectory
    private let hold: SyncHold

    init(path: String, hold: SyncHold) {
        disk = DiskDirectory(path: path)
        self.hold = hold
    }

    func names() throws(FileError) -> [String] {
        try disk.names()
    }

    func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        HeldFile(try disk.open(name, create: create), hold)
    }

    func status(of name: String) throws(FileError) -> FileStatus? {
        try disk.status(of: name)
    }

    func rename(_ name: String, to newName: String) throws(FileError) {
        try disk.rename(name, to: newName)
    }

    func remove(_ name: String) throws(FileError) {
        try disk.remove(name)
    }

    func sync() throws(FileError) {
        try disk.sync()
    }
}

private final class HeldFile: OpenFile {
    private let file: any OpenFile
    private let hold: SyncHold

    init(_ file: any OpenFile, _ hold: SyncHold) {
        self.file = file
        self.hold = hold
    }

    func size() throws(FileError) -> Int {
        try file.size()
    }

    func status() throws(FileError) -> FileStatus {
        try file.status()
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try file.read(at: offset, count: count)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try file.write(bytes, at: offset)
    }

    func reserve(_ bytes: Int) throws(FileError) {
        try file.reserve(bytes)
    }

    func truncate(to bytes: Int) throws(FileError) {
        try file.truncate(to: bytes)
    }

    func sync() throws(FileError) {
        try file.sync()
        hold.pass()
    }
}
