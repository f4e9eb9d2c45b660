import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("Positions of handlers") struct HandlerProgressTests {
    private let all = 0..<ChangeStream.slots
    private let end = SequenceNumber(rawValue: 1 << 40)

    /// A store with a stream of one shard, a table for effects, and a handler that has both.
    private func withHandler(
        _ body: (Store, Handler, Table, Table) async throws -> Void
    ) async throws {
        try await withStore { store in
            let source = try await store.makeTable(
                stream: StreamSettings(view: .changes, shards: 1))
            let effects = try await store.makeTable("effects")
            let handler = try await store.define(
                HandlerDefinition(name: "h", table: "clicks", executable: "h"))
            try await body(store, handler, source, effects)
        }
    }

    private func advance(
        _ handler: Handler, _ slots: Range<Int>, from: SequenceNumber, to: SequenceNumber,
        _ writes: [ItemWrite] = [], window: WindowState? = nil
    ) -> AdvanceHandler {
        AdvanceHandler(
            handler: handler.id, generation: handler.generation, shard: 0, slots: slots,
            from: from, to: to, window: window,
            writes: writes)
    }

    private func switchStream(
        of table: Table, _ stream: StreamSwitch, in store: Store
    ) async throws {
        let settings = try #require(store.table(table.id)).settings
        _ = try await store.change(
            UpdateTable(table.id, settings, rejectingNoChange: false, stream: stream))
    }

    @Test func `position and writes move together, once`() async throws {
        try await withHandler { store, handler, _, effects in
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            let key = Sample.key("a", "1")
            let step = advance(
                handler, all, from: from, to: end,
                [
                    try effects.updating(key, "ADD n :one", [":one": 1]),
                    try effects.updating(key, "ADD n :two", [":two": 2]),
                ])
            try await store.commit(step)
            #expect(try await store.rejection(of: step) == .moved)
            #expect(try store.item(key, in: effects)?["n"] == 3)
            #expect(try store.progress(of: handler, shard: 0)?.position == end)
        }
    }

    @Test func `a write that is rejected holds position and writes back`() async throws {
        try await withHandler { store, handler, source, effects in
            let before = try #require(try store.progress(of: handler, shard: 0))
            let key = Sample.key("a", "1")
            let step = advance(
                handler, all, from: before.position, to: end,
                [
                    try source.updating(key, "ADD n :one", [":one": 1]),
                    try effects.updating(
                        key, "ADD n :one", [":one": 1], if: "attribute_exists(n)"),
                ])
            #expect(
                try await store.rejection(of: step)
                    == .writes(
                        .write(
                            index: 1, existing: nil, .conditionFailed(existing: nil))))
            #expect(try store.progress(of: handler, shard: 0) == before)
            #expect(try store.item(key, in: source) == nil)
            #expect(try store.records(of: try store.openStream(of: source)) == [])
        }
    }

    @Test func `parts of a shard move by themselves and join again`() async throws {
        try await withHandler { store, handler, _, _ in
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            let half = SequenceNumber(rawValue: end.rawValue / 2)
            _ = try await store.commit(advance(handler, 0..<1000, from: from, to: end))
            _ = try await store.commit(advance(handler, 1000..<3000, from: from, to: half))
            var progress = try #require(try store.progress(of: handler, shard: 0))
            #expect(progress.segments.map(\.slots) == [0..<1000, 1000..<3000, 3000..<65_536])
            #expect(progress.segments.map(\.after) == [end, half, from])
            #expect(progress.position == from)
            // A lane that spans parts stands where the last of them does, and skips what others did.
            #expect(progress.position(of: 500..<2000) == half)
            _ = try await store.commit(advance(handler, 500..<2000, from: half, to: end))
            progress = try #require(try store.progress(of: handler, shard: 0))
            #expect(progress.segments.map(\.slots) == [0..<2000, 2000..<3000, 3000..<65_536])
            _ = try await store.commit(advance(handler, all, from: from, to: end))
            #expect(
                try store.progress(of: handler, shard: 0)?.segments
                    == [ShardProgress.Segment(slots: all, after: end)])
        }
    }

    @Test func `a replay stops the step that was on its way`() async throws {
        try await withHandler { store, handler, source, _ in
            try await store.put(Sample.item("a", "1"), in: source)
            let stream = try store.openStream(of: source)
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.commit(ReplayHandler(handler.id, from: .trimHorizon))
            #expect(
                try await store.rejection(of: advance(handler, all, from: from, to: end))
                    == .moved)
            #expect(try store.progress(of: handler, shard: 0)?.position == stream.horizon)
            _ = try await store.commit(ReplayHandler(handler.id, from: .latest))
            let latest = try #require(try store.progress(of: handler, shard: 0)).position
            #expect(latest == store.lastSequence)
        }
    }

    @Test func `a window is kept until the step that ends it, or another length of windows`()
        async throws
    {
        try await withHandler { store, handler, _, _ in
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            let window = WindowState(
                start: Timestamp(seconds: 60), end: Timestamp(seconds: 120), state: [0x31])
            _ = try await store.commit(
                advance(handler, all, from: from, to: end, window: window))
            #expect(try store.progress(of: handler, shard: 0)?.window(of: all) == window)
            var definition = handler.definition
            definition.batchSize = 3
            _ = try await store.define(definition)
            #expect(try store.progress(of: handler, shard: 0)?.window(of: all) == window)
            definition.windowSeconds = 30
            _ = try await store.define(definition)
            #expect(try store.progress(of: handler, shard: 0)?.window(of: all) == nil)
            #expect(try store.progress(of: handler, shard: 0)?.position == end)
        }
    }

    @Test func `a handler that is removed leaves nothing, and its steps are rejected`() async throws
    {
        try await withHandler { store, handler, _, _ in
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.commit(RemoveHandler(handler.id))
            #expect(store.handlers == [])
            #expect(try store.progress(of: handler, shard: 0) == nil)
            #expect(
                try await store.rejection(of: advance(handler, all, from: from, to: end))
                    == .handlerNotFound)
        }
    }

    @Test func `positions are found again after a crash`() async throws {
        let directory = try TemporaryDirectory()
        var crashed: TemporaryDirectory?
        try await withStore(in: directory) { store in
            let source = try await store.makeTable(stream: StreamSettings(view: .keysOnly))
            let handler = try await store.define(
                HandlerDefinition(name: "h", table: "clicks", executable: "h"))
            try await store.put(Sample.item("a", "1"), in: source)
            let stream = try store.openStream(of: source)
            let record = try #require(try store.records(of: stream).first)
            let shard = stream.settings.shard(ofSlot: record.slot)
            let from = try #require(try store.progress(of: handler, shard: shard)).position
            let slots = stream.slots(ofShard: shard)
            _ = try await store.commit(
                AdvanceHandler(
                    handler: handler.id, generation: handler.generation, shard: shard,
                    slots: slots, from: from,
                    to: record.sequence))
            crashed = try directory.copy()
        }
        try await withStore(in: try #require(crashed)) { store in
            let handler = try #require(store.handler(named: "h"))
            let stream = try #require(store.stream(handler.stream))
            let record = try #require(try store.records(of: stream).first)
            let shard = stream.settings.shard(ofSlot: record.slot)
            let progress = try #require(try store.progress(of: handler, shard: shard))
            #expect(progress.position == record.sequence)
            #expect(progress.hasPassed(record))
        }
    }

    @Test
    func `a handler reads its closed stream to the end, then the next one from its beginning`()
        async throws
    {
        try await withHandler { store, handler, source, _ in
            let first = try store.openStream(of: source)
            try await store.put(Sample.item("a", "1"), in: source)
            let record = try #require(try store.records(of: first).first)
            let follow = FollowStream(handler.id)
            try await switchStream(of: source, .off, in: store)
            #expect(try await store.rejection(of: follow) == .notDone)
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.commit(advance(handler, all, from: from, to: record.sequence))
            #expect(try await store.rejection(of: follow) == .streamNotFound)
            try await switchStream(
                of: source, .on(StreamSettings(view: .keysOnly, shards: 3)), in: store)
            try await store.put(Sample.item("b", "1"), in: source)
            // Defining it again neither moves it nor loses anything.
            let again = try await store.define(handler.definition)
            #expect(again.stream == first.id)
            let moved = try await store.commit(follow)
            let second = try store.openStream(of: source)
            #expect(moved.stream == second.id)
            let unread = try store.records(of: second)
            #expect(unread.count == 1)
            for shard in 0..<3 {
                let position = try #require(try store.progress(of: moved, shard: shard)).position
                #expect(position < unread[0].sequence)
            }
        }
    }

    @Test func `a closed stream waits for a handler that is not through`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let source = try await store.makeTable(
                stream: StreamSettings(view: .keysOnly, shards: 1, retentionSeconds: 60))
            let stream = try store.openStream(of: source)
            let handler = try await store.define(
                HandlerDefinition(name: "h", table: "clicks", executable: "h"))
            try await store.put(Sample.item("a", "1"), in: source)
            _ = try await store.change(DeleteTable(source.id))
            time.advance(seconds: 1000)
            try store.trim()
            let records = try store.records(of: stream)
            #expect(records.count == 1)
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.commit(
                AdvanceHandler(
                    handler: handler.id, generation: handler.generation, shard: 0, slots: all,
                    from: from, to: records[0].sequence))
            try store.trim()
            #expect(store.stream(stream.id) == nil)
        }
    }

    @Test func `streams that come after it wait, too, until their time is over`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let settings = StreamSettings(view: .keysOnly, shards: 1, retentionSeconds: 60)
            let source = try await store.makeTable(stream: settings)
            let first = try store.openStream(of: source)
            let handler = try await store.define(
                HandlerDefinition(name: "h", table: "clicks", executable: "h"))
            try await store.put(Sample.item("a", "1"), in: source)
            var later: [ChangeStream] = []
            for _ in 0..<2 {
                try await switchStream(of: source, .off, in: store)
                try await switchStream(of: source, .on(settings), in: store)
                later.append(try store.openStream(of: source))
                try await store.put(Sample.item("a", Text("later \(later.count)")), in: source)
            }
            time.advance(seconds: 1000)
            try store.trim()
            for stream in [first] + later {
                #expect(try !store.records(of: stream).isEmpty)
            }
            _ = try await store.commit(PauseHandler(handler.id, true))
            try store.trim()
            for stream in [first] + later { #expect(try store.records(of: stream).isEmpty) }
        }
    }

    @Test func `a replay to a place in a later stream holds when it goes on there`() async throws {
        try await withHandler { store, handler, source, _ in
            try await store.put(Sample.item("a", "1"), in: source)
            try await switchStream(of: source, .off, in: store)
            try await switchStream(
                of: source, .on(StreamSettings(view: .keysOnly, shards: 2)), in: store)
            let second = try store.openStream(of: source)
            for name: Text in ["b", "c", "d"] {
                try await store.put(Sample.item(name, "1"), in: source)
            }
            let records = try store.records(of: second)
            let place = records[1].sequence
            _ = try await store.commit(ReplayHandler(handler.id, from: .after(place)))
            let moved = try await store.commit(FollowStream(handler.id))
            #expect(moved.stream == second.id)
            for shard in 0..<2 {
                #expect(try store.progress(of: moved, shard: shard)?.position == place)
            }
        }
    }

    @Test(arguments: [true, false])
    func `a handler whose stream is forgotten comes to all that came after`(
        byDefinition: Bool
    ) async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let settings = StreamSettings(view: .keysOnly, shards: 1, retentionSeconds: 60)
            let source = try await store.makeTable(stream: settings)
            let first = try store.openStream(of: source)
            var definition = HandlerDefinition(name: "h", table: "clicks", executable: "h")
            definition.isPaused = true
            let handler = try await store.define(definition)
            try await switchStream(of: source, .off, in: store)
            time.advance(seconds: 1000)
            try store.trim()
            #expect(store.stream(first.id) == nil)
            let replay = ReplayHandler(handler.id, from: .trimHorizon)
            #expect(try await store.rejection(of: replay) == .streamNotFound)
            var later: [ChangeStream] = []
            for _ in 0..<2 {
                try await switchStream(of: source, .on(settings), in: store)
                later.append(try store.openStream(of: source))
                try await store.put(Sample.item(Text("\(later.count)"), "1"), in: source)
                try await switchStream(of: source, .off, in: store)
            }
            if byDefinition {
                try await switchStream(of: source, .on(settings), in: store)
                _ = try await store.define(definition)
            } else {
                _ = try await store.commit(replay)
            }
            let moved = try #require(store.handler(handler.id))
            #expect(moved.stream == later[0].id)
            let position = try #require(try store.progress(of: moved, shard: 0)).position
            #expect(try store.records(of: later[0], after: position).count == 1)
        }
    }

    @Test func `a position beyond the end is the end`() async throws {
        try await withHandler { store, handler, source, _ in
            _ = try await store.commit(
                ReplayHandler(handler.id, from: .after(SequenceNumber(rawValue: .max))))
            let position = try #require(try store.progress(of: handler, shard: 0)).position
            #expect(position == store.lastSequence)
        }
    }

    @Test func `a step of an older definition is rejected`() async throws {
        try await withHandler { store, handler, _, _ in
            let from = try #require(try store.progress(of: handler, shard: 0)).position
            _ = try await store.define(handler.definition)
            #expect(
                try await store.rejection(of: advance(handler, all, from: from, to: end))
                    == .moved)
        }
    }
}
