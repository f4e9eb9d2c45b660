import Commands
import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Creating event source mappings") struct CreateMappingTests {
    @Test func `what is left out has Lambda's defaults`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(of: stream)
            #expect(answer.status == 202)
            let uuid = "00000001-0000-4000-8000-000000000000"
            #expect(
                answer.body == """
                    {"UUID":"\(uuid)",\
                    "EventSourceMappingArn":\
                    "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:\(uuid)",\
                    "EventSourceArn":"\(stream)",\
                    "FunctionArn":"\(LambdaHarness.functionPrefix)spike",\
                    "LastModified":1795000000.000,\
                    "LastProcessingResult":"No records processed","State":"Creating",\
                    "StateTransitionReason":"User action","StartingPosition":"LATEST",\
                    "BatchSize":100,"MaximumBatchingWindowInSeconds":0,\
                    "ParallelizationFactor":1,"TumblingWindowInSeconds":0,\
                    "MaximumRetryAttempts":-1,"MaximumRecordAgeInSeconds":-1,\
                    "BisectBatchOnFunctionError":false,"FunctionResponseTypes":[],\
                    "DestinationConfig":{"OnFailure":{}}}
                    """)
            let definition = try #require(api.store.handler(named: "spike")).definition
            var expected = HandlerDefinition(name: "spike", table: "clicks", executable: "spike")
            expected.retriesMax = nil
            expected.bisects = false
            #expect(definition == expected)
        }
    }

    @Test func `everything that is said is kept and described`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(
                of: stream, #""Enabled":false,"BatchSize":10000"#,
                #""MaximumBatchingWindowInSeconds":300,"ParallelizationFactor":10"#,
                #""MaximumRetryAttempts":10000,"MaximumRecordAgeInSeconds":604800"#,
                #""BisectBatchOnFunctionError":true"#,
                #""FunctionResponseTypes":["ReportBatchItemFailures"]"#,
                #""FilterCriteria":{"Filters":[{"Pattern":"{\"a\": [1], \"a\": [2]}"}]}"#,
                #""DestinationConfig":{"OnFailure":{"Destination":"file:bad"}}"#,
                from: "TRIM_HORIZON")
            #expect(answer.status == 202, "\(answer)")
            let described = await api.send("GET", "/\(answer["UUID"] ?? "")")
            #expect(described.status == 200)
            #expect(described["State"] == "Disabled")
            let root = try #require(described.root)
            #expect(root["BatchSize"]?.integer == 10000)
            #expect(root["MaximumBatchingWindowInSeconds"]?.integer == 300)
            #expect(root["ParallelizationFactor"]?.integer == 10)
            #expect(root["MaximumRetryAttempts"]?.integer == 10000)
            #expect(root["MaximumRecordAgeInSeconds"]?.integer == 604_800)
            #expect(root["BisectBatchOnFunctionError"]?.boolean == true)
            #expect(
                root["FunctionResponseTypes"]?.elements.map(\.string)
                    == ["ReportBatchItemFailures"])
            #expect(
                root["FilterCriteria"]?["Filters"]?.elements.map { $0["Pattern"]?.string }
                    == [#"{"a": [1], "a": [2]}"#])
            #expect(
                root["DestinationConfig"]?["OnFailure"]?["Destination"]?.string == "file:bad")
            #expect(described["StartingPosition"] == "TRIM_HORIZON")
        }
    }

    @Test(arguments: [
        "spike", "spike:$LATEST", "function:spike", "123456789012:function:spike",
        "us-east-1:123456789012:function:spike", "\(LambdaHarness.functionPrefix)spike",
        "\(LambdaHarness.functionPrefix)spike:$LATEST", "123456789012:spike",
    ])
    func `a function is named in every form that AWS takes`(name: String) async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(name, of: stream)
            #expect(answer.status == 202, "\(answer)")
            #expect(answer["FunctionArn"] == LambdaHarness.functionPrefix + "spike")
        }
    }

    @Test(arguments: [
        "nobody", "spike:alias", "arn:aws:lambda:eu-west-1:123456789012:function:spike",
        "999999999999:function:spike",
    ])
    func `a function that is not there is an invalid parameter`(name: String) async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(name, of: stream)
            #expect(answer.status == 400)
            #expect(answer.errorType == "InvalidParameterValueException")
            #expect(answer.message.hasPrefix("Function does not exist"), "\(answer)")
            #expect(answer["Type"] == "User")
            #expect(api.store.handlers == [])
        }
    }

    @Test func `a registered handler lends its program to a mapping`() async throws {
        try await withLambda { api, _ in
            _ = try await api.makeStream()
            let other = try await api.makeStream("orders")
            var model = HandlerDefinition(name: "fn", table: "clicks", executable: "adapter")
            model.arguments = ["fn.py"]
            model.environment = ["A": "1"]
            model.mode = .once
            model.timeoutSeconds = 7
            model.memoryBytes = 64 << 20
            model.batchSize = 3
            try await api.register(model)
            let answer = await api.create("fn", of: other)
            #expect(answer.status == 202, "\(answer)")
            #expect(answer["FunctionArn"] == LambdaHarness.functionPrefix + "fn")
            let made = try #require(api.store.handler(named: "fn-orders")).definition
            #expect(made.table == "orders")
            #expect(made.executable == "adapter")
            #expect(made.arguments == ["fn.py"])
            #expect(made.environment == ["A": "1", "AWS_LAMBDA_FUNCTION_NAME": "fn"])
            #expect(made.mode == .once)
            #expect(made.timeoutSeconds == 7)
            #expect(made.memoryBytes == 64 << 20)
            #expect(made.batchSize == 100)
        }
    }

    @Test func `a function has one mapping to a stream`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let first = await api.create(of: stream)
            let second = await api.create(of: stream)
            #expect(second.status == 409)
            #expect(second.errorType == "ResourceConflictException")
            #expect(
                second.message
                    == "The event source arn (\" \(stream) \") and function (\" spike \") "
                    + "provided mapping already exists. Please update or delete the existing "
                    + "mapping with UUID \(first["UUID"] ?? "")")
            #expect(await api.create("archive", of: stream).status == 202)
            let other = try await api.makeStream("orders")
            #expect(await api.create(of: other).status == 202)
            #expect(await api.create(of: other).status == 409)
        }
    }

    @Test func `two functions may share a program`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            _ = try await api.makeStream("templates")
            for name: Text in ["one", "two"] {
                var model = HandlerDefinition(name: name, table: "templates", executable: "adapter")
                model.arguments = [name]
                try await api.register(model)
            }
            #expect(await api.create("one", of: stream).status == 202)
            #expect(await api.create("two", of: stream).status == 202)
        }
    }

    @Test(arguments: [
        ("arn:aws:sqs:us-east-1:123456789012:queue", "Unrecognized event source"),
        ("clicks", "Unrecognized event source"),
        ("arn:aws:dynamodb:us-east-1:123456789012:table/clicks", "Stream not found: "),
        (
            "arn:aws:dynamodb:us-east-1:123456789012:table/clicks/stream/2020-01-01T00:00:00.000",
            "Stream not found: "
        ),
    ])
    func `another source is refused`(arn: String, message: String) async throws {
        try await withLambda { api, _ in
            _ = try await api.makeStream()
            let answer = await api.create(of: arn)
            #expect(answer.status == 400)
            #expect(answer.errorType == "InvalidParameterValueException")
            #expect(answer.message.hasPrefix(message), "\(answer)")
        }
    }

    @Test func `a closed stream is not found`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let table = try #require(api.store.table(named: "clicks"))
            _ = try await api.store.change(
                UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: .off))
            #expect(await api.create(of: stream).message == "Stream not found: \(stream)")
        }
    }

    @Test(arguments: [
        (#""BatchSize":0"#, "'0' at 'batchSize'", "greater than or equal to 1"),
        (#""BatchSize":10001"#, "'10001' at 'batchSize'", "less than or equal to 10000"),
        (#""MaximumBatchingWindowInSeconds":301"#, "at 'maximumBatchingWindowInSeconds'", "300"),
        (#""ParallelizationFactor":11"#, "at 'parallelizationFactor'", "10"),
        (#""MaximumRetryAttempts":-2"#, "at 'maximumRetryAttempts'", "-1"),
        (#""MaximumRetryAttempts":10001"#, "at 'maximumRetryAttempts'", "10000"),
        (#""MaximumRecordAgeInSeconds":604801"#, "at 'maximumRecordAgeInSeconds'", "604800"),
        (#""TumblingWindowInSeconds":901"#, "at 'tumblingWindowInSeconds'", "900"),
        (#""FunctionResponseTypes":["All"]"#, "at 'functionResponseTypes'", "enum value set"),
    ])
    func `a number out of its range breaks a constraint`(
        member: String, place: String, demand: String
    ) async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(of: stream, member)
            #expect(answer.status == 400)
            #expect(answer.errorType == "ValidationException")
            #expect(answer.message.hasPrefix("1 validation error detected: Value "))
            #expect(answer.message.contains(place), "\(answer)")
            #expect(answer.message.contains(demand), "\(answer)")
        }
    }

    @Test func `all broken constraints are told at once`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(
                of: stream, #""BatchSize":0"#, #""ParallelizationFactor":0"#)
            #expect(answer.message.hasPrefix("2 validation errors detected: "))
        }
    }

    @Test(arguments: [
        (#""MaximumRecordAgeInSeconds":59"#, "MaximumRecordAgeInSeconds"),
        (#""MaximumRecordAgeInSeconds":0"#, "MaximumRecordAgeInSeconds"),
        (#""TumblingWindowInSeconds":60,"ParallelizationFactor":2"#, "ParallelizationFactor"),
        (#""FilterCriteria":{"Filters":[{"Pattern":"{"}]}"#, "Invalid filter pattern definition."),
        (#""FilterCriteria":{"Filters":[{"Pattern":"[]"}]}"#, "Invalid filter pattern definition."),
        (
            #""FilterCriteria":{"Filters":[{"Pattern":"{\"wrong\":[1]}"}]}"#,
            "Invalid filter pattern definition."
        ),
        (#""FilterCriteria":{"Filters":[{}]}"#, "Invalid filter pattern definition."),
        (
            #""FilterCriteria":{"Filters":[{"Pattern":"{}"},{"Pattern":"{}"},{"Pattern":"{}"},"#
                + #"{"Pattern":"{}"},{"Pattern":"{}"},{"Pattern":"{}"}]}"#,
            "FilterCriteria has 6"
        ),
        (#""Topics":["a"]"#, "Unsupported Topics parameter"),
        (#""ScalingConfig":{"MaximumConcurrency":5}"#, "Unsupported ScalingConfig"),
        (
            #""DestinationConfig":{"OnSuccess":{"Destination":"file:x"}}"#,
            "Unsupported DestinationConfig parameter for given event source mapping type."
        ),
        (
            #""DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:1:q"}}"#,
            "Destination arn:aws:sqs:us-east-1:1:q is not on this server."
        ),
        (
            #""DestinationConfig":{"OnFailure":{"Destination":"file:a/b"}}"#,
            "Destination in file:NAME"
        ),
        (
            #""DestinationConfig":{"OnFailure":{"Destination":"table:none"}}"#,
            "onFailure: there is no table called none."
        ),
    ])
    func `what cannot be done is refused with the reason`(
        member: String, message: String
    ) async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(of: stream, member)
            #expect(answer.status == 400)
            #expect(answer.errorType == "InvalidParameterValueException")
            #expect(answer.message.hasPrefix(message), "\(answer)")
            #expect(api.store.handlers == [])
        }
    }

    @Test(arguments: [
        ("file:a", FailureDestination.file("a")), ("file://a", .file("a")),
        ("table:failures", .table("failures")), ("table://failures", .table("failures")),
        ("https://h/x", .http("https://h/x")), ("http://h", .http("http://h")),
    ])
    func `failures may go to a file, a table or a URL`(
        text: String, destination: FailureDestination
    ) async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            _ = try await api.store.makeTable("failures")
            let answer = await api.create(
                of: stream, #""DestinationConfig":{"OnFailure":{"Destination":"\#(text)"}}"#)
            #expect(answer.status == 202, "\(answer)")
            #expect(api.store.handler(named: "spike")?.definition.onFailure == destination)
        }
    }

    @Test func `a start is needed, and is one of three words`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let none = await api.send(
                "POST", "", #"{"FunctionName":"spike","EventSourceArn":"\#(stream)"}"#)
            #expect(none.errorType == "InvalidParameterValueException")
            #expect(none.message.contains("Value null at 'startingPosition'"))
            let other = await api.create(of: stream, from: "NOW")
            #expect(other.errorType == "ValidationException")
            #expect(
                other.message.hasSuffix(
                    "enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"))
        }
    }

    @Test func `a start in time is ours, and refused by a strict server`() async throws {
        let time = #""StartingPositionTimestamp":1794999000.5"#
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            #expect(await api.create(of: stream, from: "AT_TIMESTAMP").status == 400)
            let answer = await api.create(of: stream, time, from: "AT_TIMESTAMP")
            #expect(answer.status == 202, "\(answer)")
        }
        try await withLambda(strict: true) { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(of: stream, time, from: "AT_TIMESTAMP")
            #expect(
                answer.message == "Unsupported starting position for arn type: \(stream)")
        }
    }

    @Test func `a server without a handler directory says so`() async throws {
        try await withLambda(executables: nil) { api, _ in
            let stream = try await api.makeStream()
            let answer = await api.create(of: stream)
            #expect(answer.status == 400)
            #expect(answer.message.contains("--handlers"))
        }
    }

    @Test(arguments: ["", "[]", "{", #"{"BatchSize":"many"}"#, #"{"Enabled":1}"#])
    func `a body of another form is a serialization error`(body: String) async throws {
        try await withLambda { api, _ in
            let answer = await api.send(
                "POST", "",
                body.hasPrefix("{\"") ? #"{"StartingPosition":"LATEST","# + body.dropFirst() : body)
            #expect(answer.status == 400)
            #expect(answer.errorType == "SerializationException")
        }
    }
}
