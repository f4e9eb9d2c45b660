import Commands
import Engine
import Log
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Crashes") struct CrashTests {
    /// What the store held when the log ended at `logBytes`.
    private struct Moment {
        let logBytes: Int
        let content: Content
    }

    @Test(arguments: ["cut", "zeroed", "garbled"])
    func `a log that ends at any byte of its last records opens with all whole groups before it`(
        damage: String
    ) async throws {
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        var moments: [Moment] = []
        var crashed = directory
        var early = directory
        try await withStore(in: directory, time: time, configure: small) { store in
            func remember() throws {
                let log = try LogInspection(path: directory.path + "/log")
                let last = try #require(log.segments.last)
                moments.append(
                    Moment(logBytes: last.usedBytes, content: try store.content()))
            }
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            try store.checkpoint()
            try await store.put(Sample.item("a", "2", ["n": 1]), in: table)
            try remember()
            early = try directory.copy()
            let pair: [ItemWrite] = [
                try table.updating(Sample.key("a", "1"), "ADD n :one", [":one": 1]),
                try table.updating(Sample.key("a", "2"), "ADD n :one", [":one": 1]),
            ]
            _ = try await store.commit(
                Transaction(writes: pair, token: TransactionToken(text: "t", digest: [1])))
            try remember()
            _ = try await store.commit(
                table.batch(
                    "edge", 1,
                    [
                        try table.updating(
                            Sample.key("a", "2"), "OBSERVE u :v ONCE :id", [":v": "x", ":id": "x"])
                    ]))
            try remember()
            try await store.delete(Sample.key("a", "1"), in: table)
            try remember()
            crashed = try directory.copy()
        }
        let segment = try #require(try crashed.segments.last)
        let first = moments[0].logBytes
        let end = moments[moments.count - 1].logBytes
        // Cutting goes byte by byte; the other two need not be that fine.
        for offset in stride(from: first, through: end, by: damage == "cut" ? 1 : 5) {
            let copy = try crashed.copy()
            // Records that were being written: nothing says that they were on disk.
            try copy.take("SYNCED", from: early)
            var whole: [Moment] = []
            try copy.change("log/\(segment)") { bytes in
                let original = bytes
                switch damage {
                case "cut": bytes.removeSubrange(offset...)
                case "zeroed": for index in offset..<bytes.count { bytes[index] = 0 }
                default: for index in offset..<end { bytes[index] ^= UInt8(index % 255 + 1) }
                }
                // A frame's padding is zero, so zeroing it alone leaves the group whole.
                whole = moments.filter { original[..<$0.logBytes] == bytes.prefix($0.logBytes) }
            }
            let expected = try #require(whole.last)
            try await withStore(in: copy, time: time, configure: small) { store in
                let content = try store.content()
                #expect(content == expected.content, "log \(damage) at \(offset)")
            }
        }
    }

    @Test func `a store that lost the end of its log goes on where it ended`() async throws {
        let directory = try TemporaryDirectory()
        let crashed = try await directoryWithThreeGroups(directory)
        let segment = try #require(try crashed.segments.last)
        let log = try LogInspection(path: crashed.path + "/log")
        let used = try #require(log.segments.last).usedBytes
        try crashed.change("log/\(segment)") { $0[used - 1] ^= 0xFF }
        // A group that was being written: nothing says that it was on disk.
        try crashed.remove("SYNCED")
        try await withStore(in: crashed) { store in
            let table = try #require(store.table(named: "clicks"))
            try await store.put(Sample.item("a", "9"), in: table)
        }
        try await withStore(in: crashed) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.item(Sample.key("a", "9"), in: table) == Sample.item("a", "9"))
        }
    }

    @Test func `a flipped byte before the last group refuses to start and says where`() async throws
    {
        let crashed = try await directoryWithThreeGroups(try TemporaryDirectory())
        let segment = try #require(try crashed.segments.last)
        // The first frame's body: behind the segment's header of 32 bytes and the frame's of 40.
        for offset in [32, 40, 72, 80, 90] {
            let copy = try crashed.copy()
            try copy.change("log/\(segment)") { $0[offset] ^= 0x10 }
            let error = #expect(throws: StoreError.self) {
                try Store.open(testOptions(copy.path, ManualTime(), small)).close()
            }
            guard case .corrupt(let what, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(what.contains(segment))
            #expect(what.contains("offset 32"))
            let report = try ClosedStore(directory: copy.path).check()
            #expect(report.damages.count == 1)
            #expect(report.damages.first?.contains(segment) == true)
        }
    }

    @Test func `damage in an earlier segment refuses to start and says where`() async throws {
        let directory = try TemporaryDirectory()
        var crashed = directory
        try await withStore(
            in: directory, configure: { $0.log.segmentBytes = 2048 }
        ) { store in
            let table = try await store.makeTable()
            for number in 1...90 {
                try await store.put(Sample.item("a", "\(number)"), in: table)
            }
            crashed = try directory.copy()
        }
        let segments = try crashed.segments
        #expect(segments.count > 2)
        let second = try #require(segments.dropFirst().first)
        try crashed.change("log/\(second)") { $0[100] ^= 1 }
        let error = #expect(throws: StoreError.self) {
            try Store.open(testOptions(crashed.path, ManualTime())).close()
        }
        #expect("\(String(describing: error))".contains(second))
    }

    @Test func `a log that lacks what base waits for is rejected`() async throws {
        let directory = try TemporaryDirectory()
        var early = directory
        var late = directory
        try await withStore(in: directory, configure: { $0.log.segmentBytes = 2048 }) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "0"), in: table)
            early = try directory.copy()
            for number in 1...60 {
                try await store.put(Sample.item("a", "\(number)"), in: table)
            }
            try store.checkpoint()
            late = try directory.copy()
        }
        // An old base with a log that begins later, and a new base with a log that ends earlier.
        for (base, log) in [(early, late), (late, early)] {
            let mixed = try base.copy()
            try mixed.take("log", from: log)
            let error = #expect(throws: StoreError.self) {
                try Store.open(testOptions(mixed.path, ManualTime())).close()
            }
            guard case .corrupt(let what, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(what.contains("base waits for log position"))
            #expect(try ClosedStore(directory: mixed.path).check().isClean == false)
        }
    }

    @Test func `a new base with the log from before the checkpoint is the same state`() async throws
    {
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            for number in 1...20 {
                try await store.update(
                    Sample.key("a", "\(number % 3)"), in: table, "ADD n :one",
                    values: [":one": 1])
            }
            let before = try directory.copy()
            try store.checkpoint()
            let after = try directory.copy()
            try after.take("log", from: before)
            try await withStore(in: after, time: time) { reopened in
                let content = try store.content()
                #expect(try reopened.content() == content)
            }
        }
    }

    @Test func `a start that replays more than recent holds checkpoints on the way`() async throws {
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        let disk = ScriptedDisk()
        disk.skipsSyncs = true
        try await withStore(
            in: directory, time: time,
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 64 << 20
                $0.log.segmentBytes = 256 << 10
            }
        ) { store in
            let table = try await store.makeTable()
            for round in 0..<9 {
                try await store.commitAll(
                    try (0..<1000).map { number in
                        let key = Sample.key("p\((number * 7 + round) % 90)", "\(number)")
                        return try table.updating(key, "ADD n :one", [":one": 1])
                    })
            }
            let content = try store.content()
            let positions = Mutex<[UInt64]>([])
            try await withStore(
                in: try directory.copy(), time: time,
                configure: {
                    $0.recentBytes = 64 << 10
                    $0.report = { event in
                        if case .checkpoint(let report) = event {
                            positions.withLock { $0.append(report.position) }
                        }
                    }
                }
            ) { reopened in
                let found = try reopened.content()
                #expect(found == content)
                #expect(positions.withLock { $0.count } >= 2)
            }
        }
    }

    private func directoryWithThreeGroups(
        _ directory: TemporaryDirectory
    ) async throws -> TemporaryDirectory {
        var crashed = directory
        try await withStore(in: directory, configure: small) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            try await store.put(Sample.item("a", "2", ["n": 1]), in: table)
            crashed = try directory.copy()
        }
        return crashed
    }

    private func small(_ options: inout StoreOptions) {
        options.log.segmentBytes = 4096
    }
}
