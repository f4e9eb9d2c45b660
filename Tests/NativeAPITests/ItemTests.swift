import Commands
import Engine
import Model
import NativeAPI
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("One item") struct ItemTests {
    @Test(arguments: Transport.allCases)
    func `values are plain JSON`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable()
            let big = try Number(parsing: "12345678901234567890.123456789012345678")
            let tiny = try Number(parsing: "-1e-40")
            try await api.store.put(
                Sample.item(
                    "a", "b",
                    [
                        "big": .number(big), "tiny": .number(tiny), "text": "\"é\"\n",
                        "bytes": .binary(Binary([0, 255, 62])), "yes": .boolean(true),
                        "none": .null,
                        "list": .list([1, "x", .list([]), .map([:])]),
                        "map": .map(["k": .map(["n": 1])]),
                        "texts": .stringSet(SortedSet(merging: ["b", "a"])),
                        "numbers": .numberSet(SortedSet(merging: [10, 9, big])),
                        "blobs": .binarySet(SortedSet(merging: [Binary([1]), Binary([])])),
                    ]), in: table)
            let answer = await api.get("/v1/tables/clicks/items?pk=a&sk=b")
            #expect(answer.status == 200)
            #expect(
                answer.body == #"""
                    {"item":{"big":12345678901234567890.123456789012345678,"blobs":["","AQ=="],\#
                    "bytes":"AP8+","list":[1,"x",[],{}],"map":{"k":{"n":1}},"none":null,\#
                    "numbers":[9,10,12345678901234567890.123456789012345678],"pk":"a","sk":"b",\#
                    "text":"\"é\"\n","texts":["a","b"],\#
                    "tiny":-0.0000000000000000000000000000000000000001,"yes":true}}
                    """#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `keys take their type from the table`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable(
                "typed",
                schema: KeySchema(
                    partition: KeyAttribute(name: "n", type: .number),
                    sort: KeyAttribute(name: "b", type: .binary)))
            try await api.store.put(["n": 1000, "b": .binary(Binary([0xFB, 0xFF]))], in: table)
            let item = #"{"item":{"b":"+/8=","n":1000}}"#
            for pk in ["1000", "1e3", "1000.0", "%2B1000"] {
                #expect(await api.get("/v1/tables/typed/items?pk=\(pk)&sk=%2B/8=").body == item)
            }
            let noNumber = await api.get("/v1/tables/typed/items?pk=ten&sk=%2B/8=")
            #expect(noNumber.problem == .invalid("pk"))
            #expect(noNumber.detail.contains("ten"))
            for sk in ["+/8=", "%2B/8", "x", "-_8="] {
                let answer = await api.get("/v1/tables/typed/items?pk=1&sk=\(sk)")
                #expect(answer.problem == .invalid("sk"))
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item that is not there, or not any more, is not found`(
        transport: Transport
    ) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable()
            _ = try await api.store.change(EnableTimeToLive(table.id, attribute: "end"))
            let end = Value.number(Number(api.clock.seconds + 5))
            try await api.store.put(Sample.item("a", "b", ["end": end]), in: table)
            let missing = Problem(status: 404, type: "item-not-found")
            #expect(await api.get("/v1/tables/clicks/items?pk=a&sk=c").problem == missing)
            #expect(await api.get("/v1/tables/clicks/items?pk=a&sk=b").status == 200)
            api.clock.advance(seconds: 6)
            #expect(await api.get("/v1/tables/clicks/items?pk=a&sk=b").problem == missing)
        }
    }

    @Test(arguments: Transport.allCases)
    func `without a sort key, pk names one item`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            let table = try await api.store.makeTable(
                "flat", schema: KeySchema(partition: KeyAttribute(name: "id", type: .string)))
            try await api.store.put(["id": "a", "c": 1], in: table)
            #expect(
                await api.get("/v1/tables/flat/items?pk=a").body == #"{"item":{"c":1,"id":"a"}}"#)
            for name in ["sk", "from", "to", "prefix", "limit", "cursor", "reverse"] {
                let answer = await api.get("/v1/tables/flat/items?pk=a&\(name)=1")
                #expect(answer.problem == .invalid(name))
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `a key is given, not empty and not too long`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            _ = try await api.store.makeTable()
            #expect(await api.get("/v1/tables/clicks/items").problem == .invalid("pk"))
            #expect(await api.get("/v1/tables/clicks/items?sk=a").problem == .invalid("pk"))
            #expect(await api.get("/v1/tables/clicks/items?pk=").problem == .invalid("pk"))
            #expect(
                await api.get("/v1/tables/clicks/items?pk=a&sk").problem == .invalid("sk"))
            for (name, rest, limit) in [("pk", "sk=a", 2048), ("sk", "pk=a", 1024)] {
                let fits = String(repeating: "x", count: limit)
                let target = "/v1/tables/clicks/items?\(rest)&\(name)=\(fits)"
                #expect(await api.get(target).status == 404)
                let answer = await api.get(target + "x")
                #expect(answer.problem == .invalid(name))
                #expect(answer.detail.contains("\(limit) are allowed"))
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `pk and sk leave nothing to range over`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            _ = try await api.store.makeTable()
            for name in ["from", "to", "prefix", "limit", "cursor", "reverse"] {
                let answer = await api.get("/v1/tables/clicks/items?pk=a&sk=b&\(name)=1")
                #expect(answer.problem == .invalid(name))
            }
        }
    }
}
