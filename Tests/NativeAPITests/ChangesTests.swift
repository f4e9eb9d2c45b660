import API
import Commands
import Engine
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Changes") struct ChangesTests {
    @Test func `each change comes in its order, with what the view tells of it`() async throws {
        try await withStream { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "x", ["c": 1]), in: table)
            try await api.store.update(
                Sample.key("a", "x"), in: table, "ADD c :one", values: [":one": 1])
            // Nothing changed, so nothing is told.
            try await api.store.put(Sample.item("a", "x", ["c": 2]), in: table)
            api.clock.advance(seconds: 1)
            try await api.store.delete(Sample.key("a", "x"), in: table)
            let answer = await api.changes("?from=trim-horizon")
            #expect(answer.response.contentType == .events)
            let reader = ChangeReader(try #require(answer.response.stream))
            let part = try #require(await reader.part())
            let events = ServerEvent.parse(part)
            let ids = try events.map { try #require($0.id) }
            #expect(ids == ids.sorted() && Set(ids).count == 3)
            let key = #""key":{"pk":"a","sk":"x"}"#
            let one = #"{"c":1,"pk":"a","sk":"x"}"#
            let two = #"{"c":2,"pk":"a","sk":"x"}"#
            let times = events.map { String($0.data.split(separator: "\"")[7]) }
            #expect(times.first?.hasPrefix("2026-11-18T11:06:40.") == true)
            #expect(times.last?.hasPrefix("2026-11-18T11:06:41") == true)
            #expect(
                part == """
                    id: \(ids[0])
                    event: change
                    data: {"kind":"insert","at":"\(times[0])",\(key),"new":\(one)}

                    id: \(ids[1])
                    event: change
                    data: {"kind":"modify","at":"\(times[1])",\(key),"old":\(one),"new":\(two)}

                    id: \(ids[2])
                    event: change
                    data: {"kind":"remove","at":"\(times[2])",\(key),"old":\(two)}


                    """)
            reader.close()
        }
    }

    @Test func `a stream of changes tells differences, and sketches by their estimate`()
        async throws
    {
        try await withStream("changes") { api in
            for (add, visitor) in [(2, "v1"), (3, "v2")] {
                let answer = await api.post(
                    "increment",
                    #"{"key":{"pk":"a","sk":"x"},"add":{"c":\#(add)},"observe":{"u":"\#(visitor)"}}"#
                )
                #expect(answer.status == 200)
            }
            let reader = try await api.follow("?from=trim-horizon")
            let events = await reader.events(2)
            #expect(
                events[0].data.hasSuffix(
                    #""key":{"pk":"a","sk":"x"},"new":{"c":2,"estimate(u)":1}}"#), "\(events)")
            #expect(
                events[1].data.hasSuffix(
                    #""key":{"pk":"a","sk":"x"},"old":{"c":2,"estimate(u)":1},"#
                        + #""new":{"c":5,"estimate(u)":2.000000004967054},"#
                        + #""deltas":{"c":3,"estimate(u)":1.000000004967054}}"#), "\(events)")
            reader.close()
        }
    }

    @Test func `an item that its time to live ended is told as expired`() async throws {
        try await withStream("keys-only") { api in
            let end = api.clock.seconds + 10
            try await api.store.put(
                Sample.item("a", "x", ["ttl": .number(Number(end))]), in: try api.table())
            let reader = try await api.follow("?from=latest")
            _ = await reader.part()
            api.clock.advance(seconds: 11)
            _ = try api.store.reap()
            let events = await reader.events(1)
            #expect(events.first?.data.hasPrefix(#"{"kind":"remove","expired":true,"at":"#) == true)
            #expect(events.first?.data.hasSuffix(#","key":{"pk":"a","sk":"x"}}"#) == true)
            reader.close()
        }
    }

    @Test func `who wants what is new is told where that begins, and can go on from there`()
        async throws
    {
        try await withStream { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "old"), in: table)
            let reader = try await api.follow()
            let opening = try #require(await reader.part())
            #expect(ServerEvent.parse(opening).isEmpty)
            let id = try #require(opening.split(separator: "\n").last?.dropFirst("id: ".count))
            try await api.store.put(Sample.item("a", "new"), in: table)
            let events = await reader.events(1)
            #expect(events.map(\.data).first?.contains(#""sk":"new"#) == true)
            reader.close()
            // Cut off before the first event, it misses nothing.
            let again = try await api.follow("?from=latest", lastEventID: String(id))
            #expect(await again.events(1) == events)
            again.close()
        }
    }

    @Test func `a reader goes on after any event, whatever from says`() async throws {
        try await withStream { api in
            let table = try api.table()
            for number in 0..<20 {
                try await api.store.put(Sample.item("a", Text("\(number)")), in: table)
            }
            let first = try await api.follow("?from=trim-horizon")
            let all = await first.events(20)
            first.close()
            for count in 1..<20 {
                let id = try #require(all[count - 1].id)
                let reader = try await api.follow("?from=trim-horizon", lastEventID: id)
                #expect(await reader.events(20 - count) == Array(all[count...]))
                reader.close()
                let other = try await api.follow("?from=\(id)")
                #expect(await other.events(20 - count) == Array(all[count...]))
                other.close()
            }
        }
    }

    @Test func `what is too much for one page comes in several`() async throws {
        try await withStream { api in
            let table = try api.table()
            for start in stride(from: 0, to: 2500, by: 100) {
                let writes = try (start..<start + 100).map {
                    try table.putting(Sample.item("a", Text("\($0)")))
                }
                _ = try await api.store.commit(Transaction(writes: writes))
            }
            let reader = try await api.follow("?from=trim-horizon")
            var sizes: [Int] = []
            var ids: [String] = []
            while ids.count < 2500, let part = await reader.part() {
                let events = ServerEvent.parse(part)
                sizes.append(events.count)
                ids += events.compactMap(\.id)
            }
            #expect(sizes.max() == NativeLimits.changesPerPageMax)
            #expect(ids == ids.sorted() && Set(ids).count == 2500)
            reader.close()
        }
    }

    @Test func `readers see every change of several writers in order, while they write`()
        async throws
    {
        try await withStream { api in
            let table = try api.table()
            let latest = try await api.follow("?from=latest&prefix=k2")
            _ = await latest.part()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for number in 1...100 {
                            let item = Sample.item(
                                Text("k\(writer)"), "x", ["n": .number(Number(Int64(number)))])
                            try await api.store.put(item, in: table)
                        }
                    }
                }
                group.addTask {
                    let events = await latest.events(100)
                    ChangesTests.check(events, of: "k2")
                    latest.close()
                }
                group.addTask {
                    let all = try await api.follow("?from=trim-horizon")
                    let events = await all.events(400)
                    all.close()
                    for writer in 0..<4 {
                        ChangesTests.check(
                            events.filter { $0.data.contains(#""key":{"pk":"k\#(writer)""#) },
                            of: "k\(writer)")
                    }
                    let ids = events.compactMap(\.id)
                    #expect(ids == ids.sorted() && Set(ids).count == 400)
                }
                try await group.waitForAll()
            }
            #expect(api.dispatcher.changeReaders == 0)
        }
    }

    private static func check(_ events: [ServerEvent], of key: String) {
        #expect(events.count == 100)
        for (index, event) in events.enumerated() {
            #expect(event.data.contains(#""new":{"n":\#(index + 1),"pk":"\#(key)""#), "\(event)")
        }
    }

    @Test func `when there is nothing to tell, a heart-beat says so and where the reader stands`()
        async throws
    {
        try await withStream { api in
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            let reader = try await api.follow("?from=trim-horizon")
            let last = try #require(await reader.events(1).last?.id)
            // Those behind a beat, before the task hears of its end, count for the next one.
            var total = 0
            for beats in 1...2 {
                async let beat = reader.part()
                // The clock of the event loop.
                let ticking = Task {
                    var ticks = 0
                    while !Task.isCancelled {
                        reader.stream.tick()
                        ticks += 1
                        await Task.yield()
                    }
                    return ticks
                }
                #expect(await beat == ":\nid: \(last)\n\n")
                ticking.cancel()
                total += await ticking.value
                #expect(total >= beats * NativeLimits.heartBeatSeconds)
            }
            reader.close()
        }
    }

    @Test func `a filter lets only keys through that begin so`() async throws {
        try await withStream { api in
            let table = try api.table()
            for key: Text in ["link#1", "link#2", "lin", "site#1", "link#1"] {
                try await api.store.put(Sample.item(key, "x", ["k": .string(key)]), in: table)
            }
            try await api.store.put(Sample.item("link#1", "y"), in: table)
            let reader = try await api.follow("?from=trim-horizon&prefix=link%23")
            let events = await reader.events(3)
            #expect(
                events.map { $0.data.contains(#""pk":"link#1""#) } == [true, false, true])
            reader.close()
        }
    }

    @Test func `a prefix of a binary key is base64, and a number has none`() async throws {
        try await withNativeAPI { api in
            for type in ["binary", "number"] {
                let answer = await api.put(
                    #"{"key":{"partition":{"name":"id","type":"\#(type)"}},"stream":{"view":"keys-only"}}"#,
                    table: type)
                #expect(answer.status == 201, "\(answer)")
            }
            let table = try api.table("binary")
            for bytes: [UInt8] in [[1, 2, 3], [1, 3], [1, 2]] {
                try await api.store.put(["id": .binary(Binary(bytes))], in: table)
            }
            let reader = try await api.follow("?from=trim-horizon&prefix=AQI%3D", table: "binary")
            let events = await reader.events(2)
            for (event, key) in zip(events, ["AQID", "AQI="]) {
                #expect(event.data.hasSuffix(#""key":{"id":"\#(key)"}}"#))
            }
            reader.close()
            for (table, prefix) in [("binary", "A"), ("binary", ""), ("number", "1")] {
                let answer = await api.changes("?prefix=\(prefix)", table: table)
                #expect(answer.problem == .invalid("prefix"))
            }
        }
    }

    @Test func `what cannot be followed is refused before it begins`() async throws {
        try await withStream { api in
            await api.put(
                #"{"key":{"partition":{"name":"id","type":"string"}}}"#, table: "quiet")
            let off = await api.changes(table: "quiet")
            #expect(off.problem == Problem(status: 409, type: "stream-off", field: "table"))
            #expect(off.detail.contains("\"stream\": {"))
            #expect(off.response.stream == nil)
            let unknown = await api.changes(table: "nothing")
            #expect(
                unknown.problem == Problem(status: 404, type: "table-not-found", field: "table"))
            for from in ["", "now", "1", "00000000000000000000x", "9999999999999999999999"] {
                #expect(await api.changes("?from=\(from)").problem == .invalid("from"), "\(from)")
            }
            for id in ["x", "99999999999999999999999"] {
                let answer = await api.changes(lastEventID: id)
                #expect(answer.problem == .invalid("Last-Event-ID"))
            }
            // A reader who has been here before is not spared it.
            let both = await api.changes("?from=now", lastEventID: "000000000000000000001")
            #expect(both.problem == .invalid("from"))
            #expect(await api.changes("?limit=1").problem == .invalid("limit"))
            #expect(api.dispatcher.changeReaders == 0)
        }
    }

    @Test func `the id of another table's event is refused`() async throws {
        try await withStream { api in
            await api.put(
                #"{"key":{"partition":{"name":"id","type":"string"}},"stream":{"view":"changes"}}"#,
                table: "other")
            let reader = try await api.follow("?from=latest", table: "other")
            let opening = try #require(await reader.part())
            reader.close()
            let id = String(try #require(opening.split(separator: "\n").last).dropFirst(4))
            #expect(id.utf8.count == 21 + 9)
            let own = try await api.follow("?from=\(id)", table: "other")
            own.close()
            let header = await api.changes(lastEventID: id)
            #expect(header.problem == .invalid("Last-Event-ID"))
            #expect(header.detail.contains("another table"))
            #expect(await api.changes("?from=\(id)").problem == .invalid("from"))
            for bad in ["\(id)0", String(id.dropLast()), id.replacing(".", with: ".."), "\(id)."] {
                #expect(
                    await api.changes(lastEventID: bad, table: "other").problem
                        == .invalid("Last-Event-ID"), "\(bad)")
            }
        }
    }

    @Test func `no proxy is to gather events before it passes them on`() async throws {
        try await withStream { api in
            let headers = await api.changes().response.headers
            #expect(headers.contains { $0.name == "X-Accel-Buffering" && $0.value == "no" })
            #expect(headers.contains { $0.name == "Cache-Control" && $0.value == "no-store" })
        }
    }

    @Test func `there is room for so many readers, and for another one when one leaves`()
        async throws
    {
        try await withStream { api in
            var readers: [ChangeReader] = []
            for _ in 0..<NativeLimits.changeReadersMax { readers.append(try await api.follow()) }
            let refused = await api.changes()
            #expect(refused.problem == Problem(status: 503, type: "unavailable"))
            readers.removeLast().close()
            readers.append(try await api.follow())
            for reader in readers { reader.close() }
            #expect(api.dispatcher.changeReaders == 0)
        }
    }

    @Test func `what a closed reader had asked for is forgotten`() async throws {
        try await withStream { api in
            let reader = try await api.follow("?from=trim-horizon")
            reader.stream.next(on: ImmediateLane.shared) { part in
                Issue.record("\(String(describing: part)) was delivered")
            }
            reader.close()
            // Closed twice, it still counts once.
            reader.close()
            try await api.store.put(Sample.item("a", "x"), in: try api.table())
            #expect(api.dispatcher.changeReaders == 0)
        }
    }
}
