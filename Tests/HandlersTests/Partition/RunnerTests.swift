import Commands
import Engine
import Foundation
import HandlerModel
import Handlers
import Model
import TestSupport
import Testing
import Values

@Suite("Handler runner") struct RunnerTests {
    private func register(_ text: String, as name: String, in room: HandlerRoom) throws {
        let url = URL(fileURLWithPath: "\(room.directory.path)/handlers/\(name).handler.json")
        try Data(text.utf8).write(to: url)
    }

    @Test func `it follows what is defined, paused, resumed, replayed and removed`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try await room.running(fake) { runner in
                try await room.put(["a"])
                let handler = try await room.define()
                try await room.untilDone(handler)
                try await room.handler(PauseHandler(handler.id, true))
                try await until { fake.stops > 0 }
                try await room.put(["b"])
                try await room.handler(PauseHandler(handler.id, false))
                try await room.untilDone(handler)
                #expect(fake.names == [["a"], ["b"]])
                try await room.handler(ReplayHandler(handler.id, from: .trimHorizon))
                try await until { fake.events.count == 3 }
                #expect(fake.names.last == ["a", "b"])
                try await until { runner.status(of: handler.id)?.delivered == 4 }
                try await room.handler(RemoveHandler(handler.id))
                try await until { runner.status(of: handler.id) == nil }
                try await room.put(["c"])
            }
            #expect(fake.events.count == 3)
        }
    }

    @Test func `a replay while an event is in work delivers everything anew`() async throws {
        try await withHandlerRoom { room in
            let gate = AsyncStream.makeStream(of: Void.self)
            let counts = try await room.store.makeTable("counts")
            let fake = FakeHandler { event, number in
                if number == 0 { for await _ in gate.stream { break } }
                return HandlerWriteTests.count(event)
            }
            let handler = try await room.define { $0.start = .latest }
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await until { fake.events.count == 1 }
                try await room.put(["b"])
                try await room.handler(ReplayHandler(handler.id, from: .latest))
                gate.continuation.yield()
                // Neither the event nor what came before the replay has an effect.
                try await room.put(["c"])
                try await room.untilDone(handler)
            }
            #expect(fake.names == [["a"], ["c"]])
            #expect(try room.store.item(Sample.key("p", "n"), in: counts)?["c"] == 1)
        }
    }

    @Test func `no more processes than a handler may have work for it`() async throws {
        try await withHandlerRoom(shards: 8) { room in
            let fake = FakeHandler { _, _ in
                for _ in 0..<20 { await Task.yield() }
                return .fine
            }
            for number in 0..<200 { try await room.put(["a"], partition: "p\(number)") }
            let handler = try await room.define {
                $0.lanes = 10
                $0.batchSize = 1
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                #expect((1...16).contains(runner.status(of: handler.id)?.processes ?? 0))
            }
            #expect(fake.events.count == 200)
            #expect(fake.workingMax <= 16)
        }
    }

    @Test func `what is in work when it ends is answered and counts`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let gate = AsyncStream.makeStream(of: Void.self)
            let fake = FakeHandler { _, _ in
                for await _ in gate.stream { break }
                return .fine
            }
            let handler = try await room.define { $0.batchSize = 1 }
            try await room.put(["a", "b"])
            let runner = HandlerRunner(try room.options(fake))
            let task = Task { try await runner.run() }
            try await until { fake.events.count == 1 }
            task.cancel()
            // The lanes wait for the answer, the runner for them, up to its grace.
            try await until { time.sleeperCount > 0 }
            gate.continuation.yield()
            try await task.value
            #expect(fake.names == [["a"]])
            #expect(try room.lag(handler) == 1)
        }
    }

    @Test func `more lanes work at the same time, and keep the order of each key`() async throws {
        try await withHandlerRoom(shards: 2) { room in
            let fake = FakeHandler { _, _ in
                for _ in 0..<20 { await Task.yield() }
                return .fine
            }
            for number in 0..<30 {
                try await room.put(["a", "b", "c"], partition: "p\(number)")
            }
            let handler = try await room.define {
                $0.lanes = 4
                $0.batchSize = 1
            }
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            var seen: [String: [String]] = [:]
            for event in fake.events {
                for (partition, name) in zip(event.partitions, event.names) {
                    seen[partition, default: []].append(name)
                }
            }
            #expect(seen.count == 30)
            #expect(seen.values.allSatisfy { $0 == ["a", "b", "c"] })
            #expect(fake.workingMax > 1)
        }
    }

    @Test func `files of the directory are registered, and bad ones are passed over`() async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try register(
                #"{"name":"good","table":"clicks","executable":"handler","start":"trim-horizon"}"#,
                as: "good", in: room)
            try register("{", as: "broken", in: room)
            try register(
                #"{"name":"lost","table":"clicks","executable":"missing"}"#, as: "lost", in: room)
            try register(
                #"{"name":"none","table":"none","executable":"handler"}"#, as: "none", in: room)
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await until { fake.events.count == 1 }
            }
            #expect(room.store.handlers.map(\.definition.name) == ["good"])
            let first = try #require(room.store.handler(named: "good"))
            // What was paused by hand stays so, and what is as it was is not defined anew.
            try await room.handler(PauseHandler(first.id, true))
            let runner = HandlerRunner(try room.options(fake))
            let task = Task { try await runner.run() }
            try await room.put(["b"])
            task.cancel()
            try await task.value
            let second = try #require(room.store.handler(named: "good"))
            #expect(second.generation == first.generation + 1)
            #expect(second.definition.isPaused)
            #expect(fake.events.count == 1)
        }
    }

    @Test(arguments: StreamView.allCases)
    func `filters that look at what was before need a stream that tells it`(
        view: StreamView
    ) async throws {
        try await withHandlerRoom(view: view) { room in
            let runner = HandlerRunner(try room.options(FakeHandler { _, _ in .fine }))
            let isTold = [.newAndOldImages, .changes].contains(view)
            for test in [#"{"crossed":[5]}"#, #"{"changed":true}"#] {
                let image = #"{"dynamodb":{"NewImage":{"n":{"N":[\#(test)]}}}}"#
                for filter in [image, #"{"$or":[{"eventName":["MODIFY"]},\#(image)]}"#] {
                    let problem = runner.problem(
                        with: HandlerRoom.definition {
                            $0.filters = [#"{"eventName":["INSERT"]}"#, Text(filter)]
                        })
                    #expect((problem == nil) == isTold)
                    if let problem {
                        #expect(problem.field == "filters[1]")
                        #expect(problem.message.contains(view.name))
                    }
                }
            }
            let plain = HandlerRoom.definition { $0.filters = [#"{"eventName":["INSERT"]}"#] }
            #expect(runner.problem(with: plain) == nil)
        }
    }

    @Test func `definitions that cannot run are told why`() async throws {
        try await withHandlerRoom { room in
            let runner = HandlerRunner(try room.options(FakeHandler { _, _ in .fine }))
            #expect(runner.problem(with: HandlerRoom.definition()) == nil)
            let missing = runner.problem(with: HandlerRoom.definition { $0.executable = "../x" })
            #expect(missing?.field == "executable")
            let filter = runner.problem(
                with: HandlerRoom.definition { $0.filters = ["{}", #"{"a":["b"]}"#] })
            #expect(filter?.field == "filters[0]")
            var options = try room.options(FakeHandler { _, _ in .fine })
            options.directory = nil
            let none = HandlerRunner(options).problem(with: HandlerRoom.definition())
            #expect(none?.message == "this server has no handler directory")
        }
    }
}
