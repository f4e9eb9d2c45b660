import Log
import Platform
import Synchronization
import Testing

@Suite("FileLog") struct FileLogTests {
    @Test func `payloads come back in order with their positions`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options())
        #expect(log.nextPosition == 1)
        #expect(try log.append([bytes("a"), bytes(""), bytes("ccc")]) == 1)
        #expect(try log.append([bytes("d")]) == 4)
        #expect(log.nextPosition == 5)
        #expect(try payloads(of: log) == [bytes("a"), [], bytes("ccc"), bytes("d")])
        #expect(try payloads(of: log, from: 3) == [bytes("ccc"), bytes("d")])
        #expect(try payloads(of: log, from: 5) == [])
        let reopened = try FileLog.open(in: directory, options: options())
        #expect(reopened.tornTail == nil)
        #expect(reopened.nextPosition == 5)
        #expect(try reopened.append([bytes("e")]) == 5)
        #expect(try payloads(of: reopened, from: 4) == [bytes("d"), bytes("e")])
    }

    @Test func `an append costs one write and one sync`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options())
        let (writes, syncs) = (directory.writes, directory.syncs)
        try log.append([[1], [2], [3]])
        #expect(directory.writes == writes + 1)
        #expect(directory.syncs == syncs + 1)
        try log.append([])
        #expect(directory.writes == writes + 1)
        #expect(directory.syncs == syncs + 1)
    }

    @Test func `a group is reused and unchanged by appending`() throws {
        let log = try FileLog.open(in: MemoryDirectory(), options: options())
        var group = LogGroup([[1], [2]])
        #expect(group.count == 2)
        try log.append(&group)
        try log.append(&group)
        group.append([3])
        try log.append(&group)
        group.removeAll()
        #expect(group.isEmpty)
        try log.append(&group)
        group.append([4])
        #expect(try log.append(&group) == 8)
        #expect(try payloads(of: log) == [[1], [2], [1], [2], [1], [2], [3], [4]])
    }

    @Test(arguments: [LogOptions.Preallocation.zeros, .reserved, .none])
    func `segments follow each other`(preallocation: LogOptions.Preallocation) throws {
        let directory = MemoryDirectory()
        let options = options(segmentBytes: 512, preallocation: preallocation)
        var written: [[UInt8]] = []
        do {
            let log = try FileLog.open(in: directory, options: options)
            for number in UInt8(0)..<100 {
                let group = [[number], [UInt8](repeating: number, count: Int(number))]
                try log.append(group)
                written += group
            }
            #expect(try payloads(of: log) == written)
            #expect(log.segments.count > 10)
        }
        let log = try FileLog.open(in: directory, options: options)
        #expect(try payloads(of: log) == written)
        let segments = log.segments
        #expect(segments.map(\.name) == directory.names())
        for (segment, next) in zip(segments, segments.dropFirst()) {
            #expect(segment.endPosition == next.firstPosition)
        }
        for position in UInt64(1)...201 {
            #expect(try payloads(of: log, from: position).count == 201 - Int(position))
        }
    }

    @Test func `a new log begins with a short segment`() throws {
        let directory = MemoryDirectory()
        var options = options(segmentBytes: 4096)
        options.firstSegmentBytes = 512
        let log = try FileLog.open(in: directory, options: options)
        func lengths() -> [Int] { log.segments.map { directory.bytes(of: $0.name).count } }
        #expect(lengths() == [512])
        for _ in 0..<40 { try log.append([[UInt8](repeating: 1, count: 100)]) }
        #expect(lengths().count == 3)
        #expect(lengths().dropFirst().allSatisfy { $0 > 2048 })
        // Opened again, it goes on where it was.
        let reopened = try FileLog.open(in: directory, options: options)
        try reopened.append([[2]])
        #expect(reopened.segments.count == 3)
        #expect(try payloads(of: reopened).count == 41)
    }

    @Test func `a frame larger than a segment has one of its own`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(segmentBytes: 256))
        let large = [UInt8](repeating: 7, count: 1000)
        try log.append([large])
        try log.append([[1]])
        try log.append([large])
        try log.append([[2]])
        #expect(log.segments.map(\.firstPosition) == [1, 2, 3, 4])
        let reopened = try FileLog.open(in: directory, options: options(segmentBytes: 256))
        #expect(try payloads(of: reopened) == [large, [1], large, [2]])
    }

    @Test func `positions that are not there are rejected`() throws {
        let log = try FileLog.open(in: MemoryDirectory(), options: options())
        try log.append([[1]])
        #expect(throws: LogError.positionUnavailable(3, first: 1, next: 2)) {
            try payloads(of: log, from: 3)
        }
        #expect(throws: LogError.positionUnavailable(0, first: 1, next: 2)) {
            try payloads(of: log, from: 0)
        }
    }

    @Test func `a new log may begin at any position`() throws {
        var options = options()
        options.firstPosition = 4711
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options)
        #expect(log.nextPosition == 4711)
        #expect(directory.names() == ["00000000000000004711.log"])
        try log.append([[1]])
        #expect(try payloads(of: log, from: 4711) == [[1]])
    }

    @Test func `trimming keeps the segment that holds the position`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(segmentBytes: 256))
        for number in UInt8(1)...40 { try log.append([[UInt8](repeating: number, count: 30)]) }
        let all = log.segments
        let target = all[5]
        try log.trim(before: target.firstPosition + 1)
        #expect(log.segments == Array(all[5...]))
        #expect(directory.names() == all[5...].map(\.name))
        #expect(log.firstPosition == target.firstPosition)
        #expect(
            try payloads(of: log, from: target.firstPosition).count == 41
                - Int(target.firstPosition))
        #expect(throws: LogError.self) { try payloads(of: log, from: target.firstPosition - 1) }
        try log.trim(before: 1)
        #expect(log.segments == Array(all[5...]))
        // Everything may go but the segment that is written to.
        try log.trim(before: log.nextPosition)
        #expect(log.segments.count == 1)
        let reopened = try FileLog.open(in: directory, options: options(segmentBytes: 256))
        #expect(reopened.nextPosition == 41)
        #expect(try reopened.append([[1]]) == 41)
    }

    @Test func `a relaxed log syncs when told`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(durability: .relaxed))
        let syncs = directory.syncs
        try log.append([[1]])
        try log.append([[2]])
        #expect(directory.syncs == syncs)
        #expect(log.syncedPosition == 1)
        try log.sync()
        #expect(directory.syncs == syncs + 1)
        #expect(log.syncedPosition == 3)
        try log.append([[3]])
        try log.close()
        #expect(directory.syncs == syncs + 2)
        #expect(
            try payloads(of: FileLog.open(in: directory, options: options())) == [[1], [2], [3]])
    }

    @Test func `a closed log rejects`() throws {
        let log = try FileLog.open(in: MemoryDirectory(), options: options())
        try log.close()
        try log.close()
        #expect(throws: LogError.closed) { try log.append([[1]]) }
    }

    @Test func `a spare segment is taken when the next one begins`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(segmentBytes: 512))
        try log.prepare()
        #expect(log.needsSpare == false)
        #expect(directory.names() == [firstSegment])
        let payload = [UInt8](repeating: 5, count: 150)
        let large = [UInt8](repeating: 6, count: 250)
        try log.append([payload])
        #expect(log.needsSpare == false)
        try log.append([[1]])
        #expect(log.needsSpare)
        // It is not to be had while the disk is full, and that harms nothing.
        directory.faults.capacity = 600
        let error = #expect(throws: LogError.self) { try log.prepare() }
        #expect(error?.isDiskFull == true)
        #expect(directory.names() == [firstSegment])
        directory.faults = .init()
        try log.prepare()
        #expect(log.needsSpare == false)
        #expect(directory.names().count == 2)
        let writes = directory.writes
        try log.append([large])
        // The header and the frame, no zeros.
        #expect(directory.writes == writes + 2)
        #expect(log.segments.map(\.name) == directory.names())
        try log.prepare()
        let reopened = try FileLog.open(in: directory, options: options(segmentBytes: 512))
        #expect(reopened.segments.map(\.name) == directory.names())
        #expect(try payloads(of: reopened) == [payload, [1], large])
    }

    /// It would be made under the same name, and its zeros would end in the log.
    @Test func `no spare is made while one becomes a segment`() throws {
        let asked = Mutex<FileLog?>(nil)
        let answers = Mutex<[Bool]>([])
        let directory = RenamingDirectory {
            if let log = asked.withLock({ $0 }) { answers.withLock { $0.append(log.needsSpare) } }
        }
        let log = try FileLog.open(in: directory, options: options(segmentBytes: 512))
        try log.append([[UInt8](repeating: 5, count: 300)])
        try log.prepare()
        asked.withLock { $0 = log }
        try log.append([[UInt8](repeating: 6, count: 300)])
        #expect(answers.withLock { $0 } == [false])
        // The new segment is half full by now.
        #expect(log.needsSpare)
        asked.withLock { $0 = nil }
    }

    @Test func `the remains of an unfinished segment are removed`() throws {
        let directory = MemoryDirectory()
        _ = try directory.open("00000000000000000001.log.new", create: true)
        _ = try directory.open("notes.txt", create: true)
        let log = try FileLog.open(in: directory, options: options())
        try log.append([[1]])
        #expect(directory.names() == [firstSegment, "notes.txt"])
    }
}

/// A directory in memory that says when a file is about to get another name.
private struct RenamingDirectory: FileDirectory {
    private let files = MemoryDirectory()
    private let renames: @Sendable () -> Void

    init(_ renames: @escaping @Sendable () -> Void) {
        self.renames = renames
    }

    func names() throws(FileError) -> [String] { files.names() }

    func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        try files.open(name, create: create)
    }

    func status(of name: String) -> FileStatus? { files.status(of: name) }

    func rename(_ name: String, to newName: String) throws(FileError) {
        renames()
        try files.rename(name, to: newName)
    }

    func remove(_ name: String) throws(FileError) { try files.remove(name) }

    func sync() throws(FileError) { try files.sync() }
}
