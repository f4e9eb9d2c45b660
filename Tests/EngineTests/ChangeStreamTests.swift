import Commands
import Engine
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Change records") struct ChangeStreamTests {
    private let settings = StreamSettings(view: .newAndOldImages)
    private let key = Sample.key("a", "1")

    @Test func `a group that combines many writes to one item tells each of them`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(stream: StreamSettings(view: .changes))
            let writes = try (0..<200).map { _ in
                try table.updating(key, "ADD n :one", [":one": 1])
            }
            _ = await store.handIn(writes).all
            let records = try store.records(of: try store.openStream(of: table))
            #expect(records.count == 200)
            #expect(records.map { $0.new?["n"] } == (1...200).map { .number(Number($0)) })
            #expect(records.dropFirst().allSatisfy { $0.deltas.map(\.delta) == [1] })
            #expect(records.first?.kind == .insert)
            #expect(records.map(\.ordinal) == Array(1...200))
        }
    }

    @Test func `a batch that is rejected in the middle tells nothing`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(stream: settings)
            let batch = table.batch(
                "edge", 1,
                [
                    try table.updating(key, "ADD n :one", [":one": 1]),
                    try table.updating(
                        Sample.key("b", "1"), "ADD n :one", [":one": 1],
                        if: "attribute_exists(n)"),
                ])
            let after = try table.updating(key, "ADD n :two", [":two": 2])
            _ = await store.handIn([batch, after]).all
            let records = try store.records(of: try store.openStream(of: table))
            #expect(records.map(\.new) == [Sample.item("a", "1", ["n": 2])])
            #expect(records.map(\.ordinal) == [1])
        }
    }

    @Test func `a batch whose records would not fit memory is rejected and tells nothing`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable(stream: settings)
            let large = Text(String(repeating: "x", count: 350_000))
            try await store.put(Sample.item("a", "1", ["s": .string(large)]), in: table)
            let stream = try store.openStream(of: table)
            // Each of them is small, but tells of 700 KB.
            let writes = try (0..<1000).map { number in
                try table.updating(key, "ADD n :one", [":one": .number(Number(number))])
            }
            let rejection = try await store.rejection(of: table.batch("edge", 1, writes))
            guard case .writes(.tooLarge(_, let limit)) = rejection else {
                Issue.record("\(String(describing: rejection))")
                return
            }
            #expect(limit == Limits.batchBytesMax)
            #expect(try store.records(of: stream).count == 1)
            #expect(try store.item(key, in: table)?["n"] == nil)
        }
    }

    @Test func `a batch tells no more changes than a command can number`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable(
                stream: StreamSettings(view: .keysOnly, shards: 1))
            _ = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let known = try #require(store.table(table.id))
            let count = Limits.commandChangesMax / 2 + 1
            let end = Value.number(Number(time.seconds))
            func batch(_ sequence: Int64, _ numbers: Range<Int>) throws -> IncrementBatch {
                known.batch(
                    "edge", sequence,
                    try numbers.map { number in
                        try known.putting(Sample.item("k\(number)" as Text, "1", ["ends": end]))
                    })
            }
            #expect(try await store.commit(try batch(1, 0..<count)) == .applied)
            // They have ended, which writing them again tells before what it does.
            time.advance(seconds: 2)
            #expect(
                try await store.rejection(of: try batch(2, 0..<count))
                    == .writes(
                        .tooManyChanges(
                            records: Limits.commandChangesMax + 2,
                            limit: Limits.commandChangesMax)))
            #expect(try await store.commit(try batch(2, 0..<(count - 1))) == .applied)
            let records = try store.records(of: try store.openStream(of: known))
            #expect(records.count == count + Limits.commandChangesMax)
        }
    }

    @Test func `a sketch is told by its estimate to those who want changes`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(stream: StreamSettings(view: .changes))
            for visitor in ["x", "y", "y"] as [Text] {
                try await store.update(
                    key, in: table, "ADD c :one OBSERVE u :v",
                    values: [":one": 1, ":v": .string(visitor)])
            }
            let records = try store.records(of: try store.openStream(of: table))
            let images = try records.map { try #require($0.new) }
            for image in images { #expect(!image.names.contains("u")) }
            let estimate: Text = "estimate(u)"
            #expect(images[0][estimate] == 1)
            #expect(images[1][estimate] != nil)
            #expect(records[1].old?[estimate] == 1)
            // The third one brought nobody new.
            #expect(images[2] == ["c": 3])
        }
    }

    @Test func `closed streams can be read until their retention is over, then they are gone`()
        async throws
    {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable(stream: settings)
            let stream = try store.openStream(of: table)
            try await store.put(Sample.item("a", "1"), in: table)
            _ = try await store.change(DeleteTable(table.id))
            #expect(try store.records(of: stream).count == 1)
            #expect(store.stream(stream.id)?.isOpen == false)
            time.advance(seconds: settings.retentionSeconds - 1)
            try store.trim()
            #expect(store.stream(stream.id) != nil)
            time.advance(seconds: 1)
            try store.trim()
            #expect(store.stream(stream.id) == nil)
            #expect(try store.records(of: stream) == [])
            try store.checkpoint()
            #expect(try store.checkIntegrity().unpurgedChanges == 0)
        }
    }

    @Test func `those who watch hear of streams with new records and of the catalog`() async throws
    {
        try await withStore { store in
            let heard = Mutex<[Store.News]>([])
            let watch = store.watch { news in heard.withLock { $0.append(news) } }
            let table = try await store.makeTable(stream: settings)
            let quiet = try await store.makeTable("quiet")
            let stream = try store.openStream(of: table)
            #expect(heard.withLock { $0.map(\.catalogChanged) } == [true, true])
            try await store.put(Sample.item("a", "1"), in: table)
            try await store.put(Sample.item("a", "1"), in: quiet)
            // Nothing changes.
            try await store.put(Sample.item("a", "1"), in: table)
            try await store.delete(Sample.key("none", ""), in: table)
            #expect(heard.withLock { $0.last?.streams } == [stream.id])
            #expect(heard.withLock { $0.count } <= 5)
            let count = heard.withLock { $0.count }
            watch.cancel()
            try await store.put(Sample.item("b", "1"), in: table)
            #expect(heard.withLock { $0.count } == count)
        }
    }

    // MARK: Trimming

    /// One record a second, of a few hundred bytes each.
    private func fill(
        _ store: Store, _ table: Table, _ time: ManualTime, count: Int
    ) async throws {
        for number in 0..<count {
            time.advance(seconds: 1)
            let text = Text(String(repeating: "x", count: 200))
            try await store.put(
                Sample.item("k\(number)" as Text, "1", ["s": .string(text)]), in: table)
        }
    }

    @Test func `records go when their time is over, and readers hear that they missed some`()
        async throws
    {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable(
                stream: StreamSettings(view: .newImage, retentionSeconds: 60))
            let stream = try store.openStream(of: table)
            try await fill(store, table, time, count: 100)
            let all = try store.records(of: stream)
            time.advance(seconds: 10)
            try store.trim()
            let kept = try store.records(of: stream)
            #expect(kept == Array(all.suffix(kept.count)))
            // The last of them is ten seconds old.
            #expect((50...51).contains(kept.count))
            let page = try store.read { snapshot throws(StoreError) in
                try snapshot.changes(
                    of: stream.id, after: all[0].sequence, limit: 10, bytesMax: .max)
            }
            #expect(page.trimmed)
            #expect(page.records.first == kept.first)
            // Nothing more to do: no command.
            let position = store.applied.position
            try store.trim()
            #expect(store.applied.position == position)
        }
    }

    @Test func `records go when there are too many bytes of them`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable(
                stream: StreamSettings(view: .newImage, retentionBytes: 10_000))
            let stream = try store.openStream(of: table)
            try await fill(store, table, time, count: 100)
            try store.trim()
            let trimmed = try #require(store.stream(stream.id))
            let bytes = try store.read { snapshot throws(StoreError) in
                try snapshot.retainedBytes(
                    of: trimmed, store.totals(of: trimmed), after: trimmed.horizon)
            }
            #expect(bytes <= 10_000)
            #expect(bytes > 9000)
            let kept = try store.records(of: stream)
            #expect(kept.reduce(0) { $0 + Int64($1.storedBytes) } == bytes)
            try store.checkpoint()
            try await fill(store, table, time, count: 1)
            try store.checkpoint()
            #expect(try store.checkIntegrity().unpurgedChanges == 0)
        }
    }

    @Test func `a handler keeps records for a while that it has not come to`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable(
                stream: StreamSettings(view: .newImage, shards: 1, retentionSeconds: 60))
            let stream = try store.openStream(of: table)
            let handler = try await store.define(
                HandlerDefinition(name: "h", table: "clicks", executable: "h"))
            try await fill(store, table, time, count: 10)
            time.advance(seconds: 1000)
            try store.trim()
            let records = try store.records(of: stream)
            #expect(records.count == 10)
            // It comes to the first four.
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.commit(
                AdvanceHandler(
                    handler: handler.id, generation: handler.generation, shard: 0,
                    slots: 0..<ChangeStream.slots, from: from,
                    to: records[3].sequence))
            try store.trim()
            #expect(try store.records(of: stream) == Array(records[4...]))
            // It is paused, or it has had its time.
            _ = try await store.commit(PauseHandler(handler.id, true))
            try store.trim()
            #expect(try store.records(of: stream) == [])
            _ = try await store.commit(PauseHandler(handler.id, false))
            try await fill(store, table, time, count: 2)
            time.advance(seconds: Limits.pinnedSecondsMax + 1)
            try store.trim()
            #expect(try store.records(of: stream) == [])
        }
    }
}
