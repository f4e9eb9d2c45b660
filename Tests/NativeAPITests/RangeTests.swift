import Commands
import Engine
import JSON
import Model
import NativeAPI
import Platform
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Ranges") struct RangeTests {
    /// Runs `body` with a partition of these sort keys beside two others.
    private func withSortKeys(
        _ keys: [Text], _ body: (NativeHarness) async throws -> Void
    ) async throws {
        try await withNativeAPI { api in
            let table = try await api.store.makeTable()
            for key in keys + ["zz"] { try await api.store.put(Sample.item("p", key), in: table) }
            _ = try await api.store.delete(Sample.key("p", "zz"), in: table)
            for partition: Text in ["o", "q"] {
                try await api.store.put(Sample.item(partition, "b"), in: table)
            }
            try await body(api)
        }
    }

    private func item(_ sort: String) -> String { #"{"pk":"p","sk":"\#(sort)"}"# }

    private let letters: [Text] = ["c", "a", "e", "b", "d"]

    @Test(arguments: [
        ("", "abcde"), ("&from=b", "bcde"), ("&to=d", "abc"), ("&from=b&to=d", "bc"),
        ("&from=bb&to=dd", "cd"), ("&from=c&to=c", ""), ("&from=x", ""), ("&to=a", ""),
        ("&reverse=true", "edcba"), ("&from=b&to=d&reverse=true", "cb"),
        ("&from=b&reverse=true", "edcb"), ("&to=d&reverse=true", "cba"),
        ("&reverse=false", "abcde"),
        ("&prefix=c", "c"), ("&prefix=cc", ""),
    ])
    func `from is included, to is not`(query: String, expected: String) async throws {
        try await withSortKeys(letters) { api in
            let wanted = expected.map { item(String($0)) }
            for limit in ["", "&limit=1", "&limit=2", "&limit=5"] {
                let pages = await api.pages("/v1/tables/clicks/items?pk=p\(query)\(limit)")
                #expect(pages.flatMap { $0 } == wanted, "\(limit)")
            }
        }
    }

    @Test func `a page says where to go on, and the last one does not`() async throws {
        try await withSortKeys(letters) { api in
            let first = await api.get("/v1/tables/clicks/items?pk=p&limit=2")
            let cursor = try #require(first.root?["cursor"]?.string)
            #expect(
                first.body == #"{"items":[\#(item("a")),\#(item("b"))],"cursor":"\#(cursor)"}"#)
            let rest = await api.get("/v1/tables/clicks/items?pk=p&cursor=\(cursor)")
            #expect(rest.body == #"{"items":[\#(item("c")),\#(item("d")),\#(item("e"))]}"#)
            let none = await api.get("/v1/tables/clicks/items?pk=nobody")
            #expect(none.body == #"{"items":[]}"#)
        }
    }

    @Test func `the excluded bound takes no place in a page`() async throws {
        try await withSortKeys(letters) { api in
            let up = await api.get("/v1/tables/clicks/items?pk=p&from=b&to=d&limit=3")
            #expect(up.body == #"{"items":[\#(item("b")),\#(item("c"))]}"#)
            let down = await api.get(
                "/v1/tables/clicks/items?pk=p&from=b&to=d&limit=1&reverse=true")
            #expect(down.items == [item("c")])
        }
    }

    @Test(arguments: Transport.allCases)
    func `only the attributes that are asked for come`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable()
            let more: Item = [
                "c": 7, "n.a": -1, "\"": "\n", "u": .binary(Binary([0, 1])), "é": .null,
            ]
            try await api.store.put(Sample.item("p", "a", more), in: table)
            try await api.store.put(Sample.item("p", "b", ["d": 1]), in: table)
            func items(_ attributes: String) async -> [String] {
                await api.get("/v1/tables/clicks/items?pk=p&attributes=\(attributes)").items
            }
            #expect(await items("sk,c") == [#"{"c":7,"sk":"a"}"#, #"{"sk":"b"}"#])
            #expect(await items("%C3%A9,%22,n.a") == [#"{"\"":"\n","n.a":-1,"é":null}"#, "{}"])
            #expect(await items("u,unknown") == [#"{"u":"AAE="}"#, "{}"])
            let one = await api.get("/v1/tables/clicks/items?pk=p&sk=a&attributes=c")
            #expect(one.body == #"{"item":{"c":7}}"#)
            let page = await api.get("/v1/tables/clicks/items?pk=p&attributes=c&limit=1")
            let cursor = try #require(page.root?["cursor"]?.string)
            let rest = await api.get(
                "/v1/tables/clicks/items?pk=p&attributes=d&limit=1&cursor=\(cursor)")
            #expect(rest.items == [#"{"d":1}"#])
            for bad in ["", "c,", "c,c", ","] {
                let answer = await api.get("/v1/tables/clicks/items?pk=p&attributes=\(bad)")
                #expect(answer.problem == .invalid("attributes"))
            }
            let many = (0...100).map { "a\($0)" }.joined(separator: ",")
            let answer = await api.get("/v1/tables/clicks/items?pk=p&attributes=\(many)")
            #expect(answer.problem == .invalid("attributes"))
        }
    }

    @Test(arguments: Transport.allCases, [1000, 60_000])
    func `a page of any size is answered whole, wherever it is read`(
        transport: Transport, size: Int
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable()
            let text = Text(String(repeating: "x", count: size))
            for sort: Text in ["a", "b", "c"] {
                try await api.store.put(Sample.item("p", sort, ["t": .string(text)]), in: table)
            }
            let answer = await api.get("/v1/tables/clicks/items?pk=p&attributes=sk")
            #expect(answer.items == ["a", "b", "c"].map { #"{"sk":"\#($0)"}"# })
        }
    }

    @Test func `a cursor is good for its own request only`() async throws {
        try await withSortKeys(letters) { api in
            let other = try await api.store.makeTable("other")
            try await api.store.put(Sample.item("p", "b"), in: other)
            let forms = [
                "clicks/items?pk=p", "clicks/items?pk=o", "other/items?pk=p",
                "clicks/items?pk=p&from=a", "clicks/items?pk=p&to=z", "clicks/items?pk=p&from=b",
                "clicks/items?pk=p&from=a&to=z", "clicks/items?pk=p&prefix=a",
                "clicks/items?pk=p&reverse=true", "clicks/items?pk=p&from=a&reverse=true",
            ]
            for form in forms {
                let answer = await api.get("/v1/tables/\(form)&limit=1")
                guard let cursor = answer.root?["cursor"]?.string else { continue }
                for use in forms {
                    let answer = await api.get("/v1/tables/\(use)&cursor=\(cursor)")
                    #expect(
                        answer.problem == (use == form ? nil : .invalid("cursor")),
                        "\(form), \(use)")
                }
                // How much is told of how many may change.
                let rest = await api.get(
                    "/v1/tables/\(form)&cursor=\(cursor)&limit=3&attributes=sk")
                #expect(rest.status == 200)
                #expect(await api.get("/v1/tables?cursor=\(cursor)").problem == .invalid("cursor"))
                #expect(
                    await api.get("/v1/handlers?cursor=\(cursor)").problem == .invalid("cursor"))
            }
            let list = await api.get("/v1/tables?limit=1")
            let cursor = try #require(list.root?["cursor"]?.string)
            for use in forms.map({ "/tables/\($0)&" }) + ["/handlers?"] {
                let answer = await api.get("/v1\(use)cursor=\(cursor)")
                #expect(answer.problem == .invalid("cursor"), "\(use)")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `a cursor says nothing of a table that was made anew`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let definition = #"""
                {"key":{"partition":{"name":"pk","type":"string"},
                        "sort":{"name":"sk","type":"string"}}}
                """#
            var cursors: [String?] = []
            for _ in 0..<2 {
                await api.put(definition)
                for sort: Text in ["a", "b"] {
                    try await api.store.put(Sample.item("p", sort), in: try api.table())
                }
                let page = await api.get("/v1/tables/clicks/items?pk=p&limit=1")
                cursors.append(page.root?["cursor"]?.string)
                if cursors.count == 1 { _ = await api.send("DELETE", "/v1/tables/clicks") }
            }
            let old = try #require(cursors[0])
            let new = try #require(cursors[1])
            let base = "/v1/tables/clicks/items?pk=p&cursor="
            #expect(await api.get(base + old).problem == .invalid("cursor"))
            #expect(await api.get(base + new).items.count == 1)
        }
    }

    @Test func `a prefix ends where the next begins`() async throws {
        try await withSortKeys(["m#1", "m#2", "m", "m$", "d#1"]) { api in
            let pages = await api.pages("/v1/tables/clicks/items?pk=p&prefix=m%23&limit=1")
            #expect(pages.flatMap { $0 } == [item("m#1"), item("m#2")])
        }
    }

    @Test func `parameters that contradict each other are refused`() async throws {
        try await withSortKeys([]) { api in
            let base = "/v1/tables/clicks/items?pk=p"
            for (query, field) in [
                ("&from=b&to=a", "from"), ("&prefix=a&from=a", "prefix"),
                ("&prefix=a&to=a", "prefix"),
                ("&limit=0", "limit"), ("&limit=1001", "limit"), ("&reverse=yes", "reverse"),
                ("&reverse=", "reverse"), ("&from=", "from"), ("&to=", "to"),
                ("&prefix=", "prefix"),
                ("&from=\(String(repeating: "x", count: 1025))", "from"),
            ] {
                #expect(await api.get(base + query).problem == .invalid(field), "\(query)")
            }
        }
    }

    @Test func `a cursor that no answer gave is refused`() async throws {
        try await withSortKeys(["a"]) { api in
            _ = try await api.store.makeTable(
                "numbers",
                schema: KeySchema(
                    partition: KeyAttribute(name: "p", type: .string),
                    sort: KeyAttribute(name: "n", type: .number)))
            let first = await api.get("/v1/tables/clicks/items?pk=p&limit=1")
            let good = try #require(first.root?["cursor"]?.string)
            for bad in ["", "x", "AQ", "AAAA", "\(good)AA", "=", "%00", String(good.dropLast(2))] {
                let answer = await api.get("/v1/tables/clicks/items?pk=p&cursor=\(bad)")
                #expect(answer.problem == .invalid("cursor"), "\(bad)")
            }
            let foreign = await api.get("/v1/tables/numbers/items?pk=p&cursor=\(good)")
            #expect(foreign.problem == .invalid("cursor"))
            let prefix = await api.get("/v1/tables/numbers/items?pk=p&prefix=1")
            #expect(prefix.problem == .invalid("prefix"))
        }
    }

    @Test(arguments: Transport.allCases)
    func `a page of large items ends before its limit`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable()
            let large = Value.string(Text(String(repeating: "x", count: 300_000)))
            for number in 0..<6 {
                try await api.store.put(Sample.item("p", "\(number)", ["v": large]), in: table)
            }
            let pages = await api.pages("/v1/tables/clicks/items?pk=p&limit=100")
            #expect(pages.map(\.count) == [4, 2])
        }
    }

    @Test(arguments: Transport.allCases)
    func `any range of numbers, walked in any pages, is what sorting and cutting gives`(
        transport: Transport
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable(
                "numbers",
                schema: KeySchema(
                    partition: KeyAttribute(name: "p", type: .string),
                    sort: KeyAttribute(name: "n", type: .number)))
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            let stored = Set((0..<30).map { _ in Int64.random(in: -40...40, using: &random) })
            for number in stored {
                try await api.store.put(
                    ["p": "p", "n": .number(Number(number))], in: table)
            }
            for _ in 0..<200 {
                let bounds = [
                    Int64.random(in: -45...45, using: &random),
                    Int64.random(in: -45...45, using: &random),
                ].sorted()
                let from = Bool.random(using: &random) ? bounds[0] : nil
                let to = Bool.random(using: &random) ? bounds[1] : nil
                let isReversed = Bool.random(using: &random)
                let limit = Int.random(in: 1...7, using: &random)
                let inside = stored.sorted().filter { $0 >= from ?? .min && $0 < to ?? .max }
                let wanted = (isReversed ? inside.reversed() : inside).map {
                    #"{"n":\#($0),"p":"p"}"#
                }
                let query =
                    "pk=p&limit=\(limit)&reverse=\(isReversed)" + (from.map { "&from=\($0)" } ?? "")
                    + (to.map { "&to=\($0)" } ?? "")
                let pages = await api.pages("/v1/tables/numbers/items?\(query)")
                #expect(pages.flatMap { $0 } == wanted, "seed \(random.seed): \(query)")
                #expect(pages.allSatisfy { $0.count <= limit })
            }
        }
    }
}
