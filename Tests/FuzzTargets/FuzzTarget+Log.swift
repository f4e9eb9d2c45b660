import Log
import Platform
import Synchronization

extension FuzzTarget {
    /// A log whose file was changed: it opens with what comes before the change, or is refused, and
    /// never tells of a command that was not appended.
    ///
    /// The input is a list of changes: three bytes say where, the fourth what is there then. Where
    /// nothing is, the file ends.
    package static let log = FuzzTarget(
        "log", sound: [[]],
        malformed: [[0, 0, 40, 1], [0, 0, 75, 0, 0, 1, 200, 9], [1, 0, 0, 0]]
    ) { changes in
        let directory = OneFileDirectory(bytes: changed(soundLog, by: changes))
        guard let log = try? FileLog.open(in: directory, options: logOptions) else {
            return .refused
        }
        guard var reader = try? log.reader(from: log.firstPosition) else { return .refused }
        var readCount = 0
        while let entry = try? reader.next() {
            let index = Int(clamping: entry.position) - 1
            guard payloads.indices.contains(index), Array(entry.payload) == payloads[index] else {
                return .wrong("position \(entry.position) holds what nobody appended")
            }
            readCount += 1
        }
        if changes.isEmpty, readCount != payloads.count {
            return .wrong("of a log that was not changed only \(readCount) commands are read")
        }
        return (try? log.append([[1, 2, 3]])) == nil
            ? .wrong("it opened and takes nothing") : .taken
    }

    private static let payloads: [[UInt8]] = (0..<40).map { number in
        (0..<(number * 7 % 50)).map { UInt8(truncatingIfNeeded: $0 &* number) }
    }

    private static let logOptions: LogOptions = {
        var options = LogOptions()
        options.segmentBytes = 1 << 20
        options.firstSegmentBytes = 4 << 10
        return options
    }()

    private static let soundLog: [UInt8] = {
        let directory = OneFileDirectory(bytes: nil)
        guard let log = try? FileLog.open(in: directory, options: logOptions) else { return [] }
        for number in stride(from: 0, to: payloads.count, by: 4) {
            guard (try? log.append(Array(payloads[number..<number + 4]))) != nil else { return [] }
        }
        return directory.bytes
    }()

    private static func changed(_ bytes: [UInt8], by changes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var rest = changes[...]
        while rest.count >= 4 {
            let change = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            let offset = Int(change[0]) << 16 | Int(change[1]) << 8 | Int(change[2])
            if offset < bytes.count {
                bytes[offset] = change[3]
            } else if !bytes.isEmpty {
                bytes.removeLast(min(offset - bytes.count + 1, bytes.count))
            }
        }
        return bytes
    }
}

/// A directory in memory with a log's first segment, and whatever is made beside it.
private final class OneFileDirectory: FileDirectory {
    private let files: Mutex<[String: OneFile]>

    init(bytes: [UInt8]?) {
        let name = String(repeating: "0", count: 19) + "1.log"
        files = Mutex(bytes.map { [name: OneFile(bytes: $0)] } ?? [:])
    }

    /// Of the segment.
    var bytes: [UInt8] {
        files.withLock { $0.values.first?.bytes.withLock { $0 } ?? [] }
    }

    func names() -> [String] { files.withLock { $0.keys.sorted() } }

    func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        let file = files.withLock { files -> OneFile? in
            if let file = files[name], !create { return file }
            guard create else { return nil }
            let file = OneFile(bytes: [])
            files[name] = file
            return file
        }
        guard let file else {
            throw FileError(operation: "open", code: 2, message: "missing", isDiskFull: false)
        }
        return file
    }

    func status(of name: String) -> FileStatus? {
        files.withLock { $0[name] }?.status()
    }

    func rename(_ name: String, to newName: String) {
        files.withLock { $0[newName] = $0.removeValue(forKey: name) }
    }

    func remove(_ name: String) { files.withLock { $0[name] = nil } }

    func sync() {}
}

private final class OneFile: OpenFile {
    let bytes: Mutex<[UInt8]>

    init(bytes: [UInt8]) { self.bytes = Mutex(bytes) }

    func size() -> Int { bytes.withLock { $0.count } }

    func status() -> FileStatus { FileStatus(device: 0, inode: 1, links: 1, bytes: size()) }

    func read(at offset: Int, count: Int) -> [UInt8] {
        bytes.withLock { Array($0.dropFirst(offset).prefix(count)) }
    }

    func write(_ new: [UInt8], at offset: Int) {
        bytes.withLock { bytes in
            let missing = offset + new.count - bytes.count
            if missing > 0 { bytes += [UInt8](repeating: 0, count: missing) }
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        }
    }

    func reserve(_ count: Int) {
        bytes.withLock { $0 += [UInt8](repeating: 0, count: max(0, count - $0.count)) }
    }

    func truncate(to count: Int) { bytes.withLock { $0 = Array($0.prefix(count)) } }

    func sync() {}
}
