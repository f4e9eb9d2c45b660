import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Definitions of indexes") struct IndexDefinitionTests {
    private static let key = """
        "key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}
        """

    private func put(_ indexes: String, over api: NativeHarness) async -> Answer {
        await api.put("{\(Self.key),\"indexes\":\(indexes)}")
    }

    private func indexes(of answer: Answer) -> String {
        answer.root?["indexes"].map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? ""
    }

    @Test func `a definition makes a table with its indexes, and the answer has them`() async throws
    {
        try await withNativeAPI { api in
            let answer = await put(
                #"""
                [{"name": "byOwner", "key": {"partition": [{"name": "owner", "type": "string"}],
                  "sort": [{"name": "c", "type": "number"}]}, "projection": ["title", "a"]},
                 {"name": "all", "key": {"partition": [{"name": "owner", "type": "string"},
                  {"name": "blob", "type": "binary"}], "sort": []}},
                 {"name": "keys", "key": {"partition": [{"name": "sk", "type": "string"}]},
                  "projection": "keys"}]
                """#, over: api)
            #expect(answer.status == 201)
            let written = #"""
                [{"name":"byOwner","key":{"partition":[{"name":"owner","type":"string"}],\#
                "sort":[{"name":"c","type":"number"}]},"projection":["title","a"],\#
                "status":"active","itemCount":0,"bytes":0},\#
                {"name":"all","key":{"partition":[{"name":"owner","type":"string"},\#
                {"name":"blob","type":"binary"}]},"projection":"all",\#
                "status":"active","itemCount":0,"bytes":0},\#
                {"name":"keys","key":{"partition":[{"name":"sk","type":"string"}]},\#
                "projection":"keys","status":"active","itemCount":0,"bytes":0}]
                """#
            #expect(indexes(of: answer) == written)
            let table = try api.table()
            #expect(table.indexes.map(\.scope) == [.global, .global, .global])
            #expect(
                table.index(named: "byOwner")?.projection == .include(["title", "a"]))
            // What the server tells is a definition again, and putting it changes nothing.
            let again = await api.put(answer.body)
            #expect(again.status == 200)
            #expect(again.body == answer.body)
            #expect(try api.table() == table)
            #expect(await api.get("/v1/tables/clicks").body == answer.body)
            #expect(
                await api.get("/v1/tables").body == #"{"tables":[\#(answer.body)]}"#)
        }
    }

    @Test func `figures of an index are exact`() async throws {
        try await withNativeAPI { api in
            _ = await put(
                #"""
                [{"name": "byOwner", "key": {"partition": [{"name": "owner", "type": "string"}]},
                  "projection": "keys"}]
                """#, over: api)
            for (sort, owner) in [("a", #""nasa""#), ("b", #""esa""#)] {
                _ = await api.post(
                    "increment",
                    #"{"key":{"pk":"p","sk":"\#(sort)"},"set":{"owner":\#(owner)}}"#)
            }
            _ = await api.post("increment", #"{"key":{"pk":"p","sk":"c"},"add":{"n":1}}"#)
            let answer = await api.get("/v1/tables/clicks")
            #expect(answer.root?["itemCount"]?.integer == 3)
            let index = try #require(answer.root?["indexes"]?.elements.first { _ in true })
            #expect(index["itemCount"]?.integer == 2)
            // "pk" + "p", "sk" + "a", "owner" + "nasa"; the same with "b" and "esa".
            #expect(index["bytes"]?.integer == 29)
            let deleted = await api.send("DELETE", "/v1/tables/clicks")
            #expect(deleted.body == answer.body)
        }
    }

    /// The indexes of a definition, the field of the problem, and its detail's end.
    @Test(arguments: [
        (#"{}"#, "indexes", "expected an array, found an object"),
        (#"[1]"#, "indexes[0]", "expected an object, found a number"),
        (#"[{}]"#, "indexes[0].name", "missing: the index's name"),
        (
            #"[{"name":"abc"}]"#, "indexes[0].key",
            "missing: an object with partition and maybe sort attributes"
        ),
        (
            #"[{"name":"abc","key":{}}]"#, "indexes[0].key.partition",
            "missing: an array of objects with name and type"
        ),
        (
            #"[{"name":"abc","keys":{}}]"#, "indexes[0].keys",
            "there is no such member; known are name, key, projection"
        ),
        (
            #"[{"name":"ab","key":{"partition":[{"name":"a","type":"string"}]}}]"#,
            "indexes[0].name",
            "an index's name has 3 to 255 of a-z, A-Z, 0-9, _, . and -"
        ),
        (
            #"[{"name":"a b","key":{"partition":[{"name":"a","type":"string"}]}}]"#,
            "indexes[0].name",
            "an index's name has 3 to 255 of a-z, A-Z, 0-9, _, . and -"
        ),
        (
            #"[{"name":"abc","key":{"partition":[]}}]"#, "indexes[0].key.partition",
            "there must be 1 to 4 attributes, found 0"
        ),
        (
            #"[{"name":"abc","key":{"partition":{"name":"a","type":"string"}}}]"#,
            "indexes[0].key.partition", "expected an array, found an object"
        ),
        (
            #"[{"name":"abc","key":{"partition":[{"name":"a","type":"text"}]}}]"#,
            "indexes[0].key.partition[0].type",
            "must be string, number or binary, found text"
        ),
        (
            #"""
            [{"name":"abc","key":{"partition":[{"name":"a","type":"string"}],
            "sort":[{"name":"a","type":"string"}]}}]
            """#,
            "indexes[0].key.sort[0].name", "a is there twice"
        ),
        (
            #"[{"name":"abc","key":{"partition":[{"name":"sk","type":"number"}]}}]"#,
            "indexes[0].key.partition[0].type", "sk is a string in another key"
        ),
        (
            #"""
            [{"name":"abc","key":{"partition":[{"name":"a","type":"string"}]}},
            {"name":"abd","key":{"partition":[{"name":"a","type":"binary"}]}}]
            """#,
            "indexes[1].key.partition[0].type", "a is a string in another key"
        ),
        (
            #"""
            [{"name":"abc","key":{"partition":[{"name":"a","type":"string"}]}},
            {"name":"abc","key":{"partition":[{"name":"b","type":"binary"}]}}]
            """#,
            "indexes[1].name", "abc is there twice"
        ),
        (
            #"[{"name":"abc","key":{"partition":[{"name":"a","type":"string"}]},"#
                + #""projection":"some"}]"#,
            "indexes[0].projection", "must be all, keys or an array of attributes"
        ),
        (
            #"[{"name":"abc","key":{"partition":[{"name":"a","type":"string"}]},"#
                + #""projection":[]}]"#,
            "indexes[0].projection", "there must be 1 to 20 attributes, found 0"
        ),
        (
            #"[{"name":"abc","key":{"partition":[{"name":"a","type":"string"}]},"#
                + #""projection":["b","b"]}]"#,
            "indexes[0].projection[1]", "b is there twice"
        ),
    ])
    func `a wrong member is named, with what it may be`(
        indexes: String, field: String, detail: String
    ) async throws {
        try await withNativeAPI { api in
            let answer = await put(indexes, over: api)
            #expect(answer.problem == .invalid(field))
            #expect(answer.detail == "\(field): \(detail).")
            #expect(api.store.tables == [])
        }
    }

    private func index(_ number: Int, _ projection: String = #""all""#) -> String {
        #"{"name":"index\#(number)","key":{"partition":[{"name":"a\#(number)","type":"string"}]},"#
            + #""projection":\#(projection)}"#
    }

    private func list(_ indexes: some Sequence<String>) -> String {
        "[\(indexes.joined(separator: ","))]"
    }

    @Test func `a table has so many indexes, and these name so many attributes`() async throws {
        try await withNativeAPI { api in
            let most = Limits.globalIndexesMax
            #expect(await put(list((0..<most).map { index($0) }), over: api).status == 201)
            let more = await put(list((0...most).map { index($0) }), over: api)
            #expect(more.problem == .invalid("indexes"))
            #expect(more.detail == "indexes: a table may have 20 indexes.")
            let table = try api.table()
            #expect(table.indexes.count == most)
            let many = await put(list((0..<26).map { index($0) }), over: api)
            #expect(many.detail == "indexes: there may be 25, found 26.")
            let names = "[\((0..<20).map { "\"n\($0)\"" }.joined(separator: ","))]"
            let wide = await put(list((0..<6).map { index($0, names) }), over: api)
            #expect(wide.problem == .invalid("indexes[5].projection"))
        }
    }

    @Test func `a definition adds and removes indexes of a table that has items`() async throws {
        try await withNativeAPI { api in
            _ = await put(list([index(1), index(2)]), over: api)
            _ = await api.post(
                "increment", #"{"key":{"pk":"p","sk":"s"},"set":{"a1":"x","a3":"y"}}"#)
            let answer = await put(list([index(2), index(3)]), over: api)
            #expect(answer.status == 200)
            let status = answer.root?["indexes"]?.elements.map { $0["status"]?.string ?? "" }
            #expect(status == ["active", "creating"])
            #expect(
                await api.get("/v1/tables/clicks/items?index=index1&pk=x").problem
                    == Problem(status: 404, type: "index-not-found", field: "index"))
            let unready = await api.get("/v1/tables/clicks/items?index=index3&pk=y")
            #expect(
                unready.problem == Problem(status: 409, type: "index-not-ready", field: "index"))
            try api.store.reapAll()
            let found = await api.get("/v1/tables/clicks/items?index=index3&pk=y")
            #expect(found.body == #"{"items":[{"a1":"x","a3":"y","pk":"p","sk":"s"}]}"#)
            // A definition is whole: without indexes there are none.
            let none = await api.put("{\(Self.key)}")
            #expect(none.root?["indexes"] == nil)
            #expect(try api.table().indexes.isEmpty)
        }
    }
}
