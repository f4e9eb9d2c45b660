import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Backpressure") struct BackpressureTests {
    private let key = Sample.key("a", "1")

    @Test func `past its bound the inbox answers busy at once and keeps what it accepted`()
        async throws
    {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.pendingWritesMax = 10
            }
        ) { store in
            let table = try await store.makeTable()
            let count = try table.updating(key, "ADD n :one", [":one": 1])
            disk.syncs.shut()
            let first = store.handIn([count])
            disk.syncs.waitForArrival()
            let next = store.handIn(Array(repeating: count, count: 15))
            #expect(next.answered == 5)
            disk.syncs.open()
            _ = await first.all
            var busy = 0
            for outcome in await next.all {
                if case .failure(.failed(.busy)) = outcome {
                    busy += 1
                } else {
                    _ = try outcome.get()
                }
            }
            #expect(busy == 5)
            #expect(try store.item(key, in: table)?["n"] == 11)
            #expect(try await store.failure(of: count) == nil)
        }
    }

    @Test func `the inbox counts bytes too, but never rejects a lone write`() async throws {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.pendingBytesMax = 1000
            }
        ) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 1500))
            let large = try table.putting(Sample.item("a", "large", ["text": .string(filler)]))
            let small = try table.updating(key, "ADD n :one", [":one": 1])
            disk.syncs.shut()
            let first = store.handIn([small])
            disk.syncs.waitForArrival()
            let next = store.handIn([large, small, large])
            #expect(next.answered == 2)
            disk.syncs.open()
            _ = await first.all
            let outcomes = await next.all
            _ = try outcomes[0].get()
            #expect(try store.items(of: table).count == 2)
            #expect(try store.item(key, in: table)?["n"] == 1)
        }
    }

    @Test func `writes that outrun the checkpoint are rejected as busy, and go on after it`()
        async throws
    {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.log.segmentBytes = 64 << 10
                $0.recentBytes = 256 << 10
            }
        ) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 20_000))
            func put(_ number: Int) throws -> ItemWrite {
                try table.putting(Sample.item("a", "\(number)", ["text": .string(filler)]))
            }
            // Checkpoints come as far as shortening the log, and no further.
            disk.removals.shut()
            var acknowledged = 0
            while case let failure = try await store.failure(of: try put(acknowledged)), true {
                if case .busy = failure { break }
                try #require(failure == nil)
                acknowledged += 1
                // Thrice the bound: the sealed memtable, and twice that in the active one.
                try #require(acknowledged < 200)
            }
            #expect(acknowledged > 20)
            #expect(try store.items(of: table).count == acknowledged)
            #expect(store.failure == nil)
            disk.removals.open()
            try store.checkpoint()
            _ = try await store.commit(try put(acknowledged))
            #expect(try store.items(of: table).count == acknowledged + 1)
        }
    }

    @Test func `the address space of base grows by itself, while readers read`() async throws {
        try await withStore(
            configure: {
                $0.baseMapBytes = 1 << 20
                $0.recentBytes = 64 << 20
            }
        ) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 300_000))
            for round in 0..<4 {
                try await store.commitAll(
                    try (0..<8).map { number in
                        let sort: Text = "\(round * 8 + number)"
                        let item = Sample.item("a", sort, ["text": .string(filler)])
                        return try table.putting(item)
                    })
                let reader = Background {
                    for _ in 1...20 {
                        let page = try store.scan(Scan(table: table, limit: 2))
                        #expect(page.items.count == 2)
                    }
                }
                try store.checkpoint()
                try await reader.finish()
                #expect(try store.items(of: table).count == (round + 1) * 8)
            }
        }
    }

    @Test func `an item of the largest size is stored, a larger one rejected`() async throws {
        let directory = try TemporaryDirectory()
        let room = Limits.itemBytesMax - Sample.item("a", "1").size - "text".utf8.count
        let largest = Sample.item(
            "a", "1", ["text": .string(Text(String(repeating: "x", count: room)))])
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            #expect(largest.size == Limits.itemBytesMax)
            try await store.put(largest, in: table)
            let larger = try table.updating(key, "SET more = :one", [":one": 1])
            #expect(
                try await store.rejection(of: larger)
                    == .write(
                        .itemTooLarge(
                            bytes: Limits.itemBytesMax + 6, limit: Limits.itemBytesMax)))
            #expect(store.totals(of: table.id).bytes == Int64(Limits.itemBytesMax))
            try store.checkpoint()
            #expect(try store.item(key, in: table) == largest)
        }
        try await withStore(in: directory) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.item(key, in: table) == largest)
        }
    }

    @Test func `more than one group's worth of writes is committed in several groups`() async throws
    {
        let disk = ScriptedDisk()
        disk.skipsSyncs = true
        let directory = try TemporaryDirectory()
        try await withStore(
            in: directory,
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 128 << 20
                $0.log.segmentBytes = 128 << 20
                $0.log.preallocation = .none
            }
        ) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 400_000))
            let large = try table.putting(Sample.item("a", "1", ["text": .string(filler)]))
            disk.syncs.shut()
            let first = store.handIn([large])
            disk.syncs.waitForArrival()
            let next = store.handIn(Array(repeating: large, count: 90))
            disk.syncs.open()
            _ = await first.all
            for outcome in await next.all { _ = try outcome.get() }
            let log = try LogInspection(path: directory.path + "/log")
            // The table, the first write, and the others: 36 MB in groups of at most 32 MiB.
            #expect(log.segments.map(\.frames) == [4])
            #expect(store.applied.position == 92)
        }
    }

    @Test func `a closed store rejects everything`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try store.close()
        let write = try table.putting(Sample.item("a", "1"))
        #expect(try await store.failure(of: write) == .stopped)
        #expect(throws: StoreError.stopped) { try store.checkpoint() }
        #expect(throws: StoreError.stopped) { try store.reap() }
        let read = #expect(throws: StoreError.self) { try store.checkIntegrity() }
        #expect(read == .stopped)
        try store.close()
    }

    @Test func `what was accepted before the close is committed and answered`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        let count = try table.updating(key, "ADD n :one", [":one": 1])
        let replies = store.handIn(Array(repeating: count, count: 500))
        try store.close()
        for outcome in await replies.all { _ = try outcome.get() }
        try await withStore(in: directory) { reopened in
            let item = try reopened.item(key, in: table)
            #expect(item?["n"] == 500)
        }
    }
}
