import Log
import Platform
import Testing

@Suite("What is missing of a log") struct MissingTests {
    /// Twenty groups of one payload each in several segments, and the mark beside them.
    private func makeLog() throws -> MemoryDirectory {
        let directory = MemoryDirectory()
        let log = try FileLog.open(
            in: directory, options: options(segmentBytes: 256), markDirectory: directory)
        for number in UInt8(1)...20 { try log.append([[UInt8](repeating: number, count: 30)]) }
        return directory
    }

    private func segments(of directory: MemoryDirectory) -> [String] {
        directory.names().filter { $0.hasSuffix(".log") }
    }

    private func reach(in directory: MemoryDirectory) throws -> SyncedMark.Reach? {
        guard case .reach(let reach, isWhole: true) = try SyncedMark.read(in: directory) else {
            return nil
        }
        return reach
    }

    /// Why the log does not open; it must be as it was afterwards.
    private func rejection(
        _ directory: MemoryDirectory, _ options: LogOptions
    ) throws -> LogError? {
        let names = directory.names()
        let before = names.map { directory.bytes(of: $0) }
        do throws(LogError) {
            _ = try FileLog.open(in: directory, options: options, markDirectory: directory)
            return nil
        } catch {
            #expect(directory.names() == names)
            #expect(names.map { directory.bytes(of: $0) } == before)
            let requirement = try #require(options.requirement)
            #expect(try LogInspection(directory).problem(requirement) == error)
            return error
        }
    }

    @Test func `a mark that finds no room stops no append and is written later`() throws {
        let (directory, marks) = (MemoryDirectory(), MemoryDirectory())
        let log = try FileLog.open(
            in: directory, options: options(segmentBytes: 256), markDirectory: marks)
        try log.append([[1]])
        // Not even in place, as where each write takes new blocks.
        marks.faults.isFull = true
        for number in UInt8(1)...20 { try log.append([[UInt8](repeating: number, count: 30)]) }
        #expect(log.segments.count > 3)
        #expect(log.failure == nil)
        #expect(log.noteFailure?.isDiskFull == true)
        #expect(try reach(in: marks)?.endPosition == 2)
        marks.faults.isFull = false
        try log.append([[2]])
        #expect(log.noteFailure == nil)
        let last = try #require(log.segments.last)
        guard case .reach(let reach, _) = try SyncedMark.read(in: marks) else {
            Issue.record("no mark")
            return
        }
        #expect(reach == SyncedMark.Reach(endPosition: 23, segment: last.firstPosition))
    }

    @Test func `a whole mark needs no room for another one when the log is opened`() throws {
        let directory = try makeLog()
        directory.faults.capacity = 0
        let log = try FileLog.open(
            in: directory, options: options(segmentBytes: 256), markDirectory: directory)
        #expect(!directory.names().contains("SYNCED.new"))
        directory.faults.capacity = nil
        try log.append([[21]])
        guard case .reach(let reach, _) = try SyncedMark.read(in: directory) else {
            Issue.record("no mark")
            return
        }
        #expect(reach.endPosition == 22)
    }

    @Test func `a log of which base holds everything begins anew there`() throws {
        for keeps in 0...1 {
            let directory = try makeLog()
            for name in segments(of: directory).dropFirst(keeps) { try directory.remove(name) }
            var options = options()
            options.firstPosition = 21
            var requirement = LogRequirement(firstPosition: 21)
            requirement.endPosition = 21
            requirement.mayBegin = false
            options.requirement = requirement
            #expect(try rejection(directory, options) != nil)
            requirement.mayBeginAnew = true
            options.requirement = requirement
            let log = try FileLog.open(in: directory, options: options, markDirectory: directory)
            #expect(try log.append([[1]]) == 21)
            #expect(log.firstPosition == 21)
            #expect(segments(of: directory).count == 1)
            // What base does not hold is missing all the same.
            try directory.remove(try #require(segments(of: directory).first))
            requirement.endPosition = 22
            options.requirement = requirement
            #expect(throws: LogError.self) {
                try FileLog.open(in: directory, options: options, markDirectory: directory)
            }
        }
    }

