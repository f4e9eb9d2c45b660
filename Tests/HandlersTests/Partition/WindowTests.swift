import Commands
import Engine
import HandlerModel
import Handlers
import JSON
import Model
import TestSupport
import Testing
import Values

@Suite("Tumbling windows") struct WindowTests {
    /// Counts records in the state.
    private static func count(_ event: FakeHandler.Event) -> FakeHandler.Answer {
        let before = event.root["state"]?["n"]?.integer ?? 0
        return .json(#"{"state":{"n":\#(before + Int64(event.records.count))}}"#)
    }

    private func isFinal(_ event: FakeHandler.Event) -> Bool {
        event.root["isFinalInvokeForWindow"]?.boolean == true
    }

    private func state(_ event: FakeHandler.Event) -> Int64? {
        event.root["state"]?["n"]?.integer
    }

    @Test func `the state is handed on until the window ends`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { event, _ in WindowTests.count(event) }
            let handler = try await room.define {
                $0.windowSeconds = 60
                $0.batchSize = 2
            }
            try await room.put(["a", "b", "c"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                #expect(fake.events.map { state($0) } == [nil, 2])
                let window = try #require(fake.events.first?.root["window"])
                #expect(window["start"]?.string == "2027-01-15T08:00:00Z")
                #expect(window["end"]?.string == "2027-01-15T08:01:00Z")
                #expect(fake.events[0].root["shardId"]?.string?.hasPrefix("shardId-") == true)
                #expect(fake.events.allSatisfy { !isFinal($0) })
            }
            // The state survives the end of the runner.
            try await room.running(fake) { _ in
                try await until { time.sleeperCount > 0 }
                time.advance(.seconds(62))
                try await until { fake.events.count == 3 }
                #expect(isFinal(fake.events[2]))
                #expect(fake.events[2].records.isEmpty)
                #expect(state(fake.events[2]) == 3)
                try await room.put(["d"])
                try await room.untilDone(handler)
                #expect(state(fake.events[3]) == nil)
                #expect(fake.events[3].names == ["d"])
            }
        }
    }

    @Test func `a record of a later window ends the one before it`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in WindowTests.count(event) }
            let handler = try await room.define { $0.windowSeconds = 60 }
            try await room.put(["a", "b"])
            room.time.advance(.seconds(100))
            try await room.put(["c"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await until { fake.events.count == 4 }
            }
            #expect(fake.names == [["a", "b"], [], ["c"], []])
            #expect(fake.events.map { isFinal($0) } == [false, true, false, true])
            #expect(fake.events.map { state($0) } == [nil, 2, nil, 1])
        }
    }

    @Test func `the end of the stream ends the window`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { event, _ in WindowTests.count(event) }
            let handler = try await room.define { $0.windowSeconds = 900 }
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                _ = try await room.store.change(
                    UpdateTable(
                        room.table.id, room.table.settings, rejectingNoChange: false, stream: .off))
                try await until { fake.events.count == 2 }
                #expect(isFinal(fake.events[1]))
            }
        }
    }

    @Test func `a state that is too large ends the window early`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let counts = try await room.store.makeTable("counts")
            let fake = FakeHandler { event, number in
                let write =
                    #"{"table":"counts","increment":{"key":{"pk":"p","sk":"\#(number)"},"add":{"c":1}}}"#
                let text = String(repeating: "x", count: number == 0 ? 2 << 20 : 10)
                return .json(#"{"state":{"text":"\#(text)"},"writes":[\#(write)]}"#)
            }
            let handler = try await room.define { $0.windowSeconds = 900 }
            try await room.put(["a"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                #expect(fake.events.count == 2)
                let last = fake.events[1].root
                #expect(last["isFinalInvokeForWindow"]?.boolean == true)
                #expect(last["isWindowTerminatedEarly"]?.boolean == true)
                #expect(last["state"]?["text"]?.string?.count == 2 << 20)
                try await room.put(["b"])
                try await room.untilDone(handler)
                #expect(fake.events[2].root["state"]?["text"] == nil)
                #expect(fake.events[2].root["isWindowTerminatedEarly"]?.boolean == false)
            }
            #expect(try room.store.items(of: counts).count == 3)
        }
    }

    @Test func `an answer without a state is a failure`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { event, number in
                number == 0 ? .fine : WindowTests.count(event)
            }
            let handler = try await room.define { $0.windowSeconds = 900 }
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await until { time.sleeperCount > 0 }
                time.advance(.seconds(1))
                try await room.untilDone(handler)
                #expect(runner.status(of: handler.id)?.errors == 1)
            }
        }
    }

    @Test func `a window's end that cannot be handled goes to the destination with its state`()
        async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in
                event.records.isEmpty ? .broken : WindowTests.count(event)
            }
            let handler = try await room.define {
                $0.windowSeconds = 60
                $0.retriesMax = 1
                $0.onFailure = .file("windows")
            }
            try await room.put(["a"])
            room.time.advance(.seconds(100))
            try await room.put(["b"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await until { try room.failureFiles().count == 2 }
            }
            let files = try room.failureFiles()
            #expect(files[0].text.contains(#""payload":{"Records":[],"window""#))
            #expect(files[0].text.contains(#""state":{"n":1}"#))
        }
    }

    @Test func `a window's end is given up when the window is too old`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in
                event.records.isEmpty ? .broken : WindowTests.count(event)
            }
            let handler = try await room.define {
                $0.windowSeconds = 60
                $0.retriesMax = nil
                $0.maximumAgeSeconds = 600
                $0.onFailure = .file("windows")
            }
            try await room.put(["a"])
            room.time.advance(.seconds(100))
            try await room.put(["b"])
            try await room.running(fake) { _ in
                try await until { try room.failureFiles().count >= 1 }
                try await room.untilDone(handler)
            }
            let text = try #require(try room.failureFiles().first).text
            #expect(text.contains(#""condition":"RecordAgeExceeded""#))
            #expect(text.contains(#""payload":{"Records":[],"window""#))
            #expect(text.contains("exit code 1"))
        }
    }

    @Test func `a window's end is given up when its records were trimmed`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { event, _ in
                event.records.isEmpty ? .broken : WindowTests.count(event)
            }
            let handler = try await room.define {
                $0.windowSeconds = 60
                $0.retriesMax = nil
                $0.onFailure = .file("windows")
            }
            try await room.put(["a"])
            let last = room.store.lastSequence
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await until { time.sleeperCount > 0 }
                time.advance(.seconds(100))
                for tries in 2..<5 {
                    try await until { fake.events.count == tries && time.sleeperCount > 0 }
                    #expect(try room.failureFiles().isEmpty)
                    time.advance(.seconds(30))
                }
                _ = try await room.store.commit(
                    TrimStreams([StreamTrim(stream: handler.stream, through: last)]))
                try await until {
                    if time.sleeperCount > 0 { time.advance(.seconds(30)) }
                    return try room.failureFiles().count == 1
                }
            }
            let text = try #require(try room.failureFiles().first).text
            #expect(text.contains(#""condition":"RecordAgeExceeded""#))
        }
    }
}
