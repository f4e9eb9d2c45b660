import Log
import Testing

/// What every log must do, whatever it keeps its entries in.
@Suite("Every log") struct CommandLogTests {
    enum Medium: CaseIterable {
        case files, memory

        /// A log that begins at `position` and takes groups of up to `groupBytesMax`.
        func log(from position: UInt64 = 1, groupBytesMax: Int = 1 << 20) throws -> any CommandLog {
            switch self {
            case .memory: return MemoryLog(from: position, groupBytesMax: groupBytesMax)
            case .files:
                var options = options(segmentBytes: 256)
                options.firstPosition = position
                options.groupBytesMax = groupBytesMax
                return try FileLog.open(in: MemoryDirectory(), options: options)
            }
        }
    }

    private func payloads(of log: any CommandLog, from position: UInt64) throws -> [[UInt8]] {
        var payloads: [[UInt8]] = []
        var entries = try log.entries(from: position)
        while let entry = try entries.next() {
            #expect(entry.position == position + UInt64(payloads.count))
            payloads.append(Array(entry.payload))
        }
        return payloads
    }

    @Test(arguments: Medium.allCases)
    func `gives positions in the order of appending`(medium: Medium) throws {
        let log = try medium.log(from: 7)
        #expect(log.nextPosition == 7 && log.firstPosition == 7)
        #expect(try log.append([bytes("a"), [], bytes("ccc")]) == 7)
        #expect(try log.append([bytes("d")]) == 10)
        #expect(log.nextPosition == 11)
        #expect(try payloads(of: log, from: 7) == [bytes("a"), [], bytes("ccc"), bytes("d")])
        #expect(try payloads(of: log, from: 9) == [bytes("ccc"), bytes("d")])
        #expect(try payloads(of: log, from: 11) == [])
    }

    @Test(arguments: Medium.allCases)
    func `says how far it is durable`(medium: Medium) throws {
        let log = try medium.log()
        #expect(log.isDurable)
        try log.append([[1], [2]])
        #expect(log.syncedPosition == 3)
        try log.append([[3]], syncs: false)
        #expect(log.syncedPosition == 3)
        try log.sync()
        #expect(log.syncedPosition == 4)
    }

    @Test(arguments: Medium.allCases)
    func `shows a reader what there was when it began`(medium: Medium) throws {
        let log = try medium.log()
        try log.append([[1], [2]])
        var entries = try log.entries(from: 1)
        #expect(try entries.next()?.position == 1)
        try log.append([[3]])
        #expect(try entries.next()?.position == 2)
        #expect(try entries.next() == nil)
    }

    @Test(arguments: Medium.allCases)
    func `keeps what a trim leaves, and says what is gone`(medium: Medium) throws {
        let log = try medium.log()
        for number in UInt8(1)...40 { try log.append([[UInt8](repeating: number, count: 50)]) }
        try log.trim(before: 21)
        // As much as it likes of what comes before.
        #expect(log.firstPosition <= 21 && log.firstPosition > 1)
        #expect(try payloads(of: log, from: 21).first?.first == 21)
        #expect(throws: LogError.self) { try log.entries(from: 1) }
        try log.trim(before: 1)
        #expect(log.nextPosition == 41)
        #expect(log.segments.first?.firstPosition == log.firstPosition)
        #expect(log.segments.last?.endPosition == 41)
    }

    @Test(arguments: Medium.allCases)
    func `rejects a group that is too large and goes on`(medium: Medium) throws {
        let log = try medium.log(groupBytesMax: 100)
        let error = #expect(throws: LogError.self) {
            try log.append([[UInt8](repeating: 1, count: 60), [UInt8](repeating: 2, count: 60)])
        }
        guard case .groupTooLarge = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try log.append([[UInt8](repeating: 1, count: 60)]) == 1)
    }

    @Test(arguments: Medium.allCases)
    func `goes on behind what is lost`(medium: Medium) throws {
        let log = try medium.log()
        try log.append([[1]])
        try log.skip(to: 9)
        #expect(try log.append([[9]]) == 9)
        #expect(try payloads(of: log, from: 9) == [[9]])
    }

    @Test(arguments: Medium.allCases)
    func `takes nothing once it has stopped or is closed`(medium: Medium) throws {
        let stopped = try medium.log()
        #expect(stopped.failure == nil)
        let failure = stopped.stop("a test")
        #expect(throws: failure) { try stopped.append([[1]]) }
        #expect(throws: failure) { try stopped.sync() }
        let closed = try medium.log()
        try closed.append([[1]])
        try closed.close()
        #expect(throws: LogError.closed) { try closed.append([[2]]) }
        #expect(try payloads(of: closed, from: 1) == [[1]])
    }

    @Test(arguments: Medium.allCases)
    func `is where it was`(medium: Medium) throws {
        let log = try medium.log()
        try log.prepare()
        #expect(try log.stopIfLost() == nil)
        #expect(!log.isLost && log.failure == nil)
    }
}
