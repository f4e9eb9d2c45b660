import Commands
import Engine
import HandlerModel
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Calls about handlers") struct HandlerCallTests {
    @Test func `a definition sent again changes the handler and keeps its id`() async throws {
        try await withHandlers { api in
            let made = await api.register()
            #expect(made.status == 201)
            let changed = await api.register(#""batchSize":7"#)
            #expect(changed.status == 200)
            #expect(changed.root?["id"]?.string == made.root?["id"]?.string)
            #expect(changed.root?["batchSize"]?.integer == 7)
            #expect(api.store.handlers.count == 1)
        }
    }

    @Test func `without a handler directory nothing is registered, and it is said what to do`()
        async throws
    {
        try await withHandlers(nil) { api in
            let answer = await api.register()
            #expect(answer.problem == Problem(status: 409, type: "handlers-off"))
            #expect(answer.detail.contains("--handlers"))
            #expect(await api.get("/v1/handlers").body == #"{"handlers":[]}"#)
        }
    }

    @Test func `a table without a stream has no handlers`() async throws {
        try await withHandlers { api in
            _ = try await api.store.makeTable("quiet")
            let answer = await api.register(
                whole: #"{"name":"a","table":"quiet","executable":"x"}"#)
            #expect(answer.problem == Problem(status: 409, type: "stream-off", field: "table"))
            #expect(answer.detail.contains("quiet"))
        }
    }

    @Test func `what the monitor finds wrong is told with its field`() async throws {
        let monitor = FakeMonitor()
        try await withHandlers(monitor) { api in
            monitor.complain(HandlerProblem(field: "executable", message: "has no run bit"))
            let answer = await api.register()
            #expect(answer.problem == .invalid("executable"))
            #expect(answer.detail == "executable: has no run bit.")
            #expect(monitor.asked.map(\.name) == ["spike"])
            #expect(api.store.handlers == [])
            monitor.complain(nil)
            #expect(await api.register().status == 201)
        }
    }

    @Test func `the table for failures must be there and have keys of text`() async throws {
        try await withHandlers { api in
            _ = try await api.store.makeTable(
                "numbers", schema: KeySchema(partition: KeyAttribute(name: "n", type: .number)))
            _ = try await api.store.makeTable("failures")
            let numbers = await api.register(#""onFailure":"table:numbers""#)
            #expect(numbers.problem == .invalid("onFailure"))
            #expect(numbers.detail.contains("must be a string"))
            #expect(await api.register(#""onFailure":"table:failures""#).status == 201)
            #expect(try api.handler().definition.onFailure == .table("failures"))
        }
    }

    @Test func `a handler is paused, resumed and removed`() async throws {
        try await withHandlers { api in
            await api.register()
            let paused = await api.send("POST", "/v1/handlers/spike/pause")
            #expect(paused.status == 200)
            #expect(paused.root?["paused"]?.boolean == true)
            #expect(await api.send("POST", "/v1/handlers/spike/pause").status == 200)
            let resumed = await api.send("POST", "/v1/handlers/spike/resume")
            #expect(resumed.root?["paused"]?.boolean == false)
            let removed = await api.send("DELETE", "/v1/handlers/spike")
            #expect(removed.status == 200)
            #expect(removed.root?["name"]?.string == "spike")
            #expect(api.store.handlers == [])
        }
    }

    @Test(arguments: [
        ("GET", ""), ("DELETE", ""), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/replay"),
    ])
    func `a handler that is not there is not found`(method: String, call: String) async throws {
        try await withHandlers { api in
            let answer = await api.send(
                method, "/v1/handlers/nobody\(call)",
                body: call == "/replay" ? Array(#"{"from":"latest"}"#.utf8) : [])
            #expect(
                answer.problem
                    == Problem(status: 404, type: "handler-not-found", field: "handler"))
        }
    }

    @Test func `handlers are listed by name, page by page`() async throws {
        try await withHandlers { api in
            for name in ["b", "c", "a"] { await api.register(name: name) }
            func names(_ target: String) async -> [String] {
                let root = await api.get(target).root
                let names = root?["handlers"]?.elements.compactMap { $0["name"]?.string } ?? []
                return names + (root?["cursor"]?.string == nil ? [] : ["more"])
            }
            #expect(await names("/v1/handlers") == ["a", "b", "c"])
            #expect(await names("/v1/handlers?limit=2") == ["a", "b", "more"])
            let cursor = try #require(
                await api.get("/v1/handlers?limit=2").root?["cursor"]?.string)
            #expect(await names("/v1/handlers?limit=2&cursor=\(cursor)") == ["c"])
            #expect(await api.get("/v1/handlers?cursor=b").problem == .invalid("cursor"))
            #expect(await api.get("/v1/handlers?limit=101").problem == .invalid("limit"))
        }
    }

    @Test func `a replay sets the position anew`() async throws {
        try await withHandlers { api in
            let table = try api.table()
            for number in 1...6 {
                try await api.store.put(Sample.item("k\(number)", "x"), in: table)
            }
            await api.register()
            func lag() async -> Int64? {
                await api.get("/v1/handlers/spike").root?["state"]?["lagRecords"]?.integer
            }
            func replay(_ body: String) async -> Answer {
                await api.send("POST", "/v1/handlers/spike/replay", body: Array(body.utf8))
            }
            #expect(await lag() == 0)
            #expect(await replay(#"{"from":"trim-horizon"}"#).status == 200)
            #expect(await lag() == 6)
            #expect(await replay(#"{"from":"latest"}"#).status == 200)
            #expect(await lag() == 0)
            #expect(await replay(#"{"from":"2000-01-01T00:00:00Z"}"#).status == 200)
            #expect(await lag() == 6)
            #expect(await replay(#"{"from":"999999999999999999999"}"#).status == 200)
            #expect(await lag() == 0)
            #expect(await replay("{}").problem == .invalid("from"))
            #expect(await replay(#"{"from":"x"}"#).problem == .invalid("from"))
            #expect(await replay(#"{"from":"latest","to":1}"#).problem == .invalid("to"))
        }
    }

    @Test func `the state says how far it has come in each shard and how far behind it is`()
        async throws
    {
        let monitor = FakeMonitor()
        try await withHandlers(monitor) { api in
            await api.register()
            let table = try api.table()
            for number in 1...20 {
                try await api.store.put(Sample.item("k\(number)", "x"), in: table)
            }
            api.clock.advance(seconds: 90)
            let id = try #require(table.stream)
            let stream = try #require(api.store.stream(id))
            let handler = try api.handler()
            var lags: [Int64] = []
            for shard in 0..<2 {
                let (records, position) = try api.store.read { snapshot throws(StoreError) in
                    (
                        try snapshot.changes(
                            of: id, shard: shard, after: .zero, limit: 99, bytesMax: 1 << 20
                        ).records,
                        try snapshot.progress(of: handler.id, shard: shard)?.position
                    )
                }
                try #require(records.count > 2)
                let advance = AdvanceHandler(
                    handler: handler.id, generation: handler.generation, shard: shard,
                    slots: stream.slots(ofShard: shard),
                    from: try #require(position), to: records[1].sequence)
                _ = try await api.store.commit(advance)
                lags.append(Int64(records.count - 2))
            }
            var status = HandlerStatus()
            status.invocations = 5
            status.delivered = 4
            status.lastError = "exit code 3"
            status.lastInvokedAt = Timestamp(microseconds: 1_795_000_001_500_000)
            monitor.report(status)
            let answer = await api.get("/v1/handlers/spike")
            let state = try #require(answer.root?["state"])
            #expect(state["running"]?.boolean == true)
            #expect(state["stream"]?.string == stream.label)
            #expect(state["streamOpen"]?.boolean == true)
            #expect(state["waitsForStream"]?.boolean == false)
            #expect(state["problem"] == nil)
            #expect(state["lagRecords"]?.integer == lags.reduce(0, +))
            #expect(state["lagSeconds"]?.integer == 90)
            let shards = state["shards"]?.elements.map { $0["lagRecords"]?.integer }
            #expect(shards == lags)
            #expect(state["shards"]?.elements.map { $0["position"]?.string?.count } == [21, 21])
            #expect(state["invocations"]?.integer == 5)
            #expect(state["delivered"]?.integer == 4)
            #expect(state["lastError"]?.string == "exit code 3")
            #expect(state["lastInvokedAt"]?.string == "2026-11-18T11:06:41.500000Z")
            #expect(state["lastResult"]?.string == "No records processed")
        }
    }

    @Test func `a handler that is done with a closed stream waits for the next`() async throws {
        try await withHandlers { api in
            await api.register(#""start":"trim-horizon""#)
            let table = try api.table()
            try await api.store.put(Sample.item("k", "x"), in: table)
            func state() async -> [Bool?] {
                let state = await api.get("/v1/handlers/spike").root?["state"]
                return [state?["streamOpen"]?.boolean, state?["waitsForStream"]?.boolean]
            }
            #expect(await state() == [true, false])
            _ = try await api.store.change(
                UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: .off))
            #expect(await state() == [false, false])
            let handler = try api.handler()
            let stream = try #require(api.store.stream(handler.stream))
            for shard in 0..<2 {
                let from = try #require(
                    try api.store.read { snapshot throws(StoreError) in
                        try snapshot.progress(of: handler.id, shard: shard)?.position
                    })
                _ = try await api.store.commit(
                    AdvanceHandler(
                        handler: handler.id, generation: handler.generation, shard: shard,
                        slots: stream.slots(ofShard: shard), from: from,
                        to: api.store.lastSequence))
            }
            #expect(await state() == [false, true])
            let settings = StreamSettings(view: .newImage, shards: 1)
            _ = try await api.store.change(
                UpdateTable(
                    table.id, table.settings, rejectingNoChange: false, stream: .on(settings)))
            // What runs handlers turns it to that one.
            #expect(await state() == [false, false])
        }
    }

    @Test func `a handler that cannot do its work any more says why`() async throws {
        let monitor = FakeMonitor()
        try await withHandlers(monitor) { api in
            await api.register()
            monitor.complain(HandlerProblem(field: "executable", message: "is not there"))
            let state = await api.get("/v1/handlers/spike").root?["state"]
            #expect(state?["problem"]?.string == "executable: is not there.")
        }
    }

    @Test func `sent again while its stream is closed, a definition changes nothing`() async throws
    {
        try await withHandlers { api in
            await api.register()
            let table = try api.table()
            let settings = StreamSettings(view: .newImage, shards: 1)
            for stream in [StreamSwitch.off, .on(settings)] {
                _ = try await api.store.change(
                    UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: stream))
                let handler = try api.handler()
                #expect(await api.register().status == 200)
                #expect(try api.handler() == handler)
            }
        }
    }
}
