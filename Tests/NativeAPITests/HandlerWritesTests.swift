import Commands
import Engine
import HandlerModel
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Writes of a handler's answer") struct HandlerWritesTests {
    private func read(
        _ json: String, _ store: Store, strict: Bool = false
    ) throws -> [ItemWrite] {
        let document = try JSONDocument(parsing: #"{"writes":\#(json)}"#)
        return try HandlerWrites.read(
            try #require(document.root["writes"]), in: store, strict: strict)
    }

    @Test func `all four kinds become writes that do what they say`() async throws {
        try await withHandlers { api in
            let table = try api.table()
            let writes = try read(
                #"""
                [{"table":"clicks","increment":{"key":{"pk":"a","sk":"1"},"add":{"c":2}}},
                 {"table":"clicks","increment":{"key":{"pk":"a","sk":"1"},"add":{"c":3}}},
                 {"table":"clicks","put":{"pk":"b","sk":"1","list":[1,"x",null,{"y":true}]}},
                 {"table":"clicks","put":{"pk":"c","sk":"1"}},
                 {"update":{"key":{"pk":"b","sk":"1"},"expression":"SET #l = :v ADD n :one",
                            "condition":"attribute_exists(#l)","names":{"#l":"list"},
                            "values":{":v":"new",":one":1}},"table":"clicks"},
                 {"table":"clicks","delete":{"key":{"pk":"c","sk":"1"},
                            "condition":"attribute_exists(pk)"}}]
                """#, api.store)
            #expect(writes.count == 6)
            for write in writes { _ = try await api.store.write(write) }
            #expect(try api.item("a", "1") == Sample.item("a", "1", ["c": 5]))
            #expect(try api.item("b", "1") == Sample.item("b", "1", ["list": "new", "n": 1]))
            #expect(try api.item("c", "1") == nil)
            #expect(try api.store.items(of: table).count == 2)
        }
    }

    @Test func `an update can read the key of the item that it makes`() async throws {
        try await withHandlers { api in
            _ = try api.table()
            let writes = try read(
                #"""
                [{"table":"clicks","update":{"key":{"pk":"a","sk":"1"},
                  "expression":"SET b = if_not_exists(b, pk), d = sk"}}]
                """#, api.store)
            for write in writes { _ = try await api.store.write(write) }
            #expect(try api.item("a", "1") == Sample.item("a", "1", ["b": "a", "d": "1"]))
        }
    }

    @Test func `binary keys are base64, elsewhere text is text`() async throws {
        try await withHandlers { api in
            let table = try await api.store.makeTable(
                "blobs", schema: KeySchema(partition: KeyAttribute(name: "id", type: .binary)))
            let write = try read(
                #"[{"table":"blobs","put":{"id":"AAE=","other":"AAE="}}]"#, api.store)[0]
            #expect(write.key == Key(partition: .binary(Binary([0, 1])), sort: nil))
            #expect(write.table == table.id)
            guard case .put(let item) = write.action else { throw UnexpectedReply() }
            #expect(item["id"] == .binary(Binary([0, 1])))
            #expect(item["other"] == .string("AAE="))
        }
    }

    @Test(arguments: [
        ("{}", "writes"), ("[1]", "writes[0]"), ("[{}]", "writes[0].table"),
        (#"[{"table":"clicks"}]"#, "writes[0]"),
        (#"[{"table":"nobody","put":{}}]"#, "writes[0].table"),
        (#"[{"table":"clicks","put":{"pk":"a"}}]"#, "writes[0].put.sk"),
        (#"[{"table":"clicks","put":{"pk":1,"sk":"a"}}]"#, "writes[0].put.pk"),
        (#"[{"table":"clicks","put":{"pk":"a","sk":"b"},"delete":{}}]"#, "writes[0].delete"),
        (#"[{"table":"clicks","remove":{}}]"#, "writes[0].remove"),
        (#"[{"table":"clicks","delete":{}}]"#, "writes[0].delete.key"),
        (
            #"[{"table":"clicks","delete":{"key":{"pk":"a","sk":"b","x":1}}}]"#,
            "writes[0].delete.key.x"
        ),
        (
            #"[{"table":"clicks","delete":{"key":{"pk":"a","sk":"b"},"condition":"x ="}}]"#,
            "writes[0].delete.condition"
        ),
        (
            #"[{"table":"clicks","delete":{"key":{"pk":"a","sk":"b"},"values":{":v":1}}}]"#,
            "writes[0].delete"
        ),
        (
            #"[{"table":"clicks","update":{"key":{"pk":"a","sk":"b"}}}]"#,
            "writes[0].update.expression"
        ),
        (
            #"[{"table":"clicks","update":{"key":{"pk":"a","sk":"b"},"expression":"SET x"}}]"#,
            "writes[0].update.expression"
        ),
        (
            #"[{"table":"clicks","update":{"key":{"pk":"a","sk":"b"},"expression":"REMOVE sk"}}]"#,
            "writes[0].update.expression"
        ),
        (
            #"[{"table":"clicks","increment":{"key":{"pk":"a","sk":"b"},"add":{"c":"x"}}}]"#,
            "writes[0].increment.add.c"
        ),
    ])
    func `what cannot be written is named from the answer's root`(
        json: String, field: String
    ) async throws {
        try await withHandlers { api in
            do {
                _ = try read(json, api.store)
                Issue.record("was read")
            } catch let problem as HandlerProblem {
                #expect(problem.field == field, "\(problem.message)")
            }
        }
    }

    @Test func `conditions know estimates unless the server is strict`() async throws {
        try await withHandlers { (api) async throws in
            let json =
                #"[{"table":"clicks","delete":{"key":{"pk":"a","sk":"b"},"#
                + #""condition":"estimate(u) > :n","values":{":n":5}}}]"#
            #expect(try read(json, api.store).count == 1)
            #expect(throws: HandlerProblem.self) { try read(json, api.store, strict: true) }
        }
    }

    @Test func `ten thousand writes are one answer, one more is too many`() async throws {
        try await withHandlers { (api) async throws in
            let write = #"{"table":"clicks","delete":{"key":{"pk":"a","sk":"b"}}}"#
            func answer(_ count: Int) -> String {
                "[\(Array(repeating: write, count: count).joined(separator: ","))]"
            }
            #expect(try read(answer(Limits.handlerWritesMax), api.store).count == 10_000)
            #expect(throws: HandlerProblem.self) {
                try read(answer(Limits.handlerWritesMax + 1), api.store)
            }
        }
    }
}
