import Engine
import Handlers
import Model
import TestSupport
import Testing
import Values

@Suite("What all handlers share") struct BudgetTests {
    private func running(
        _ options: HandlerRunnerOptions, _ body: () async throws -> Void
    ) async throws {
        let runner = HandlerRunner(options)
        let task = Task { try await runner.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        task.cancel()
        try await task.value
        try result.get()
    }

    @Test func `with room for one page all is delivered, in smaller batches`() async throws {
        try await withHandlerRoom(shards: 4) { room in
            let fake = FakeHandler { _, _ in .fine }
            for number in 0..<40 {
                try await room.put(["a", "b", "c"], partition: "p\(number)")
            }
            let handlers = [
                try await room.define { $0.lanes = 10 },
                try await room.define {
                    $0.name = "other"
                    $0.lanes = 3
                },
            ]
            var options = try room.options(fake)
            options.bytesMax = 1
            try await running(options) {
                for handler in handlers { try await room.untilDone(handler) }
            }
            var seen: [String: [String]] = [:]
            for event in fake.events {
                for (partition, name) in zip(event.partitions, event.names) {
                    seen[partition, default: []].append(name)
                }
            }
            #expect(seen.count == 40)
            // Two handlers got it, one in front of the other or both at once.
            #expect(seen.values.allSatisfy { $0.sorted() == ["a", "a", "b", "b", "c", "c"] })
        }
    }

    @Test func `handlers that are stuck with what they hold do not stop others`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(shards: 4, time: time) { room in
            let fake = FakeHandler { event, _ in
                event.names.contains("bad") ? .broken : .fine
            }
            for number in 0..<20 { try await room.put(["bad"], partition: "p\(number)") }
            _ = try await room.define {
                $0.name = "stuck"
                $0.lanes = 10
                $0.retriesMax = nil
            }
            let handler = try await room.define { $0.start = .latest }
            var options = try room.options(fake)
            options.bytesMax = 1
            try await running(options) {
                try await until { time.sleeperCount > 0 }
                for number in 0..<20 { try await room.put(["good"], partition: "q\(number)") }
                try await room.untilDone(handler)
            }
        }
    }

    @Test func `no more processes than the server has for all handlers`() async throws {
        try await withHandlerRoom(shards: 4) { room in
            let fake = FakeHandler { _, _ in
                for _ in 0..<20 { await Task.yield() }
                return .fine
            }
            for number in 0..<40 { try await room.put(["a"], partition: "p\(number)") }
            var handlers: [Handler] = []
            for name in ["one", "two", "three"] as [Text] {
                handlers.append(
                    try await room.define {
                        $0.name = name
                        $0.lanes = 4
                        $0.batchSize = 1
                    })
            }
            var options = try room.options(fake)
            options.processesMax = 4
            try await running(options) {
                for handler in handlers { try await room.untilDone(handler) }
            }
            #expect(fake.events.count == 120)
            #expect(fake.workingMax <= 2)
        }
    }
}
