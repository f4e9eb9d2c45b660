import Commands
import Engine
import HandlerModel
import Handlers
import Model
import TestSupport
import Testing
import Values

@Suite("Writes of handlers") struct HandlerWriteTests {
    /// Counts each record into the table `counts`, under its partition.
    static func count(_ event: FakeHandler.Event) -> FakeHandler.Answer {
        let writes = event.partitions.map {
            #"{"table":"counts","update":{"key":{"pk":"\#($0)","sk":"n"},"#
                + #""expression":"ADD c :one","values":{":one":1}}}"#
        }
        return .json(#"{"writes":[\#(writes.joined(separator: ","))]}"#)
    }

    @Test func `writes and checkpoint are one step`() async throws {
        try await withHandlerRoom { room in
            let counts = try await room.store.makeTable("counts")
            let fake = FakeHandler { event, _ in HandlerWriteTests.count(event) }
            let handler = try await room.define()
            try await room.put(["a", "b", "c"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            try await room.put(["d"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(try room.store.item(Sample.key("p", "n"), in: counts)?["c"] == 4)
        }
    }

    @Test func `writes that are refused are a failure, and nothing of them is done`() async throws {
        try await withHandlerRoom { room in
            let counts = try await room.store.makeTable("counts")
            let fake = FakeHandler { event, number in
                guard number == 0 else { return HandlerWriteTests.count(event) }
                return .json(
                    #"""
                    {"writes":[{"table":"counts","update":{"key":{"pk":"p","sk":"n"},
                    "expression":"ADD c :one","values":{":one":100}}},
                    {"table":"counts","delete":{"key":{"pk":"p","sk":"none"},
                    "condition":"attribute_exists(pk)"}}]}
                    """#)
            }
            let handler = try await room.define()
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                let error = try #require(runner.status(of: handler.id)?.lastError)
                #expect(error.contains("condition of writes[1]"))
            }
            #expect(try room.store.item(Sample.key("p", "n"), in: counts)?["c"] == 1)
        }
    }

    @Test(arguments: [
        #"{"writes":[{"table":"none","put":{"pk":"a","sk":"b"}}]}"#,
        #"{"writes":[{"table":"counts"}]}"#, #"{"writes":{}}"#, #"{"writes":[1]}"#,
    ])
    func `writes that are none are a failure`(answer: String) async throws {
        try await withHandlerRoom { room in
            _ = try await room.store.makeTable("counts")
            let fake = FakeHandler { _, number in number == 0 ? .json(answer) : .fine }
            let handler = try await room.define()
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                #expect(runner.status(of: handler.id)?.errors == 1)
            }
        }
    }

    private static let ownWrite =
        #"{"writes":[{"table":"clicks","put":{"pk":"q","sk":"own","n":-1}}]}"#

    @Test func `without a filter a handler does not write to the table of its changes`()
        async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .json(HandlerWriteTests.ownWrite) }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .file("loop")
            }
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                let error = try #require(runner.status(of: handler.id)?.lastError)
                #expect(error.contains("has no filter"))
            }
            #expect(try room.store.item(Sample.key("q", "own"), in: room.table) == nil)
        }
    }

    @Test func `with a filter it may`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .json(HandlerWriteTests.ownWrite) }
            let handler = try await room.define {
                $0.filters = [#"{"dynamodb":{"NewImage":{"n":{"N":[{"ddb-numeric":[">",0]}]}}}}"#]
            }
            try await room.put(["a"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(try room.store.item(Sample.key("q", "own"), in: room.table) != nil)
            #expect(fake.names == [["a"]])
        }
    }

    @Test func `of a partial failure the writes for what was handled count`() async throws {
        try await withHandlerRoom { room in
            let counts = try await room.store.makeTable("counts")
            let fake = FakeHandler { event, number in
                guard number == 0 else { return HandlerWriteTests.count(event) }
                return .json(
                    #"""
                    {"batchItemFailures":[{"itemIdentifier":"\#(event.sequences[1])"}],
                    "writes":[{"table":"counts","update":{"key":{"pk":"p","sk":"n"},
                    "expression":"ADD c :one","values":{":one":1}}}]}
                    """#)
            }
            let handler = try await room.define { $0.reportsFailures = true }
            try await room.put(["a", "b", "c"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            #expect(fake.names == [["a", "b", "c"], ["b", "c"]])
            #expect(try room.store.item(Sample.key("p", "n"), in: counts)?["c"] == 3)
        }
    }
}
