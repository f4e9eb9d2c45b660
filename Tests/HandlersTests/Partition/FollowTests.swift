import Commands
import Engine
import Handlers
import JSON
import Model
import TestSupport
import Testing
import Values

/// A handler belongs to its table: when the table's stream is closed and another one is opened, it
/// reads the first to its end and goes on with the second, and misses nothing in either.
@Suite("Handlers that follow their table") struct FollowTests {
    private func streamOff(_ room: HandlerRoom) async throws {
        let table = try #require(room.store.table(named: "clicks"))
        _ = try await room.store.change(
            UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: .off))
    }

    private func streamOn(
        _ room: HandlerRoom, shards: Int = 1, view: StreamView = .newAndOldImages
    ) async throws {
        let table = try #require(room.store.table(named: "clicks"))
        _ = try await room.store.change(
            UpdateTable(
                table.id, table.settings, rejectingNoChange: false,
                stream: .on(StreamSettings(view: view, shards: shards))))
    }

    /// Waits until the handler has come to the end of the stream that is open now.
    private func untilCaughtUp(_ room: HandlerRoom, _ id: HandlerID) async throws {
        try await until {
            guard let handler = room.store.handler(id) else { return false }
            let open = room.store.table(named: "clicks")?.stream
            return try handler.stream == open && room.lag(handler) == 0
        }
    }

    @Test func `it turns to the next stream once it is done with the one that was closed`()
        async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define { $0.start = .latest }
            try await room.running(fake) { _ in
                try await room.put(["a"])
                try await streamOff(room)
                try await room.put(["unseen"])
                try await streamOn(room)
                try await room.put(["b"])
                try await untilCaughtUp(room, handler.id)
                try await room.put(["c"])
                try await untilCaughtUp(room, handler.id)
            }
            #expect(fake.names.flatMap { $0 } == ["a", "b", "c"])
        }
    }

    @Test func `it waits for a stream that is opened later`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define()
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await streamOff(room)
                _ = try await room.store.makeTable("other")
                _ = try await room.store.makeTable("another")
                #expect(room.store.handler(handler.id)?.stream == handler.stream)
                try await streamOn(room)
                try await room.put(["b"])
                try await untilCaughtUp(room, handler.id)
            }
            #expect(fake.names.flatMap { $0 } == ["a", "b"])
        }
    }

    @Test(arguments: [1, 3]) func `it passes through all streams that there were meanwhile`(
        lanes: Int
    ) async throws {
        let time = SimulatedTime()
        let data = try TemporaryDirectory()
        let fake = FakeHandler { _, _ in .fine }
        try await withHandlerRoom(in: data, shards: 2, time: time) { room in
            _ = try await room.define { $0.lanes = lanes }
            for round in 0..<3 {
                for key in 0..<9 {
                    try await room.put(["x"], partition: "\(key)", value: Int64(round))
                }
                try await streamOff(room)
                for key in 0..<9 { try await room.put(["x"], partition: "\(key)", value: -1) }
                try await streamOn(room, shards: round + 1)
            }
        }
        // All that is known is in the store: the server was started anew.
        try await withHandlerRoom(in: data, shards: 2, time: time) { room in
            let id = try #require(room.store.handler(named: "h")).id
            try await room.running(fake) { _ in
                for key in 0..<9 { try await room.put(["x"], partition: "\(key)", value: 3) }
                try await untilCaughtUp(room, id)
            }
            // Nothing comes again in yet another run.
            try await room.running(fake) { _ in
                for key in 0..<9 { try await room.put(["x"], partition: "\(key)", value: 4) }
                try await untilCaughtUp(room, id)
            }
        }
        var seen: [String: [String]] = [:]
        for event in fake.events {
            for (partition, record) in zip(event.partitions, event.records) {
                let value = record["dynamodb"]?["NewImage"]?["n"]?["N"]?.string ?? "none"
                seen[partition, default: []].append(value)
            }
        }
        #expect(seen.count == 9)
        #expect(seen.values.allSatisfy { $0 == ["0", "1", "2", "3", "4"] }, "\(seen)")
    }

    @Test func `its window ends with the stream, and the next stream begins another`() async throws
    {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { event, _ in .json(#"{"state":{"n":1}}"#) }
            let handler = try await room.define { $0.windowSeconds = 900 }
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await streamOff(room)
                try await streamOn(room)
                try await room.put(["b"])
                try await untilCaughtUp(room, handler.id)
            }
            #expect(fake.names == [["a"], [], ["b"]])
            #expect(fake.events[1].root["isFinalInvokeForWindow"]?.boolean == true)
            #expect(fake.events[2].root["state"]?.count == 0)
        }
    }

    @Test func `a paused one follows when it is resumed`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define { $0.isPaused = true }
            try await room.put(["a"])
            try await streamOff(room)
            try await streamOn(room)
            try await room.put(["b"])
            try await room.running(fake) { _ in
                try await room.handler(PauseHandler(handler.id, false))
                try await untilCaughtUp(room, handler.id)
            }
            #expect(fake.names.flatMap { $0 } == ["a", "b"])
        }
    }
}
