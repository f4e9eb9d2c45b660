import Log
import Platform
import Synchronization

/// A directory in memory that can fill up, fail, be damaged, and lose power.
final class MemoryDirectory: FileDirectory {
    struct File {
        var bytes: [UInt8] = []
        /// What a power cut leaves for certain.
        var durable: [UInt8] = []
    }

    /// What goes wrong, and when.
    struct Faults {
        /// Calls that still succeed; `nil` means all.
        var syncsLeft: Int?
        var writesLeft: Int?
        /// Room for the bytes of all files together.
        var capacity: Int?
        /// No write finds room, not even one in place.
        var isFull = false
        /// When the disk is full a write still stores this many bytes.
        var partialBytes = 0
    }

    struct State {
        var files: [Int: File] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var nextFile = 0
        var faults = Faults()
        var syncs = 0
        var writes = 0
    }

    private let state: Mutex<State>

    init(_ state: State = State()) { self.state = Mutex(state) }

    var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }
    var syncs: Int { state.withLock { $0.syncs } }
    var writes: Int { state.withLock { $0.writes } }

    /// The same files, without faults; both then go their own way.
    func copy() -> MemoryDirectory {
        let copied = state.withLock { state -> State in
            var copied = state
            copied.faults = Faults()
            return copied
        }
        return MemoryDirectory(copied)
    }

    /// What a power cut leaves: of what was not synced, each 512 bytes may or may not be there.
    func afterPowerCut<Generator: RandomNumberGenerator>(
        using random: inout Generator
    ) -> MemoryDirectory {
        var lost = state.withLock { $0 }
        lost.faults = Faults()
        if Bool.random(using: &random) { lost.names = lost.durableNames }
        for (id, var file) in lost.files {
            if file.bytes.count < file.durable.count, Bool.random(using: &random) {
                // The shortening was not written.
                file.bytes += file.durable[file.bytes.count...]
            }
            let count = file.bytes.count
            file.durable += [UInt8](repeating: 0, count: max(0, count - file.durable.count))
            for start in stride(from: 0, to: count, by: 512) where Bool.random(using: &random) {
                let sector = start..<min(start + 512, count)
                file.bytes[sector] = file.durable[sector]
            }
            file.durable = file.bytes
            lost.files[id] = file
        }
        lost.durableNames = lost.names
        return MemoryDirectory(lost)
    }

    func bytes(of name: String) -> [UInt8] {
        state.withLock { state in state.names[name].flatMap { state.files[$0]?.bytes } ?? [] }
    }

    /// Changes a file's bytes behind the log's back.
    func damage(_ name: String, _ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            guard let id = state.names[name], var file = state.files[id] else { return }
            change(&file.bytes)
            file.durable = file.bytes
            state.files[id] = file
        }
    }

    func names() -> [String] { state.withLock { $0.names.keys.sorted() } }

    func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        let id = state.withLock { state -> Int? in
            if let id = state.names[name] {
                if create { state.files[id]?.bytes = [] }
                return id
            }
            guard create else { return nil }
            state.nextFile += 1
            state.names[name] = state.nextFile
            state.files[state.nextFile] = File()
            return state.nextFile
        }
        guard let id else { throw .missing(name) }
        return MemoryFile(id: id, directory: self)
    }

    func status(of name: String) -> FileStatus? {
        state.withLock { state in
            state.names[name].map { id in
                FileStatus(
                    device: 0, inode: UInt64(id), links: 1, bytes: state.files[id]?.bytes.count ?? 0
                )
            }
        }
    }

    func rename(_ name: String, to newName: String) throws(FileError) {
        let isThere = state.withLock { state in
            guard let id = state.names.removeValue(forKey: name) else { return false }
            state.names[newName] = id
            return true
        }
        if !isThere { throw .missing(name) }
    }

    func remove(_ name: String) throws(FileError) {
        let isThere = state.withLock { $0.names.removeValue(forKey: name) != nil }
        if !isThere { throw .missing(name) }
    }

    func sync() throws(FileError) {
        try countSync()
        state.withLock { $0.durableNames = $0.names }
    }

    fileprivate func countSync() throws(FileError) {
        let isAllowed = state.withLock { state in
            state.syncs += 1
            guard let left = state.faults.syncsLeft else { return true }
            state.faults.syncsLeft = left - 1
            return left > 0
        }
        if !isAllowed { throw .inputOutput }
    }

    fileprivate func withFile<Result>(
        _ id: Int, _ body: (inout File, inout State) -> Result
    ) -> Result {
        state.withLock { state in
            var file = state.files[id] ?? File()
            // Taken out, so that changing its bytes copies nothing.
            state.files[id] = nil
            defer { state.files[id] = file }
            return body(&file, &state)
        }
    }
}

