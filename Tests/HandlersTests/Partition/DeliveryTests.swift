import Commands
import Engine
import HandlerModel
import Handlers
import JSON
import Model
import TestSupport
import Testing
import Values

@Suite("Delivery") struct DeliveryTests {
    @Test func `a handler gets what was there and what comes, in order, in batches`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try await room.put(["a", "b", "c", "d", "e"])
            let handler = try await room.define { $0.batchSize = 2 }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                #expect(fake.names == [["a", "b"], ["c", "d"], ["e"]])
                try await room.put(["f"])
                try await room.untilDone(handler)
                #expect(fake.names.last == ["f"])
                // Counted once it is committed.
                try await until { runner.status(of: handler.id)?.delivered == 6 }
                let status = try #require(runner.status(of: handler.id))
                #expect(status.invocations == 4)
                #expect(status.errors == 0)
                #expect(status.lastResult == "OK")
            }
            #expect(fake.stops > 0)
        }
    }

    @Test func `an event looks like Lambda's`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try await room.put(["a"])
            let handler = try await room.define()
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            let record = try #require(fake.events.first?.records.first)
            #expect(record["eventName"]?.string == "INSERT")
            #expect(record["eventSource"]?.string == "aws:dynamodb")
            #expect(
                record["eventSourceARN"]?.string?.contains("table/clicks/stream/") == true)
            #expect(record["dynamodb"]?["NewImage"]?["n"]?["N"]?.string == "1")
            #expect(record["dynamodb"]?["OldImage"] == nil)
        }
    }

    @Test func `a handler begins with what comes after it unless it says otherwise`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try await room.put(["a", "b"])
            let handler = try await room.define { $0.start = .latest }
            try await room.put(["c"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names == [["c"]])
        }
    }

    @Test(arguments: [
        "", "null", "{}", "[]", #""""#, #""done""#, #"{"batchItemFailures":[]}"#,
        #"{"batchItemFailures":null}"#,
    ])
    func `these answers say that all is well`(answer: String) async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .json(answer) }
            try await room.put(["a", "b"])
            let handler = try await room.define { $0.reportsFailures = true }
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names == [["a", "b"]])
        }
    }

    @Test(arguments: [
        #"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
        #"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
        #"{"batchItemFailures":[{"itemIdentifer":"000000000000000000001"}]}"#,
        #"{"batchItemFailures":[{"itemIdentifier":"000000000000000000001"}]}"#,
        #"{"batchItemFailures":"all"}"#, #"{"batchItemFailures":["x"]}"#, "{", "{} {}",
        #"{"errorMessage":"it broke","errorType":"ValueError"}"#,
    ])
    func `these answers say that all has failed`(answer: String) async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, number in number == 0 ? .json(answer) : .fine }
            try await room.put(["a", "b"])
            let handler = try await room.define {
                $0.reportsFailures = true
                $0.bisects = false
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                let status = try #require(runner.status(of: handler.id))
                #expect(status.errors == 1)
                #expect(status.retries == 1)
                #expect(status.lastError != nil)
            }
            #expect(fake.names == [["a", "b"], ["a", "b"]])
        }
    }

    @Test func `failures are not looked for where they are not reported`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in .failed(event.sequences[0]) }
            try await room.put(["a", "b"])
            let handler = try await room.define()
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names == [["a", "b"]])
        }
    }

    @Test(arguments: [true, false])
    func `the lowest failed record is where the handler goes on`(bisects: Bool) async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, number in
                guard number == 0 else { return .fine }
                let failed = [event.sequences[3], event.sequences[1], event.sequences[2]]
                let list = failed.map { #"{"itemIdentifier":"\#($0)"}"# }
                return .json(#"{"batchItemFailures":[\#(list.joined(separator: ","))]}"#)
            }
            try await room.put(["a", "b", "c", "d"])
            let handler = try await room.define {
                $0.reportsFailures = true
                $0.bisects = bisects
                $0.retriesMax = 1
            }
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names == [["a", "b", "c", "d"], ["b", "c", "d"]])
        }
    }

    @Test func `a handler that cannot be started loses nothing and uses up no tries`() async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, number in
                number < 50 ? .failure(.cannotStart("no such file")) : .fine
            }
            try await room.put(["a"])
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .file("h")
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                let status = try #require(runner.status(of: handler.id))
                #expect(status.invocations == 1)
                #expect(status.errors == 0)
                #expect(status.dropped == 0)
            }
            #expect(try room.failureFiles().isEmpty)
            #expect(room.time.waits.max() ?? .zero > .seconds(10))
        }
    }

    @Test func `a poison record is tried as often as it may and does not take others along`()
        async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in event.names.contains("d") ? .broken : .fine }
            try await room.put(["a", "b", "c", "d", "e", "f", "g", "h"])
            let handler = try await room.define {
                $0.retriesMax = 2
                $0.onFailure = .file("broken")
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.delivered == 7 }
                #expect(runner.status(of: handler.id)?.dropped == 1)
            }
            #expect(fake.names.count { $0 == ["d"] } == 3)
            let handled = fake.names.filter { !$0.contains("d") }.flatMap { $0 }
            #expect(handled == ["a", "b", "c", "e", "f", "g", "h"])
            let files = try room.failureFiles()
            #expect(files.count == 1)
            let file = try #require(files.first)
            #expect(file.path.hasPrefix("broken/uuid-of-h/shardId-"))
            #expect(file.path.contains("/2027/01/15/2027-01-15T08.00.0"))
            #expect(file.text.contains(#""condition":"RetryAttemptsExhausted""#))
            #expect(file.text.contains(#""approximateInvokeCount":3"#))
            #expect(file.text.contains(#""payload":{"Records":[{"eventID""#))
            #expect(file.text.contains(#""sk":{"S":"d"}"#))
            #expect(!file.text.contains(#""sk":{"S":"c"}"#))
        }
    }

    @Test func `without splitting the whole batch is given up`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, _ in event.names.contains("b") ? .broken : .fine }
            try await room.put(["a", "b", "c", "d", "e"])
            let handler = try await room.define {
                $0.batchSize = 3
                $0.bisects = false
                $0.retriesMax = 1
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.dropped == 3 }
            }
            #expect(fake.names == [["a", "b", "c"], ["a", "b", "c"], ["d", "e"]])
        }
    }

    @Test func `a poison key in one shard does not stop the others`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(shards: 4, time: time) { room in
            let fake = FakeHandler { event, _ in
                event.partitions.contains("bad") ? .broken : .fine
            }
            let handler = try await room.define { $0.retriesMax = nil }
            try await room.put(["x"], partition: "bad")
            let bad = try #require(
                try room.store.read { snapshot throws(StoreError) in
                    try snapshot.changes(
                        of: handler.stream, after: .zero, limit: 1, bytesMax: 1)
                }.records.first?.slot)
            let stream = try #require(room.store.stream(handler.stream))
            try await room.running(fake) { _ in
                try await until { !fake.events.isEmpty && time.sleeperCount > 0 }
                for number in 0..<40 {
                    try await room.put(["x"], partition: "good\(number)")
                }
                // Nobody moves time: the bad shard waits, the good ones go on.
                let others = try room.store.read { snapshot throws(StoreError) in
                    try snapshot.changes(
                        of: handler.stream, after: .zero, limit: 100, bytesMax: 1 << 20)
                }.records.count {
                    stream.settings.shard(ofSlot: $0.slot)
                        != stream.settings.shard(ofSlot: bad)
                }
                try await until { try room.lag(handler) == 41 - Int64(others) }
            }
        }
    }

    @Test func `records that are too old go to the destination`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            try await room.put(["a", "b"])
            room.time.advance(.seconds(3600))
            try await room.put(["c"])
            let handler = try await room.define {
                $0.maximumAgeSeconds = 60
                $0.onFailure = .file("old")
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.dropped == 2 }
            }
            #expect(fake.names == [["c"]])
            let file = try #require(try room.failureFiles().first)
            #expect(file.text.contains(#""condition":"RecordAgeExceeded""#))
            #expect(file.text.contains(#""batchSize":2"#))
            #expect(file.text.contains(#""functionError":null"#))
        }
    }

    @Test func `filtered records are passed over, and the checkpoint with them`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define {
                $0.filters = [#"{"dynamodb":{"NewImage":{"n":{"N":[{"ddb-numeric":[">",5]}]}}}}"#]
            }
            try await room.running(fake) { runner in
                try await room.put(["a", "b"])
                try await room.untilDone(handler)
                #expect(fake.events.isEmpty)
                try await room.put(["c"], value: 6)
                try await room.put(["d"])
                try await room.untilDone(handler)
                #expect(fake.names == [["c"]])
                #expect(runner.status(of: handler.id)?.filtered == 3)
            }
        }
    }

    @Test func `a batch waits for more as long as it may`() async throws {
        let time = SimulatedTime(jumps: false)
        try await withHandlerRoom(time: time) { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define {
                $0.batchSize = 3
                $0.batchWindowSeconds = 10
            }
            try await room.running(fake) { _ in
                try await room.put(["a"])
                try await until { time.sleeperCount > 0 }
                try await room.put(["b"])
                time.advance(.seconds(9))
                try await room.put(["c"])
                // Full before its time.
                try await room.untilDone(handler)
                #expect(fake.names == [["a", "b", "c"]])
                try await room.put(["d"])
                try await until { time.sleeperCount > 0 }
                #expect(fake.names.count == 1)
                time.advance(.seconds(10))
                try await room.untilDone(handler)
                #expect(fake.names.last == ["d"])
            }
        }
    }

    @Test func `a closed stream is delivered to its end`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define()
            try await room.put(["a", "b"])
            _ = try await room.store.change(
                UpdateTable(
                    room.table.id, room.table.settings, rejectingNoChange: false, stream: .off))
            try await room.put(["c"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names.flatMap { $0 } == ["a", "b"])
        }
    }

    @Test func `trimmed records are counted, and the handler goes on behind them`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .fine }
            let handler = try await room.define()
            try await room.running(fake) { _ in
                try await room.put(["a"])
                try await room.untilDone(handler)
            }
            try await room.put(["b", "c", "d"])
            let third = try room.store.read { snapshot throws(StoreError) in
                try snapshot.changes(
                    of: handler.stream, after: .zero, limit: 3, bytesMax: 1 << 20)
            }.records[2].sequence
            _ = try await room.store.commit(
                TrimStreams([StreamTrim(stream: handler.stream, through: third)]))
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                let dropped = try #require(runner.status(of: handler.id)).dropped
                #expect(dropped > 0)
            }
            #expect(fake.names == [["a"], ["d"]])
        }
    }
}
