import Commands
import Engine
import HandlerModel
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Definitions of handlers") struct HandlerDefinitionTests {
    @Test func `what is left out has its default, and is told`() async throws {
        try await withHandlers { api in
            let answer = await api.register()
            #expect(answer.status == 201)
            #expect(
                answer.body == """
                    {"name":"spike","table":"clicks","executable":"spike.py","arguments":[],\
                    "environment":{},"mode":"stay","filters":[],"batchSize":100,\
                    "batchWindow":"0s","lanes":1,"start":"latest","retries":10,\
                    "maximumAge":null,"bisect":true,"partialFailures":false,"window":"0s",\
                    "timeout":"30s","memoryMegabytes":1024,"onFailure":"file:spike",\
                    "paused":false,"id":"id-2","createdAt":"2026-11-18T11:06:40.000001Z",\
                    "changedAt":"2026-11-18T11:06:40.000001Z"}
                    """)
        }
    }

    private static let whole = #"""
        {"name":"a.b-c_1","table":"clicks","executable":"x/y.sh","arguments":["-v",""],\#
        "environment":{"HANDLER_A":"1","HANDLER_B":""},"mode":"once",\#
        "filters":[{"eventName":["a b\" \\",null]},{}],"batchSize":10000,\#
        "batchWindow":"5m","lanes":10,"start":"trim-horizon","retries":null,\#
        "maximumAge":"7d","bisect":false,"partialFailures":true,"window":"0s",\#
        "timeout":"15m","memoryMegabytes":64,"onFailure":"https://a.example/x?y=1",\#
        "paused":true
        """#

    @Test func `everything that is said is kept, and an answer can be sent back`() async throws {
        try await withHandlers { api in
            let answer = await api.register(whole: Self.whole + "}")
            #expect(answer.status == 201, "\(answer)")
            #expect(answer.body.hasPrefix(Self.whole), "\(answer)")
            let described = await api.get("/v1/handlers/a.b-c_1")
            #expect(described.body.hasPrefix(Self.whole))
            let again = await api.register(whole: described.body)
            #expect(again.status == 200)
            #expect(again.body == answer.body)
        }
    }

    @Test func `blanks between the parts of a pattern are not kept`() async throws {
        try await withHandlers { (api) async throws in
            let answer = await api.register(
                "\"filters\": [{ \"a\" :\n\t[ \" \\\" x\" , {\"exists\" : true} ] }]")
            #expect(answer.status == 201, "\(answer)")
            #expect(
                try api.handler().definition.filters
                    == [#"{"a":[" \" x",{"exists":true}]}"#])
        }
    }

    @Test(arguments: [
        (#""batchSize":0"#, "batchSize"), (#""batchSize":10001"#, "batchSize"),
        (#""batchWindow":"301s""#, "batchWindow"), (#""batchWindow":5"#, "batchWindow"),
        (#""lanes":11"#, "lanes"), (#""lanes":0"#, "lanes"),
        (#""lanes":2,"window":"1m""#, "lanes"), (#""window":"901s""#, "window"),
        (#""retries":-1"#, "retries"), (#""retries":10001"#, "retries"),
        (#""maximumAge":"59s""#, "maximumAge"), (#""maximumAge":"8d""#, "maximumAge"),
        (#""timeout":"0s""#, "timeout"), (#""timeout":"16m""#, "timeout"),
        (#""memoryMegabytes":15"#, "memoryMegabytes"), (#""mode":"twice""#, "mode"),
        (#""start":"yesterday""#, "start"), (#""start":"12""#, "start"), (#""start":1"#, "start"),
        (#""bisect":1"#, "bisect"), (#""paused":null"#, "paused"),
        (#""arguments":["a",1]"#, "arguments[1]"), (#""arguments":["a\u0000"]"#, "arguments[0]"),
        (#""environment":{"HANDLER_A":1}"#, "environment.HANDLER_A"),
        (#""environment":{"":"x"}"#, "environment[\"\"]"),
        (#""environment":{"HANDLER_A=B":"x"}"#, "environment.HANDLER_A=B"),
        (#""environment":{"HANDLER_A":"","PATH":"/tmp"}"#, "environment.PATH"),
        (#""environment":{"LD_PRELOAD":"x"}"#, "environment.LD_PRELOAD"),
        (#""environment":{"handler_a":"x"}"#, "environment.handler_a"),
        (#""environment":{"QUIPU_PROCESS":"x"}"#, "environment.QUIPU_PROCESS"),
        (#""filters":["x"]"#, "filters[0]"), (#""filters":{}"#, "filters"),
        (#""filters":[{},{},{},{},{},{}]"#, "filters"),
        (#""onFailure":"spike""#, "onFailure"), (#""onFailure":"file:../x""#, "onFailure"),
        (#""onFailure":"http://""#, "onFailure"), (#""onFailure":"http:///x""#, "onFailure"),
        (#""onFailure":"https://a b/""#, "onFailure"), (#""onFailure":"table:c""#, "onFailure"),
        (#""onFailure":"table:clicks""#, "onFailure"), (#""onFailure":"table:other""#, "onFailure"),
        (#""onFailure":1"#, "onFailure"), (#""retry":1"#, "retry"),
    ])
    func `a part that cannot be is named`(members: String, field: String) async throws {
        try await withHandlers { api in
            let answer = await api.register(members)
            #expect(answer.problem == .invalid(field), "\(answer)")
            #expect(answer.detail.hasPrefix("\(field): "), "\(answer)")
            #expect(api.store.handlers == [])
        }
    }

    @Test(arguments: [
        (#"{"table":"clicks","executable":"x"}"#, "name"),
        (#"{"name":"a","executable":"x"}"#, "table"),
        (#"{"name":"a","table":"clicks"}"#, "executable"),
        (#"{"name":"","table":"clicks","executable":"x"}"#, "name"),
        (#"{"name":".a","table":"clicks","executable":"x"}"#, "name"),
        (#"{"name":"a/b","table":"clicks","executable":"x"}"#, "name"),
        (#"{"name":"a","table":"nobody","executable":"x"}"#, "table"),
        (#"{"name":"a","table":"clicks","executable":"/bin/sh"}"#, "executable"),
        (#"{"name":"a","table":"clicks","executable":"../x"}"#, "executable"),
        (#"{"name":"a","table":"clicks","executable":"x/./y"}"#, "executable"),
        (#"{"name":"a","table":"clicks","executable":""}"#, "executable"), ("[]", "body"),
        ("{", "body"),
    ])
    func `what it must have is asked for`(definition: String, field: String) async throws {
        try await withHandlers { api in
            #expect(await api.register(whole: definition).problem == .invalid(field))
        }
    }

    @Test func `names of 65 bytes are too long`() async throws {
        try await withHandlers { api in
            #expect(await api.register(name: String(repeating: "n", count: 64)).status == 201)
            let answer = await api.register(name: String(repeating: "n", count: 65))
            #expect(answer.problem == .invalid("name"))
        }
    }

    @Test func `a time becomes the place before the first record of it`() async throws {
        try await withHandlers { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "1"), in: table)
            api.clock.advance(seconds: 10)
            try await api.store.put(Sample.item("a", "2"), in: table)
            let stream = try #require(table.stream)
            let records = try api.store.read { snapshot throws(StoreError) in
                try snapshot.changes(
                    of: stream, after: .zero, limit: 10, bytesMax: 1 << 20
                ).records
            }
            #expect(records.count == 2)
            #expect(await api.register(#""start":"2026-11-18T11:06:45Z""#).status == 201)
            guard case .after(let position) = try api.handler().definition.start else {
                Issue.record("no position: \(try api.handler().definition.start)")
                return
            }
            #expect(position >= records[0].sequence)
            #expect(position < records[1].sequence)
        }
    }

    @Test func `a variable that a request may not set is refused with the way out`() async throws {
        try await withHandlers { api in
            let answer = await api.register(#""environment":{"BASH_ENV":"/tmp/x"}"#)
            #expect(answer.status == 400)
            #expect(
                answer.body.contains(
                    "environment.BASH_ENV: is no variable that a request may set: its name must "
                        + "begin with HANDLER_; other variables can be set by a *.handler.json "
                        + "file in the handler directory."), "\(answer)")
        }
    }

    @Test func `a file may set any variable, and a request may leave it as it is`() async throws {
        try await withHandlers { api in
            let file = #"""
                {"name":"spike","table":"clicks","executable":"spike.py",\#
                "environment":{"PATH":"/opt/bin","HANDLER_A":"1"}}
                """#
            let definition = try HandlerJSON.definition(parsing: Array(file.utf8), in: api.store)
            #expect(definition.environment == ["PATH": "/opt/bin", "HANDLER_A": "1"])
            _ = try await api.store.commit(DefineHandler(definition, uuid: "u", .any))
            #expect(await api.register(#""environment":{"PATH":"/opt/bin"}"#).status == 200)
            #expect(await api.register(#""environment":{"PATH":"/tmp"}"#).status == 400)
            for (name, executable) in [("spike", "other.py"), ("other", "spike.py")] {
                let answer = await api.register(
                    whole: #"""
                        {"name":"\#(name)","table":"clicks","executable":"\#(executable)",\#
                        "environment":{"PATH":"/opt/bin"}}
                        """#)
                #expect(answer.status == 400, "\(name) \(executable)")
            }
        }
    }

    @Test func `a file says the same as a request`() async throws {
        try await withHandlers { api in
            let definition = try HandlerJSON.definition(
                parsing: Array((Self.whole + "}").utf8), in: api.store)
            #expect(definition.name == "a.b-c_1")
            #expect(definition.environment == ["HANDLER_A": "1", "HANDLER_B": ""])
            #expect(definition.retriesMax == nil)
            #expect(definition.onFailure == .http("https://a.example/x?y=1"))
            #expect(
                throws: HandlerProblem(field: "body", message: "expected an object, found an array")
            ) {
                _ = try HandlerJSON.definition(parsing: Array("[]".utf8), in: api.store)
            }
            let unknown = #"{"name":"a","table":"none","executable":"x"}"#
            #expect(
                throws: HandlerProblem(field: "table", message: "there is no table called none")
            ) {
                _ = try HandlerJSON.definition(parsing: Array(unknown.utf8), in: api.store)
            }
        }
    }
}
