import Engine
import JSON
import NativeAPI
import Platform
import TestSupport
import Testing
import Values

@Suite("Bodies") struct BodyTests {
    @Test(arguments: [
        ("", "the text ends at byte 0, expected a value"),
        ("{", "the text ends at byte 1, expected a member name in quotes or '}'"),
        (#"{"a":1,"a":2}"#, #"duplicate member name "a" at byte 7"#),
        ("nul", "the text ends at byte 3, expected true, false or null"),
    ])
    func `what is not JSON is refused with the place`(body: String, reason: String) async throws {
        try await withClicks { api in
            for answer in [
                await api.post("increment", body), await api.post("increments", body),
                await api.put(body),
            ] {
                #expect(answer.problem == .invalid("body"))
                #expect(answer.detail == "The body is not JSON: \(reason).")
            }
        }
    }

    @Test(arguments: ["[]", "1", "null", #""x""#])
    func `a body is an object`(body: String) async throws {
        try await withClicks { api in
            for answer in [
                await api.post("increment", body), await api.post("increments", body),
                await api.put(body),
            ] {
                #expect(answer.problem == .invalid("body"))
                #expect(answer.detail.hasPrefix("The body: expected an object, found "))
            }
        }
    }

    /// The update, the field of the problem, and the rest of its detail.
    @Test(arguments: [
        (#"{"add":{"c":1}}"#, "key", "missing: an object with the key's attributes"),
        (#"{"key":1,"add":{"c":1}}"#, "key", "expected an object, found a number"),
        (#"{"key":{"pk":"a"},"add":{"c":1}}"#, "key.sk", "missing: a string"),
        (#"{"key":{"sk":"a"},"add":{"c":1}}"#, "key.pk", "missing: a string"),
        (
            #"{"key":{"pk":"a","sk":"b","x":"c"},"add":{"c":1}}"#, "key.x",
            "there is no such member; known are pk, sk"
        ),
        (
            #"{"key":{"pk":"a","sk":7},"add":{"c":1}}"#, "key.sk",
            "expected a string, found a number"
        ),
        (#"{"key":{"pk":"","sk":"b"},"add":{"c":1}}"#, "key.pk", "must not be empty"),
        (#"{"key":{"pk":"a","sk":"b"},"add":[]}"#, "add", "expected an object, found an array"),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":"1"}}"#, "add.c",
            "expected a number, found a string"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"a.b [c]":true}}"#, #"add["a.b [c]"]"#,
            "expected a number, found a boolean"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"":1}}"#, #"add[""]"#,
            "an attribute's name must not be empty"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1e999}}"#, "add.c",
            "Number overflow. Attempting to store a number with magnitude larger than "
                + "supported range"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"sk":1}}"#, "add.sk",
            "sk is part of the key, which cannot change"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"set":{"pk":"x"}}"#, "set.pk",
            "pk is part of the key, which cannot change"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"remove":["x","pk"]}"#, "remove[1]",
            "pk is part of the key, which cannot change"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"remove":"x"}"#, "remove",
            "expected an array, found a string"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"observe":{"u":true}}"#, "observe.u",
            "expected a visitor (a string or a number) or an array of them, found a boolean"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"observe":{"u":["v",["w"]]}}"#, "observe.u[1]",
            "expected a visitor (a string or a number) or an array of them, found an array"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"observe":{"u":{"sketch":"????"}}}"#,
            "observe.u.sketch", "is not padded base64"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"observe":{"u":{"hll":"AAAA"}}}"#, "observe.u.hll",
            "there is no such member; known are sketch"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"}}"#, "body",
            "nothing to do: an update needs add, observe, set, remove or expiresAt"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"adds":{"c":1}}"#, "adds",
            "there is no such member; known are key, add, observe, set, remove, condition, names, "
                + "values, expiresAt, once"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"set":{"x":1,"c":2}}"#, "set.c",
            "c is changed twice in one update"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"set":{"\u0063":2}}"#, "set.c",
            "c is changed twice in one update"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"observe":{"c":1},"remove":["c"]}"#, "remove[0]",
            "c is changed twice in one update"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"remove":["c","c"]}"#, "remove[1]",
            "c is changed twice in one update"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"ttl":1},"expiresAt":1795000000}"#, "add.ttl",
            "ttl is changed twice in one update"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"expiresAt":"tomorrow"}"#, "expiresAt",
            "is not an RFC 3339 time such as 2026-11-22T20:41:07Z"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"once":""}"#, "once", "must not be empty"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"values":{":x":1}}"#, "values",
            "names and values belong to a condition, and there is none"
        ),
        (
            #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"condition":"c ="}"#, "condition",
            #"Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "=""#
        ),
    ])
    func `a wrong part is named by its place`(
        update: String, field: String, detail: String
    ) async throws {
        try await withClicks { (api) async throws in
            let alone = await api.post("increment", update)
            #expect(alone.problem == .invalid(field))
            #expect(alone.detail == "\(field == "body" ? "The body" : field): \(detail).")

            let good = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#
            let separator = field.hasPrefix("[") ? "" : "."
            let place = field == "body" ? "updates[2]" : "updates[2]\(separator)\(field)"
            let batch = await api.batch([good, good, update, good])
            #expect(batch.problem == .invalid(place))
            #expect(batch.detail == "\(place): \(detail).")

            let lines = await api.post("increments", lines: "\(good)\n\n\(good)\n\(update)\n")
            #expect(lines.problem == .invalid(place))
            #expect(lines.detail == "\(place) (line 4): \(detail).")

            #expect(try api.item("a", "b") == nil)
        }
    }

    @Test func `the key takes its types from the table`() async throws {
        try await withNativeAPI { api in
            await api.put(
                #"""
                {"key": {"partition": {"name": "n", "type": "number"},
                         "sort": {"name": "b", "type": "binary"}}}
                """#)
            let answer = await api.post(
                "increment", #"{"key":{"n":1e3,"b":"+/8="},"add":{"c":1}}"#)
            #expect(answer.status == 200)
            #expect(
                await api.get("/v1/tables/clicks/items?pk=1000&sk=%2B/8=").body
                    == #"{"item":{"b":"+/8=","c":1,"n":1000}}"#)
            for (key, field, detail) in [
                (#"{"n":"1","b":"AA=="}"#, "key.n", "expected a number, found a string"),
                (#"{"n":1,"b":1}"#, "key.b", "expected a string in base64, found a number"),
                (#"{"n":1,"b":"A"}"#, "key.b", "is not padded base64"),
                (#"{"n":1,"b":""}"#, "key.b", "must not be empty"),
            ] {
                let answer = await api.post("increment", #"{"key":\#(key),"add":{"c":1}}"#)
                #expect(answer.problem == .invalid(field))
                #expect(answer.detail == "\(field): \(detail).")
            }
        }
    }

    @Test func `a key is as long as DynamoDB allows`() async throws {
        try await withClicks { api in
            for (partition, sort, field) in [
                (2048, 1024, nil), (2049, 1, "key.pk"), (1, 1025, "key.sk"),
            ] {
                let answer = await api.post(
                    "increment",
                    """
                    {"key":{"pk":"\(String(repeating: "x", count: partition))",\
                    "sk":"\(String(repeating: "x", count: sort))"},"add":{"c":1}}
                    """)
                #expect(answer.problem == field.map { .invalid($0) })
            }
        }
    }

    @Test func `a large body is read on another thread with the same result`() async throws {
        try await withClicks { api in
            let padding = String(repeating: " ", count: NativeLimits.inlineBodyBytesMax)
            let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#
            let answer = await api.post("increment", padding + update)
            #expect(answer.body == #"{"duplicate":false,"values":{"c":1}}"#)
            let bad = await api.post("increment", padding + #"{"key":1}"#)
            #expect(bad.problem == .invalid("key"))
            let definition = #"{"key":{"partition":{"name":"id","type":"string"}}}"#
            #expect(await api.put(padding + definition, table: "other").status == 201)
        }
    }

    @Test func `a large body that no thread can take is refused as busy`() async throws {
        try await withClicks { api in
            let pool = ReaderPool(threads: 1)
            pool.close()
            let closed = NativeHarness(
                store: api.store, dispatcher: NativeDispatcher(store: api.store, pool: pool),
                clock: api.clock)
            let padding = String(repeating: " ", count: NativeLimits.inlineBodyBytesMax)
            let answer = await closed.post("increment", padding + "{}")
            #expect(answer.problem == Problem(status: 503, type: "unavailable"))
        }
    }

    @Test func `any JSON at all is answered`() async throws {
        try await withClicks { api in
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            let names = [
                "key", "add", "observe", "set", "remove", "condition", "names", "values",
                "expiresAt",
                "once", "pk", "sk", "source", "sequence", "updates", "at", "series", "x",
            ]
            func value(_ depth: Int) -> String {
                switch Int.random(in: 0..<(depth > 3 ? 6 : 9), using: &random) {
                case 0: return "null"
                case 1: return "true"
                case 2: return "\(Int.random(in: -2...3, using: &random))"
                case 3: return #""a""#
                case 4: return #""\#(names.randomElement(using: &random) ?? "")""#
                case 5: return "1.5"
                case 6:
                    return "["
                        + (0..<Int.random(in: 0...3, using: &random))
                        .map { _ in value(depth + 1) }.joined(separator: ",") + "]"
                default:
                    return "{"
                        + Set((0..<5).compactMap { _ in names.randomElement(using: &random) })
                        .map { #""\#($0)":\#(value(depth + 1))"# }.joined(separator: ",") + "}"
                }
            }
            for _ in 0..<2000 {
                let body = value(0)
                for call in ["increment", "increments"] {
                    let answer = await api.post(call, body)
                    #expect(
                        [200, 400, 409].contains(answer.status), "seed \(random.seed): \(body)")
                    #expect(answer.root != nil)
                }
                #expect([200, 400].contains(await api.put(body).status), "\(body)")
            }
        }
    }
}
