import Engine
import Expressions
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Deleting over HTTP") struct DeletionTests {
    private func delete(_ api: NativeHarness, _ target: String) async -> Answer {
        await api.send("DELETE", "/v1/tables/clicks/\(target)")
    }

    private func fill(_ api: NativeHarness, _ sorts: [String], _ partition: Text = "a") async throws
    {
        let table = try api.table()
        for sort in sorts {
            try await api.store.put(Sample.item(partition, Text(sort), ["c": 1]), in: table)
        }
    }

    private func sorts(_ api: NativeHarness) throws -> [Value?] {
        try api.store.items(of: try api.table()).map { $0["sk"] }
    }

    @Test(arguments: Transport.allCases)
    func `one item is deleted, and once more without complaint`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            try await fill(api, ["b", "c"])
            #expect(await delete(api, "items?pk=a&sk=b").body == #"{"deleted":1,"more":false}"#)
            #expect(await delete(api, "items?pk=a&sk=b").body == #"{"deleted":0,"more":false}"#)
            #expect(try sorts(api) == ["c"])
            #expect(await delete(api, "items").problem == .invalid("pk"))
            #expect(await delete(api, "items?pk=a&sk=b&from=a").problem == .invalid("from"))
            #expect(await delete(api, "items?pk=a&prefix=b&from=a").problem == .invalid("prefix"))
            #expect(await delete(api, "items?pk=a&from=b&to=a").problem == .invalid("from"))
        }
    }

    @Test(arguments: Transport.allCases)
    func `a range is deleted in steps, and nothing beside it`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            try await fill(api, (10..<40).map { "d#\($0)" } + ["c", "e"])
            try await fill(api, ["d#10"], "b")
            let answer = await delete(api, "items?pk=a&from=d%2312&to=d%2315")
            #expect(answer.body == #"{"deleted":3,"more":false}"#)
            var deleted: Int64 = 0
            var steps = 0
            var hasMore = true
            while hasMore {
                let answer = await delete(api, "items?pk=a&prefix=d%23&limit=10")
                deleted += answer.root?["deleted"]?.integer ?? 0
                hasMore = answer.root?["more"]?.boolean ?? false
                steps += 1
            }
            #expect(deleted == 27)
            #expect(steps <= 4)
            #expect(try Set(sorts(api)) == ["c", "d#10", "e"])
            #expect(await delete(api, "items?pk=a&all=true").body == #"{"deleted":2,"more":false}"#)
            #expect(try sorts(api) == ["d#10"])
        }
    }

    @Test(arguments: Transport.allCases)
    func `a series is deleted in all granularities, and what lies beside its buckets stays`(
        transport: Transport
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            await api.put(WrongElementTests.clicks)
            for (number, hour) in ["20", "21"].enumerated() {
                let event =
                    #"{"at":"2026-11-22T\#(hour):41:07Z","series":["s","t"],"add":{"c":1}}"#
                let answer = await api.batch(
                    [event], to: "events", sequence: Int64(number + 1))
                #expect(answer.status == 200, "\(answer)")
            }
            try await fill(api, ["h#note", "META"], "s")
            var deleted: Int64 = 0
            var hasMore = true
            while hasMore {
                let answer = await delete(api, "series?series=s")
                deleted += answer.root?["deleted"]?.integer ?? 0
                hasMore = answer.root?["more"]?.boolean ?? false
            }
            #expect(deleted == 3)
            #expect(
                await delete(api, "series?series=s").body == #"{"deleted":0,"more":false}"#)
            let left = try api.store.items(of: try api.table())
            #expect(left.filter { $0["pk"] == "s" }.count == 2)
            #expect(left.filter { $0["pk"] == "t" }.count == 3)
            #expect(await delete(api, "series").problem == .invalid("series"))
        }
    }

    @Test(arguments: Transport.allCases)
    func `a sort key that is left out deletes nothing`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            try await fill(api, ["b", "c"])
            for query in ["", "&limit=10", "&all=false", "&sk="] {
                #expect(
                    await delete(api, "items?pk=a\(query)").problem == .invalid("sk"), "\(query)")
            }
            for query in ["all=true&sk=b", "all=true&from=b", "all=1", "prefix=b&all=true"] {
                #expect(
                    await delete(api, "items?pk=a&\(query)").problem == .invalid("all"), "\(query)")
            }
            #expect(try sorts(api) == ["b", "c"])
            // What a client made from the contract sends with every request.
            #expect(
                await delete(api, "items?pk=a&sk=b&all=false&limit=1000").body
                    == #"{"deleted":1,"more":false}"#)
            #expect(
                await delete(api, "items?pk=a&all=true").body == #"{"deleted":1,"more":false}"#)
        }
    }

    /// What only looks like a bucket of `h#yyyyMMddHH`: as long, without digits or a date that is one.
    private static let lookalikes = [
        "h#last-visit", "h#20261122ab", "h#2026112224", "h#2026023020", "h#2026130120",
        "h#0000010100", "h#20261122\u{00FC}", "h#", "A#x",
    ]

    @Test(arguments: Transport.allCases)
    func `items as long as a bucket's key outlive the series`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            await api.put(WrongElementTests.clicks)
            let event = #"{"at":"2026-11-22T20:41:07Z","series":["s"],"add":{"c":1}}"#
            #expect(await api.batch([event], to: "events", sequence: 1).status == 200)
            try await fill(api, Self.lookalikes, "s")
            #expect(await delete(api, "series?series=s").body == #"{"deleted":2,"more":false}"#)
            let left = try sorts(api).compactMap { $0 }
            #expect(Set(left) == Set(Self.lookalikes.map { .string(Text($0)) }))
        }
    }

    @Test(arguments: Transport.allCases)
    func `many series go in one step, and a step is no larger than its limit`(
        transport: Transport
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            await api.put(WrongElementTests.clicks)
            let names = (0..<100).map { "s\($0)" }
            let series = names.map { "\"\($0)\"" }.joined(separator: ",")
            let event = #"{"at":"2026-11-22T20:41:07Z","series":[\#(series)],"add":{"c":1}}"#
            #expect(await api.batch([event], to: "events", sequence: 1).status == 200)
            let query = names.map { "series=\($0)" }.joined(separator: "&")
            #expect(
                await delete(api, "series?\(query)&limit=30").body
                    == #"{"deleted":30,"more":true}"#)
            #expect(
                await delete(api, "series?\(query)").body == #"{"deleted":170,"more":false}"#)
            #expect(
                await delete(api, "series?\(query)").body == #"{"deleted":0,"more":false}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `buckets are found behind any number of other items`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            await api.put(WrongElementTests.clicks)
            let table = try api.table()
            let long = Value.string(Text(String(repeating: "x", count: 300_000)))
            for number in 0..<12 {
                let item = Sample.item("s", Text("h#!\(number)"), ["text": long])
                try await api.store.put(item, in: table)
            }
            try await fill(api, ["h#2026112220"], "s")
            #expect(await delete(api, "series?series=s").body == #"{"deleted":1,"more":false}"#)
            #expect(try sorts(api).count == 12)
        }
    }

    @Test func `a stream tells of what is deleted`() async throws {
        try await withStream { api in
            try await fill(api, ["b"])
            _ = await delete(api, "items?pk=a&all=true")
            let reader = try await api.follow("?from=trim-horizon")
            let events = await reader.events(2)
            #expect(events.last?.data.contains(#""kind":"remove""#) == true, "\(events)")
            reader.close()
        }
    }
}
