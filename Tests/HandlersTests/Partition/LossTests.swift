import Commands
import Engine
import HandlerModel
import Handlers
import Model
import TestSupport
import Testing
import Values

/// What is trimmed before a handler comes to it is counted, and nothing else.
@Suite("Lost records") struct LossTests {
    private func sequences(_ room: HandlerRoom, _ handler: Handler) throws -> [SequenceNumber] {
        try room.store.read { snapshot throws(StoreError) in
            try snapshot.changes(of: handler.stream, after: .zero, limit: 100, bytesMax: 1 << 20)
        }.records.map(\.sequence)
    }

    private func trim(
        _ room: HandlerRoom, _ handler: Handler, through sequence: SequenceNumber
    ) async throws {
        _ = try await room.store.commit(
            TrimStreams([StreamTrim(stream: handler.stream, through: sequence)]))
    }

    @Test(arguments: [1, 4, 7]) func `each record counts once, however many lanes there are`(
        lanes: Int
    ) async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define { $0.lanes = lanes }
            try await room.running(fake) { _ in
                try await room.put(["a"])
                try await room.untilDone(handler)
            }
            try await room.put(["b", "c", "d"])
            try await trim(room, handler, through: try sequences(room, handler)[2])
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.dropped == 2 }
            }
            #expect(fake.names.flatMap { $0 } == ["a", "d"])
        }
    }

    @Test func `a shard that had nothing loses nothing when others are trimmed`() async throws {
        try await withHandlerRoom(shards: 2) { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define()
            let stream = try #require(room.store.stream(handler.stream))
            // Keys of both shards.
            var keys: [Int: Text] = [:]
            for number in 0..<20 {
                try await room.put(["a"], partition: "p\(number)")
                let record = try #require(
                    try room.store.read { snapshot throws(StoreError) in
                        try snapshot.changes(
                            of: stream.id, after: .zero, limit: 100, bytesMax: 1 << 20)
                    }.records.last)
                keys[stream.settings.shard(ofSlot: record.slot)] = "p\(number)"
            }
            let idle = try #require(keys[0])
            let busy = try #require(keys[1])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            try await room.put(["b", "c"], partition: busy)
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.delivered == 2 }
            }
            // All of it goes, from the disk, too.
            let horizon = room.store.lastSequence
            try await trim(room, handler, through: horizon)
            try room.store.checkpoint()
            try await room.running(fake) { runner in
                // An idle lane goes along with the horizon.
                try await until {
                    try room.store.read { snapshot throws(StoreError) in
                        try snapshot.progress(of: handler.id, shard: 0)?.position
                    } == horizon
                }
                try await room.put(["d"], partition: idle)
                try await room.put(["e"], partition: busy)
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.delivered == 2 }
                #expect(runner.status(of: handler.id)?.dropped == 0)
            }
        }
    }
}