private final class MemoryFile: OpenFile {
    private let id: Int
    private let directory: MemoryDirectory

    init(id: Int, directory: MemoryDirectory) {
        self.id = id
        self.directory = directory
    }

    func size() -> Int { directory.withFile(id) { file, _ in file.bytes.count } }

    func status() -> FileStatus {
        directory.withFile(id) { file, state in
            FileStatus(
                device: 0, inode: UInt64(id), links: state.names.values.count { $0 == id },
                bytes: file.bytes.count)
        }
    }

    func read(at offset: Int, count: Int) -> [UInt8] {
        directory.withFile(id) { file, _ in
            [UInt8](
                file.bytes[min(offset, file.bytes.count)..<min(offset + count, file.bytes.count)])
        }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let failure = directory.withFile(id) { file, state -> FileError? in
            state.writes += 1
            if let left = state.faults.writesLeft {
                state.faults.writesLeft = left - 1
                if left <= 0 { return .inputOutput }
            }
            let growth = max(0, offset + bytes.count - file.bytes.count)
            let isFull = !state.hasRoom(for: growth, in: file)
            let stored = isFull ? min(bytes.count, state.faults.partialBytes) : bytes.count
            let missing = max(0, offset + stored - file.bytes.count)
            file.bytes += [UInt8](repeating: 0, count: missing)
            file.bytes.replaceSubrange(offset..<offset + stored, with: bytes[..<stored])
            return isFull ? .full : nil
        }
        if let failure { throw failure }
    }

    func reserve(_ bytes: Int) throws(FileError) {
        let isFull = directory.withFile(id) { file, state -> Bool in
            let growth = max(0, bytes - file.bytes.count)
            guard state.hasRoom(for: growth, in: file) else { return true }
            file.bytes += [UInt8](repeating: 0, count: growth)
            return false
        }
        if isFull { throw .full }
    }

    func truncate(to bytes: Int) {
        directory.withFile(id) { file, _ in
            file.bytes.removeSubrange(min(bytes, file.bytes.count)...)
        }
    }

    func sync() throws(FileError) {
        try directory.countSync()
        directory.withFile(id) { file, _ in file.durable = file.bytes }
    }
}

extension MemoryDirectory.State {
    /// Whether `growth` more bytes fit; `file` is the one that grows and was taken out.
    fileprivate func hasRoom(for growth: Int, in file: MemoryDirectory.File) -> Bool {
        guard !faults.isFull else { return false }
        guard let capacity = faults.capacity else { return true }
        let used = names.values.reduce(0) { $0 + (files[$1]?.bytes.count ?? 0) }
        return growth == 0 ? faults.partialBytes == 0 : used + file.bytes.count + growth <= capacity
    }
}

extension FileError {
    static let full = FileError(operation: "write", code: 28, message: "no space", isDiskFull: true)
    static let inputOutput = FileError(
        operation: "sync", code: 5, message: "input/output error", isDiskFull: false)

    static func missing(_ name: String) -> FileError {
        FileError(operation: "open \(name)", code: 2, message: "no such file", isDiskFull: false)
    }
}
