import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Items by an index") struct IndexItemsTests {
    /// Three indexes of a table of links: one of a plain key, one of a key with two and three attributes,
    /// one without sort attributes.
    private static let definition = #"""
        {"key": {"partition": {"name": "link", "type": "string"}}, "indexes": [
         {"name": "byOwner", "key": {"partition": [{"name": "owner", "type": "string"}],
          "sort": [{"name": "c", "type": "number"}]}, "projection": ["title"]},
         {"name": "several", "key": {
          "partition": [{"name": "owner", "type": "string"}, {"name": "year", "type": "number"}],
          "sort": [{"name": "place", "type": "string"}, {"name": "bits", "type": "binary"},
           {"name": "c", "type": "number"}]}},
         {"name": "byBlob", "key": {"partition": [{"name": "bits", "type": "binary"}]},
          "projection": "keys"}]}
        """#

    /// The places of "nasa" in 2026, by clicks: L1 to L6; L7 is another owner's, L8 has no clicks.
    private func withLinks(
        over transport: Transport = .dispatcher, _ body: (NativeHarness) async throws -> Void
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            #expect(await api.put(Self.definition).status == 201)
            for number in 1...8 {
                let owner = number == 7 ? "esa" : "nasa"
                let place = number % 2 == 0 ? "it" : "us"
                let clicks = number == 8 ? "" : #","add":{"c":\#(10 * number)}"#
                let blob = number < 4 ? "AAAA" : "////"
                let answer = await api.post(
                    "increment",
                    #"{"key":{"link":"L\#(number)"},"set":{"owner":"\#(owner)","year":2026,"#
                        + #""place":"\#(place)","title":"T\#(number)","note":"n"}\#(clicks)}"#)
                #expect(answer.status == 200, "\(answer)")
                // Plain JSON has no binary values to set.
                try await api.store.update(
                    Key(partition: .string(Text("L\(number)"))), in: try api.table(),
                    "SET bits = :b",
                    values: [":b": .binary(Binary(Base64.decode(blob) ?? []))])
            }
            try await body(api)
        }
    }

    /// The numbers of the links that were found.
    private func links(_ items: [String]) -> String {
        items.map { item in
            let name = (try? JSONDocument(parsing: Array(item.utf8)))?.root["link"]?.string
            return String(name?.dropFirst() ?? "?")
        }.joined()
    }

    @Test(arguments: [
        ("byOwner&pk=nasa", "123456"), ("byOwner&pk=nasa&reverse=true", "654321"),
        ("byOwner&pk=esa", "7"), ("byOwner&pk=nobody", ""),
        ("byOwner&pk=nasa&from=20", "23456"), ("byOwner&pk=nasa&to=50", "1234"),
        ("byOwner&pk=nasa&from=20&to=50", "234"), ("byOwner&pk=nasa&from=20&to=20", ""),
        ("byOwner&pk=nasa&from=15&to=45.5&reverse=true", "432"),
        ("byOwner&pk=nasa&sk=30", "3"), ("byOwner&pk=nasa&sk=31", ""),
        ("several&pk=nasa&pk=2026", "246135"), ("several&pk=nasa&pk=2025", ""),
        ("several&pk=nasa&pk=2026&sk=us", "135"), ("several&pk=nasa&pk=2026&prefix=i", "246"),
        ("several&pk=nasa&pk=2026&from=j", "135"), ("several&pk=nasa&pk=2026&to=us", "246"),
        ("several&pk=nasa&pk=2026&sk=us&sk=AAAA", "13"),
        ("several&pk=nasa&pk=2026&sk=us&to=AAAB", "13"),
        ("several&pk=nasa&pk=2026&sk=it&sk=////&from=50", "6"),
        ("several&pk=nasa&pk=2026&sk=it&sk=////&sk=40", "4"),
        ("several&pk=nasa&pk=2026&sk=it&reverse=true", "642"),
        ("byBlob&pk=AAAA&limit=7", "123"), ("byBlob&pk=////", "45678"),
    ])
    func `the values of the index's key say which items come`(
        query: String, expected: String
    ) async throws {
        try await withLinks { api in
            for limit in ["", "&limit=1", "&limit=2", "&limit=5"]
            where !query.contains("limit") || limit.isEmpty {
                let pages = await api.pages("/v1/tables/clicks/items?index=\(query)\(limit)")
                let found = links(pages.flatMap { $0 })
                let isOrdered = !query.hasPrefix("byBlob")
                #expect(
                    (isOrdered ? found : String(found.sorted())) == expected, "\(query)\(limit)")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item has what the index projects, or what is asked for`(
        transport: Transport
    ) async throws {
        try await withLinks(over: transport) { api in
            let path = "/v1/tables/clicks/items?index="
            let projected = await api.get(path + "byOwner&pk=esa")
            #expect(
                projected.body
                    == #"{"items":[{"c":70,"link":"L7","owner":"esa","title":"T7"}]}"#)
            let keys = await api.get(path + "byBlob&pk=AAAA&limit=1")
            #expect(keys.items.count == 1)
            #expect(keys.items.allSatisfy { $0.hasPrefix(#"{"bits":"AAAA","link":"L"#) })
            let all = await api.get(path + "several&pk=esa&pk=2026")
            #expect(
                all.items == [
                    #"{"bits":"////","c":70,"link":"L7","note":"n","owner":"esa","place":"us","#
                        + #""title":"T7","year":2026}"#
                ])
            let asked = await api.get(path + "byOwner&pk=esa&attributes=note,link,nothing")
            #expect(asked.items == [#"{"link":"L7","note":"n"}"#])
        }
    }

    @Test func `an index has what was written at once, and nothing else`() async throws {
        try await withLinks { api in
            let path = "/v1/tables/clicks/items?index=byOwner&pk=nasa&attributes=link"
            _ = await api.post("increment", #"{"key":{"link":"L1"},"add":{"c":100}}"#)
            #expect(links(await api.get(path).items) == "234561")
            _ = await api.post("increment", #"{"key":{"link":"L2"},"remove":["owner"]}"#)
            #expect(links(await api.get(path).items) == "34561")
            _ = await api.post("increment", #"{"key":{"link":"L8"},"add":{"c":35}}"#)
            #expect(links(await api.get(path).items) == "384561")
            _ = await api.send("DELETE", "/v1/tables/clicks/items?pk=L4")
            #expect(links(await api.get(path).items) == "38561")
        }
    }

    @Test(arguments: [
        ("index=nothing&pk=a", 404, "index-not-found", "index"),
        ("index=&pk=a", 404, "index-not-found", "index"),
        ("index=byOwner", 400, "invalid-request", "pk"),
        ("index=several&pk=nasa", 400, "invalid-request", "pk"),
        ("index=byOwner&pk=nasa&pk=esa", 400, "invalid-request", "pk"),
        ("index=several&pk=nasa&pk=x", 400, "invalid-request", "pk"),
        ("index=byOwner&pk=", 400, "invalid-request", "pk"),
        ("index=byOwner&pk=nasa&sk=x", 400, "invalid-request", "sk"),
        ("index=byOwner&pk=nasa&sk=1&sk=2", 400, "invalid-request", "sk"),
        ("index=byOwner&pk=nasa&sk=1&from=2", 400, "invalid-request", "from"),
        ("index=byOwner&pk=nasa&prefix=2", 400, "invalid-request", "prefix"),
        ("index=byOwner&pk=nasa&from=3&to=2", 400, "invalid-request", "from"),
        ("index=byBlob&pk=AAAA&sk=1", 400, "invalid-request", "sk"),
        ("index=byBlob&pk=AAAA&to=1", 400, "invalid-request", "to"),
        ("index=byOwner&pk=nasa&limit=0", 400, "invalid-request", "limit"),
        ("index=byOwner&index=several&pk=nasa", 400, "invalid-request", "index"),
        ("pk=L1&pk=L2", 400, "invalid-request", "pk"),
    ])
    func `a wrong request is named`(
        query: String, status: Int, type: String, field: String
    ) async throws {
        try await withLinks { api in
            let answer = await api.get("/v1/tables/clicks/items?\(query)")
            #expect(
                answer.problem == Problem(status: status, type: type, field: field), "\(answer)")
        }
    }

    @Test func `what is wrong is said with the names of index and attributes`() async throws {
        try await withLinks { api in
            let path = "/v1/tables/clicks/items?index="
            #expect(
                await api.get(path + "nothing&pk=a").detail
                    == "Table clicks has no index called nothing.")
            #expect(
                await api.get(path + "several&pk=nasa").detail
                    == "Parameter pk must be given once for each partition attribute of index "
                    + "several: owner, year.")
            #expect(
                await api.get(path + "several&pk=nasa&pk=x").detail
                    .hasPrefix("year is a number, and parameter pk is none"))
        }
    }

    @Test func `a cursor is good for its own request only`() async throws {
        try await withLinks { api in
            let forms = [
                "index=byOwner&pk=nasa", "index=byOwner&pk=esa", "index=byOwner&pk=nasa&from=1",
                "index=byOwner&pk=nasa&to=99", "index=byOwner&pk=nasa&reverse=true",
                "index=several&pk=nasa&pk=2026", "index=several&pk=nasa&pk=2026&sk=it",
                "index=several&pk=nasa&pk=2026&prefix=it", "index=byBlob&pk=AAAA",
            ]
            for form in forms {
                let answer = await api.get("/v1/tables/clicks/items?\(form)&limit=1")
                let cursor = try #require(answer.root?["cursor"]?.string)
                for use in forms {
                    let answer = await api.get("/v1/tables/clicks/items?\(use)&cursor=\(cursor)")
                    #expect(
                        answer.problem == (use == form ? nil : .invalid("cursor")),
                        "\(form), \(use)")
                }
                let rest = await api.get(
                    "/v1/tables/clicks/items?\(form)&cursor=\(cursor)&limit=3&attributes=link")
                #expect(rest.status == 200)
            }
            // An index that is made anew has other items.
            let path = "/v1/tables/clicks/items?index=byOwner&pk=nasa"
            let cursor = try #require(
                await api.get(path + "&limit=1").root?["cursor"]?.string)
            let other = Self.definition.replacing(#", "projection": ["title"]"#, with: "")
            #expect(await api.put(other).status == 200)
            try api.store.reapAll()
            #expect(await api.get(path).status == 200)
            #expect(await api.get(path + "&cursor=\(cursor)").problem == .invalid("cursor"))
        }
    }

    @Test func `a write that does not fit an index is refused with index and attribute`()
        async throws
    {
        try await withLinks { api in
            let words =
                "The item does not fit the key of the index byOwner: c is to be a number, found S."
            let one = await api.post("increment", #"{"key":{"link":"L1"},"set":{"c":"many"}}"#)
            #expect(one.problem == Problem(status: 409, type: "update-refused", field: nil))
            #expect(one.detail == words)
            let batch = await api.batch([
                #"{"key":{"link":"L2"},"add":{"c":1}}"#, #"{"key":{"link":"L1"},"set":{"c":"x"}}"#,
            ])
            #expect(
                batch.problem == Problem(status: 409, type: "update-refused", field: "updates[1]"))
            #expect(batch.detail == "updates[1]: \(words)")
            #expect(
                await api.get("/v1/tables/clicks/items?index=byOwner&pk=nasa&sk=20").items.count
                    == 1)
        }
    }

    @Test func `an event that does not fit an index is refused with index and attribute`()
        async throws
    {
        try await withNativeAPI { api in
            let made = await api.put(
                #"""
                {"key": {"partition": {"name": "pk", "type": "string"},
                 "sort": {"name": "sk", "type": "string"}},
                 "series": {"granularities": [{"name": "all", "prefix": "A#"}]},
                 "indexes": [{"name": "byClicks", "key": {
                  "partition": [{"name": "sk", "type": "string"}],
                  "sort": [{"name": "c", "type": "binary"}]}}]}
                """#)
            #expect(made.status == 201)
            let answer = await api.batch(
                [#"{"at":"2026-11-18T11:06:40Z","series":["a"],"add":{"c":1}}"#], to: "events")
            #expect(answer.status == 409)
            #expect(
                answer.detail.hasSuffix(
                    "The item does not fit the key of the index byClicks: c is to be a binary, "
                        + "found N."), "\(answer)")
        }
    }

    @Test func `an item past its time to live is in no page`() async throws {
        try await withNativeAPI { api in
            _ = await api.put(
                #"""
                {"key": {"partition": {"name": "link", "type": "string"}},
                 "timeToLive": {"attribute": "ttl"}, "indexes": [
                 {"name": "byOwner", "key": {"partition": [{"name": "owner", "type": "string"}]}}]}
                """#)
            for (link, ttl) in [("a", 1_794_999_999), ("b", 1_900_000_000), ("c", 1_794_999_998)] {
                _ = await api.post(
                    "increment",
                    #"{"key":{"link":"\#(link)"},"set":{"owner":"o","ttl":\#(ttl)}}"#)
            }
            for limit in ["", "&limit=1"] {
                let pages = await api.pages(
                    "/v1/tables/clicks/items?index=byOwner&pk=o\(limit)&attributes=link")
                #expect(pages.flatMap { $0 } == [#"{"link":"b"}"#])
            }
        }
    }
}
