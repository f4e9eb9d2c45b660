import Log
import Platform
import Testing

@Suite("On disk") struct DiskTests {
    @Test(arguments: [LogOptions.Preallocation.zeros, .reserved, .none])
    func `a log on disk survives reopening`(preallocation: LogOptions.Preallocation) throws {
        try withDirectory { path in
            let options = options(segmentBytes: 64 << 10, preallocation: preallocation)
            let payload = [UInt8](repeating: 3, count: 5000)
            do {
                let log = try FileLog.open(path: path, options: options)
                for _ in 0..<40 { try log.append([payload]) }
                try log.trim(before: 20)
            }
            let log = try FileLog.open(path: path, options: options)
            #expect(log.tornTail == nil)
            #expect(log.nextPosition == 41)
            #expect(try payloads(of: log, from: 20).count == 21)
            let inspection = try LogInspection(path: path)
            #expect(inspection.isSound)
            #expect(inspection.segments.map(\.name) == log.segments.map(\.name))
        }
    }

    @Test func `a payload of 16 MiB comes back whole, in a segment of its own`() throws {
        try withDirectory { path in
            let payload = (0..<(16 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 17 >> 3) }
            do {
                let log = try FileLog.open(path: path, options: options(segmentBytes: 1 << 20))
                try log.append([[1]])
                try log.append([[2], payload, [4]])
                try log.append([[5]])
                #expect(log.segments.map(\.firstPosition) == [1, 2, 5])
            }
            let log = try FileLog.open(path: path, options: options(segmentBytes: 1 << 20))
            let found = try payloads(of: log)
            #expect(found.map(\.count) == [1, 1, payload.count, 1, 1])
            #expect(found[2] == payload)
        }
    }

    @Test func `a missing directory is an error with its name`() throws {
        try withDirectory { path in
            let error = #expect(throws: LogError.self) {
                _ = try FileLog.open(path: path + "/none", options: options())
            }
            #expect(error?.description.contains(path + "/none") == true)
        }
    }

    @Test func `readers and trimming go on while one appends`() async throws {
        let path = "/tmp/quipu-log-many-\(UInt64.random(in: .min ... .max))"
        try FileCalls.makeDirectory(path)
        let log = try FileLog.open(path: path, options: options(segmentBytes: 16 << 10))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for position in UInt64(1)...600 { try log.append([Self.payload(at: position)]) }
            }
            group.addTask {
                while log.nextPosition < 600 {
                    var reader = try log.reader(from: max(log.firstPosition, log.nextPosition))
                    _ = try reader.next()
                    var last: UInt64?
                    var all = try log.reader(from: log.firstPosition)
                    while let entry = try all.next() {
                        #expect(entry.payload == Self.payload(at: entry.position)[...])
                        last = entry.position
                    }
                    #expect((last ?? 0) < log.nextPosition)
                }
            }
            try await group.waitForAll()
        }
        try log.trim(before: 500)
        #expect(log.firstPosition > 1)
        for name in try FileCalls.names(inDirectory: path) {
            try FileCalls.remove(path + "/" + name)
        }
    }

    private static func payload(at position: UInt64) -> [UInt8] {
        [UInt8](repeating: UInt8(position % 251), count: 100)
    }
}