    @Test func `the mark says how far the log has reached, and in which segment`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(
            in: directory, options: options(segmentBytes: 256), markDirectory: directory)
        #expect(try reach(in: directory) == SyncedMark.Reach(endPosition: 1, segment: 1))
        try log.append([[1], [2]])
        #expect(try reach(in: directory) == SyncedMark.Reach(endPosition: 3, segment: 1))
        try log.append([[3]], syncs: false)
        #expect(try reach(in: directory)?.endPosition == 3)
        try log.sync()
        #expect(try reach(in: directory)?.endPosition == 4)
        for _ in 1...10 { try log.append([[UInt8](repeating: 7, count: 30)]) }
        let last = try #require(log.segments.last)
        #expect(
            try reach(in: directory)
                == SyncedMark.Reach(endPosition: 14, segment: last.firstPosition))
    }

    @Test func `a mark costs a write and no sync`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(), markDirectory: directory)
        let (writes, syncs) = (directory.writes, directory.syncs)
        try log.append([[1], [2], [3]])
        #expect(directory.writes == writes + 2)
        #expect(directory.syncs == syncs + 1)
    }

    @Test func `the start of a segment is marked for good before anything is in it`() throws {
        var random = SplitMix64(seed: 7)
        for _ in 1...20 {
            let cut = try makeLog().afterPowerCut(using: &random)
            let last = try #require(try LogInspection(cut).segments.last)
            guard case .reach(let reach, _) = try SyncedMark.read(in: cut) else {
                Issue.record("no mark")
                return
            }
            #expect(reach.segment == last.firstPosition)
            #expect(reach.endPosition >= reach.segment)
        }
    }

    @Test func `a mark with one damaged copy still counts, one with two does not`() throws {
        let directory = try makeLog()
        for index in 0..<32 {
            for offset in [0, 512] {
                let damaged = directory.copy()
                damaged.damage(SyncedMark.name) { $0[offset + index] ^= 4 }
                guard case .reach(let reach, isWhole: false) = try SyncedMark.read(in: damaged)
                else {
                    Issue.record("byte \(offset + index)")
                    continue
                }
                #expect((20...21).contains(reach.endPosition))
                damaged.damage(SyncedMark.name) { $0[512 - offset + index] ^= 4 }
                #expect(try SyncedMark.read(in: damaged) == .damaged)
            }
        }
        directory.damage(SyncedMark.name) { $0 = [] }
        #expect(try SyncedMark.read(in: directory) == .damaged)
        try directory.remove(SyncedMark.name)
        #expect(try SyncedMark.read(in: directory) == .missing)
    }

    @Test func `a log without segments is rejected where there was one`() throws {
        let directory = try makeLog()
        for name in segments(of: directory) { try directory.remove(name) }
        let error = try rejection(directory, requiring(5, end: 21))
        #expect(error == .missing(5..<21, "it has no segment"))
        // Also when nothing is known of what was in it.
        #expect(try rejection(directory, requiring(5)) != nil)
        #expect(try rejection(directory, requiring(5, end: 21, mayBegin: true)) != nil)
        #expect(try rejection(directory, requiring(5, mayBegin: true)) == nil)
    }

    @Test func `a log that begins too late is rejected`() throws {
        let directory = try makeLog()
        let names = segments(of: directory)
        try directory.remove(names[0])
        let first = try #require(try LogInspection(directory).segments.first).firstPosition
        let error = try rejection(directory, requiring(1, end: 21))
        #expect(error == .missing(1..<first, "its first segment is \(names[1])"))
        #expect(try rejection(directory, requiring(first - 1)) != nil)
        #expect(try rejection(directory, requiring(first, end: 21)) == nil)
    }

    @Test func `a log that ends too early is rejected and stays as it is`() throws {
        let directory = try makeLog()
        let last = try #require(segments(of: directory).last)
        let whole = try #require(try LogInspection(directory).segments.last)
        for offset in [32, whole.usedBytes - 1, whole.usedBytes - 40] {
            let cut = directory.copy()
            cut.damage(last) { $0.removeSubrange(offset...) }
            let zeroed = directory.copy()
            zeroed.damage(last) { for index in offset..<$0.count { $0[index] = 0 } }
            for damaged in [cut, zeroed] {
                let end = try #require(try LogInspection(damaged).segments.last).endPosition
                guard end < 21 else { continue }
                let error = try rejection(damaged, requiring(1, end: 21))
                #expect(
                    error == .missing(end..<21, "it ends before position \(end), in \(last)"))
                #expect(try rejection(damaged, requiring(1, end: end)) == nil)
            }
        }
    }

    @Test func `a last segment that is not there is named`() throws {
        let directory = try makeLog()
        let last = try #require(try LogInspection(directory).segments.last)
        try directory.remove(last.name)
        for end in [0, 21] as [UInt64] {
            let error = try rejection(
                directory, requiring(1, end: end, segment: last.firstPosition))
            #expect("\(String(describing: error))".contains("\(last.name) is not there"))
        }
    }

    @Test func `a segment missing in the middle is named when it is read`() throws {
        let directory = try makeLog()
        let missing = segments(of: directory)[1]
        try directory.remove(missing)
        let log = try FileLog.open(in: directory, options: requiring(1, end: 21))
        let error = #expect(throws: LogError.self) { try payloads(of: log) }
        guard case .missing(let positions, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!positions.isEmpty)
        #expect(reason.contains("\(missing) is not there"))
        #expect(try LogInspection(directory).segments[0].problem == error)
    }

    @Test func `a log whose gaps are accepted reads what there is, and goes on behind`() throws {
        let directory = try makeLog()
        let names = segments(of: directory)
        try directory.remove(names[1])
        // The one after that gets a bad frame, the last one is cut.
        directory.damage(names[3]) { $0[120] ^= 1 }
        let lastName = try #require(names.last)
        directory.damage(lastName) { $0.removeSubrange(40...) }
        let good = try LogInspection(directory).segments.flatMap {
            Array($0.firstPosition..<$0.endPosition)
        }
        var lenient = requiring(1, end: 21)
        lenient.acceptsLoss = true
        let log = try FileLog.open(in: directory, options: lenient, markDirectory: directory)
        var found: [UInt64] = []
        var reader = try log.reader(from: 1)
        while let entry = try reader.next() {
            #expect(Array(entry.payload) == [UInt8](repeating: UInt8(entry.position), count: 30))
            found.append(entry.position)
        }
        #expect(found == good)
        try log.skip(to: 21)
        #expect(try log.append([[99]]) == 21)
        try log.trim(before: 21)
        let strict = try FileLog.open(in: directory, options: requiring(21, end: 22))
        #expect(try payloads(of: strict, from: 21) == [[99]])
        #expect(strict.segments.count == 1)
    }

    @Test func `a group whose segment was deleted is not acknowledged`() throws {
        for syncs in [true, false] {
            let directory = MemoryDirectory()
            let log = try FileLog.open(in: directory, options: options(), markDirectory: directory)
            try log.append([[1]])
            try directory.remove(firstSegment)
            let error = #expect(throws: LogError.self) {
                try log.append([[2]], syncs: syncs)
                try log.sync()
            }
            guard case .poisoned(let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(reason.contains("deleted"))
            #expect(log.syncedPosition == 2)
            #expect(try reach(in: directory)?.endPosition == 2)
            #expect(throws: LogError.self) { try log.append([[3]]) }
        }
    }
}
