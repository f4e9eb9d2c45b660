import Log
import Platform
import Testing

@Suite("Faults") struct FaultTests {
    @Test func `after a failed sync nothing is accepted any more`() throws {
        for allowed in 0..<6 {
            let directory = MemoryDirectory()
            let log = try FileLog.open(in: directory, options: options())
            directory.faults.syncsLeft = allowed
            for number in 0..<allowed { try log.append([[UInt8(number)]]) }
            let error = #expect(throws: LogError.self) { try log.append([[100]]) }
            guard let error, case .poisoned = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            directory.faults = .init()
            #expect(throws: error) { try log.append([[101]]) }
            #expect(throws: error) { try log.sync() }
            #expect(log.failure == error)
            #expect(log.nextPosition == UInt64(allowed + 1))
            // A restart finds everything acknowledged; the unsure group may be there, and then it
            // is on disk.
            let reopened = try FileLog.open(in: directory, options: options())
            let found = try payloads(of: reopened)
            #expect(found.prefix(allowed) == (0..<allowed).map { [UInt8($0)] }[...])
            #expect(found.count <= allowed + 1)
            var random = SplitMix64(seed: 1)
            let afterCut = directory.afterPowerCut(using: &random)
            #expect(try payloads(of: FileLog.open(in: afterCut, options: options())) == found)
            #expect(try reopened.append([[1]]) == UInt64(found.count + 1))
        }
    }

    @Test func `a failed write stops the log`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options())
        try log.append([[1]])
        directory.faults.writesLeft = 0
        #expect(throws: LogError.self) { try log.append([[2]]) }
        directory.faults = .init()
        #expect(throws: LogError.self) { try log.append([[3]]) }
        #expect(try payloads(of: FileLog.open(in: directory, options: options())) == [[1]])
    }

    @Test func `a failed relaxed sync stops the log`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(durability: .relaxed))
        try log.append([[1]])
        directory.faults.syncsLeft = 0
        #expect(throws: LogError.self) { try log.sync() }
        directory.faults = .init()
        #expect(throws: LogError.self) { try log.append([[2]]) }
    }

    @Test(arguments: [LogOptions.Preallocation.zeros, .reserved, .none])
    func `a full disk rejects, leaves no trace, and recovers`(
        preallocation: LogOptions.Preallocation
    ) throws {
        let options = options(segmentBytes: 512, preallocation: preallocation)
        for partialBytes in stride(from: 0, through: 150, by: 7) {
            let directory = MemoryDirectory()
            let log = try FileLog.open(in: directory, options: options)
            let payload = [UInt8](repeating: 9, count: 100)
            directory.faults.capacity = 1300
            directory.faults.partialBytes = partialBytes
            var written: [[UInt8]] = []
            var rejection: LogError?
            while rejection == nil, written.count < 20 {
                do throws(LogError) {
                    try log.append([payload])
                    written.append(payload)
                } catch {
                    rejection = error
                }
            }
            #expect(rejection?.isDiskFull == true)
            // Giving the place back may have made room, or not.
            do throws(LogError) {
                try log.append([payload, payload])
                written += [payload, payload]
            } catch {
                #expect(error.isDiskFull)
            }
            #expect(try payloads(of: log) == written)
            // A restart sees no half of it, and starts on a full disk.
            let restarted = directory.copy()
            restarted.faults.capacity = 1300
            let reopened = try FileLog.open(in: restarted, options: options)
            #expect(reopened.tornTail == nil)
            #expect(try payloads(of: reopened) == written)
            // With room again it goes on, with a shorter group too.
            directory.faults = .init()
            #expect(try log.append([[1]]) == UInt64(written.count + 1))
            try log.append([payload])
            let after = try FileLog.open(in: directory, options: options)
            #expect(after.tornTail == nil)
            #expect(try payloads(of: after) == written + [[1], payload])
        }
    }

    @Test func `a segment for which the disk has no room is made smaller`() throws {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(segmentBytes: 4096))
        directory.faults.capacity = 4096 + 1500
        let payload = [UInt8](repeating: 9, count: 100)
        var written: [[UInt8]] = []
        while written.count < 35 {
            try log.append([payload])
            written.append(payload)
        }
        #expect(log.segments.count > 1)
        #expect(try payloads(of: log) == written)
        let reopened = try FileLog.open(in: directory.copy(), options: options(segmentBytes: 4096))
        #expect(try payloads(of: reopened) == written)
    }

    @Test func `a group beyond the limit is rejected and harms nothing`() throws {
        var options = options()
        options.groupBytesMax = 1000
        let log = try FileLog.open(in: MemoryDirectory(), options: options)
        var group = LogGroup([[UInt8](repeating: 1, count: 997)])
        #expect(throws: LogError.groupTooLarge(bytes: 1001, limit: 1000)) {
            try log.append(&group)
        }
        #expect(throws: LogError.groupTooLarge(bytes: 1001, limit: 1000)) {
            try log.append([[UInt8](repeating: 1, count: 997)])
        }
        #expect(try log.append([[1]]) == 1)
    }
}
