import Commands
import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Changing tables") struct TableChangeTests {
    private func definition(_ members: String = "") -> String {
        #"{"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}"#
            + members + "}"
    }

    @Test func `the same definition again changes nothing`() async throws {
        try await withNativeAPI { api in
            let text = definition(#","timeToLive":{"attribute":"ttl"},"tags":{"a":"b"}"#)
            let made = await api.put(text)
            api.clock.advance(seconds: 60)
            let table = try api.table()
            let again = await api.put(text)
            #expect(made.status == 201)
            #expect(again.status == 200)
            #expect(again.body == made.body)
            #expect(try api.table() == table)
        }
    }

    @Test func `what GET answers can be changed and sent back`() async throws {
        try await withNativeAPI { api in
            await api.put(definition(#","timeToLive":{"attribute":"ttl"},"strict":true"#))
            _ = await api.post("increment", #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#)
            let body = await api.get("/v1/tables/clicks").body
            let changed = body.replacing(#""strict":true"#, with: #""strict":false"#)
            #expect(changed != body)
            let answer = await api.put(changed)
            #expect(answer.status == 200)
            #expect(answer.body == changed)
        }
    }

    @Test func `a definition is whole: what it leaves out is as in a new table`() async throws {
        try await withNativeAPI { api in
            let bare = await api.put(definition())
            let full = await api.put(
                definition(
                    #"""
                    ,"timeToLive":{"attribute":"ttl","mode":"lazy"},"strict":true,
                    "deletionProtection":true,"once":{"retention":"1h"},"tags":{"a":"b"},
                    "sketches":{"default":9},
                    "series":{"granularities":[{"name":"all","prefix":"A#"}]}
                    """#))
            #expect(full.status == 200)
            #expect(full.body != bare.body)
            #expect(await api.put(definition()).body == bare.body)
        }
    }

    @Test func `throughput that DynamoDB's tools asked for stays`() async throws {
        try await withNativeAPI { api in
            var made = TableDefinition(name: "clicks", uuid: "x", keySchema: Sample.schema)
            made.settings.provisioned = .init(readUnits: 5, writeUnits: 6)
            _ = try await api.store.change(CreateTable(made))
            let answer = await api.put(definition())
            #expect(answer.status == 200)
            #expect(answer.root?["settings"]?["provisioned"]?["readUnits"]?.integer == 5)
            #expect(await api.put(answer.body).body == answer.body)
        }
    }

    @Test func `another key is refused, and the answer says which one there is`() async throws {
        try await withNativeAPI { (api) async throws in
            await api.put(definition())
            let answer = await api.put(#"{"key":{"partition":{"name":"id","type":"number"}}}"#)
            #expect(
                answer.problem == Problem(status: 409, type: "key-schema-differs", field: "key"))
            #expect(
                answer.detail == "The key of a table cannot be changed; its partition key is pk, "
                    + "a string, its sort key sk, a string.")
            #expect(try api.table().keySchema == Sample.schema)
        }
    }

    @Test func `settings that are tags for DynamoDB's tools are settings here`() async throws {
        try await withNativeAPI { api in
            await api.put(
                definition(
                    #","timeToLive":{"attribute":"ttl","mode":"lazy"},"strict":true,"tags":{"a":"b"}"#
                ))
            let table = try api.table()
            #expect(table.tags[ReservedTag.strict] == "on")
            #expect(table.tags[ReservedTag.timeToLive] == "lazy")
            let root = await api.get("/v1/tables/clicks").root
            #expect(root?["tags"]?.count == 1)
        }
    }

    @Test func `tags have their number`() async throws {
        try await withNativeAPI { api in
            func tags(_ count: Int) -> String {
                #""tags":{"# + (0..<count).map { #""t\#($0)":"""# }.joined(separator: ",") + "}"
            }
            #expect(await api.put(definition(",\(tags(51))")).problem == .invalid("tags"))
            let strict = await api.put(definition(#","strict":true,\#(tags(50))"#))
            #expect(strict.problem == .invalid("tags"))
            #expect(strict.detail == "tags: there may be 49 tags, found 50.")
            #expect(api.store.tables == [])
            #expect(await api.put(definition(",\(tags(50))")).status == 201)
        }
    }

    @Test func `a deleted table is described as it was`() async throws {
        try await withNativeAPI { api in
            await api.put(definition(#","tags":{"a":"b"}"#))
            _ = await api.post("increment", #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#)
            let before = await api.get("/v1/tables/clicks")
            let deleted = await api.send("DELETE", "/v1/tables/clicks")
            #expect(deleted.status == 200)
            #expect(deleted.body == before.body)
            #expect(deleted.root?["itemCount"]?.integer == 1)
            let missing = Problem(status: 404, type: "table-not-found", field: "table")
            #expect(await api.get("/v1/tables/clicks").problem == missing)
            #expect(await api.send("DELETE", "/v1/tables/clicks").problem == missing)
            let new = await api.put(definition())
            #expect(new.status == 201)
            #expect(new.root?["id"]?.string == "id-2")
            #expect(new.root?["itemCount"]?.integer == 0)
        }
    }

    @Test func `a protected table is not deleted`() async throws {
        try await withNativeAPI { api in
            await api.put(definition(#","deletionProtection":true"#))
            let refused = await api.send("DELETE", "/v1/tables/clicks")
            #expect(
                refused.problem == Problem(status: 409, type: "deletion-protected", field: "table"))
            await api.put(definition())
            #expect(await api.send("DELETE", "/v1/tables/clicks").status == 200)
        }
    }
}
