import API
import Commands
import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Tables") struct TableTests {
    @Test func `a table is described whole`() async throws {
        try await withNativeAPI { api in
            var definition = TableDefinition(
                name: "clicks", uuid: "7f0c", keySchema: Sample.schema)
            definition.tags = ["b": "2", "a": "ü"]
            definition.settings.deletionProtection = true
            definition.settings.provisioned = .init(readUnits: 5, writeUnits: 6)
            definition.settings.onDemand = .init(maxReadUnits: 7, maxWriteUnits: 8)
            definition.settings.tableClass = "STANDARD"
            definition.settings.encryption = .init(type: "KMS", keyID: "k")
            let table = try await api.store.change(CreateTable(definition))
            _ = try await api.store.change(EnableTimeToLive(table.id, attribute: "expires"))
            let change = try await api.store.put(
                Sample.item("a", "b", ["c": 12, "s": "xyz"]), in: table)
            let answer = await api.get("/v1/tables/clicks")
            #expect(answer.status == 200)
            #expect(answer.response.contentType == .json)
            #expect(
                answer.body == """
                    {"name":"clicks","id":"7f0c","createdAt":"2026-11-18T11:06:40Z",\
                    "key":{"partition":{"name":"pk","type":"string"},\
                    "sort":{"name":"sk","type":"string"}},\
                    "itemCount":1,"bytes":\(change.new?.size ?? 0),\
                    "timeToLive":{"attribute":"expires","mode":"exact"},\
                    "strict":false,"deletionProtection":true,"once":{"retention":"1d"},\
                    "tags":{"a":"ü","b":"2"},"sketches":{"default":12},\
                    "settings":{"provisioned":{"readUnits":5,"writeUnits":6},\
                    "onDemand":{"maxReadUnits":7,"maxWriteUnits":8},"tableClass":"STANDARD",\
                    "encryption":{"type":"KMS","keyId":"k"}}}
                    """)
        }
    }

    @Test func `what a table does not have is left out`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable(
                "n", schema: KeySchema(partition: KeyAttribute(name: "id", type: .number)))
            #expect(
                await api.get("/v1/tables/n").body == """
                    {"name":"n","id":"test","createdAt":"2026-11-18T11:06:40Z",\
                    "key":{"partition":{"name":"id","type":"number"}},"itemCount":0,"bytes":0,\
                    "strict":false,"deletionProtection":false,"once":{"retention":"1d"},\
                    "tags":{},"sketches":{"default":12}}
                    """)
        }
    }

    @Test func `tables are listed by name, page by page`() async throws {
        try await withNativeAPI { api in
            #expect(await api.get("/v1/tables").body == #"{"tables":[]}"#)
            for name: Text in ["bbb", "ccc", "aaa"] { _ = try await api.store.makeTable(name) }
            func names(_ target: String) async -> [String] {
                let root = await api.get(target).root
                let names = root?["tables"]?.elements.compactMap { $0["name"]?.string } ?? []
                return names + (root?["cursor"]?.string == nil ? [] : ["more"])
            }
            #expect(await names("/v1/tables") == ["aaa", "bbb", "ccc"])
            #expect(await names("/v1/tables?limit=3") == ["aaa", "bbb", "ccc"])
            #expect(await names("/v1/tables?limit=2") == ["aaa", "bbb", "more"])
            let cursor = try #require(
                await api.get("/v1/tables?limit=2").root?["cursor"]?.string)
            #expect(await names("/v1/tables?limit=2&cursor=\(cursor)") == ["ccc"])
            // Where it stands need not be there any more.
            _ = await api.send("DELETE", "/v1/tables/bbb")
            _ = try await api.store.makeTable("bbc")
            #expect(await names("/v1/tables?cursor=\(cursor)") == ["bbc", "ccc"])
            for none in ["bbb", "", "zzz"] {
                let answer = await api.get("/v1/tables?cursor=\(none)")
                #expect(answer.problem == .invalid("cursor"), "\(none)")
            }
        }
    }

    @Test(arguments: ["0", "101", "-1", "+5", "1.0", "", "x", "99999999999999999999"])
    func `a limit out of bounds is refused with its bounds`(limit: String) async throws {
        try await withNativeAPI { api in
            let answer = await api.get("/v1/tables?limit=\(limit)")
            #expect(answer.problem == .invalid("limit"))
            #expect(answer.detail.contains("from 1 to \(NativeLimits.tablesPerPageMax)"))
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000001Z"), (951_782_399, "2000-02-28T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"),
        (1_709_164_800, "2024-02-29T00:00:00Z"), (1_735_689_599, "2024-12-31T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (4_107_456_000, "2100-02-28T00:00:00Z"),
    ])
    func `a table's age is a date of the calendar`(seconds: Int, text: String) async throws {
        let clock = ManualTime(seconds: Int64(seconds))
        try await withStore(time: clock) { store in
            _ = try await store.makeTable()
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let api = NativeHarness(
                store: store, dispatcher: NativeDispatcher(store: store, pool: pool), clock: clock)
            let root = await api.get("/v1/tables/clicks").root
            #expect(root?["createdAt"]?.string == text)
        }
    }
}
