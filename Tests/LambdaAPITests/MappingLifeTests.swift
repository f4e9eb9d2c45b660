import Commands
import Engine
import HandlerModel
import JSON
import LambdaAPI
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("The life of event source mappings") struct MappingLifeTests {
    @Test func `an update changes what it names and leaves the rest`() async throws {
        try await withLambda { api, monitor in
            let stream = try await api.makeStream()
            let made = await api.create(
                of: stream, #""BatchSize":7"#,
                #""FilterCriteria":{"Filters":[{"Pattern":"{}"}]}"#,
                #""DestinationConfig":{"OnFailure":{"Destination":"file:a"}}"#)
            let path = "/\(made["UUID"] ?? "")"
            api.clock.advance(seconds: 60)
            let updated = await api.send(
                "PUT", path, #"{"MaximumRetryAttempts":3,"MaximumRecordAgeInSeconds":60}"#)
            #expect(updated.status == 202)
            #expect(updated["State"] == "Updating")
            #expect(updated.root?["LastModified"]?.numberText == "1795000060.000")
            #expect(updated.root?["BatchSize"]?.integer == 7)
            #expect(updated.root?["FilterCriteria"] != nil)
            #expect(updated.root?["MaximumRetryAttempts"]?.integer == 3)
            let cleared = await api.send(
                "PUT", path,
                #"{"MaximumRetryAttempts":-1,"MaximumRecordAgeInSeconds":-1,"FilterCriteria":{},"#
                    + #""DestinationConfig":{"OnFailure":{"Destination":""}}}"#)
            #expect(cleared.root?["MaximumRetryAttempts"]?.integer == -1)
            #expect(cleared.root?["MaximumRecordAgeInSeconds"]?.integer == -1)
            #expect(cleared.root?["FilterCriteria"] == nil)
            #expect(cleared.body.contains(#""DestinationConfig":{"OnFailure":{}}"#))
            monitor?.report(HandlerStatus.failed)
            let described = await api.send("GET", path)
            #expect(described["LastProcessingResult"] == "PROBLEM: Function call failed")
        }
    }

    @Test func `a mapping is disabled and enabled`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let path = "/\(await api.create(of: stream)["UUID"] ?? "")"
            #expect(await api.send("GET", path)["State"] == "Enabled")
            #expect(await api.send("PUT", path, #"{"Enabled":false}"#)["State"] == "Disabling")
            #expect(await api.send("GET", path)["State"] == "Disabled")
            #expect(api.store.handler(named: "spike")?.definition.isPaused == true)
            #expect(await api.send("PUT", path, #"{"Enabled":true}"#)["State"] == "Enabling")
            #expect(await api.send("GET", path)["State"] == "Enabled")
        }
    }

    @Test func `a mapping may change its function, but not to one that has the stream`()
        async throws
    {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let path = "/\(await api.create(of: stream)["UUID"] ?? "")"
            let changed = await api.send("PUT", path, #"{"FunctionName":"archive"}"#)
            #expect(changed.status == 202, "\(changed)")
            #expect(changed["FunctionArn"] == LambdaHarness.functionPrefix + "archive")
            #expect(api.store.handler(named: "spike")?.definition.executable == "archive")
            let again = await api.create(of: stream)
            #expect(again.status == 202, "\(again)")
            let conflict = await api.send("PUT", path, #"{"FunctionName":"spike"}"#)
            #expect(conflict.status == 409)
            let nobody = await api.send("PUT", path, #"{"FunctionName":"nobody"}"#)
            #expect(nobody.message.hasPrefix("Function does not exist"))
        }
    }

    @Test func `a change of a mapping leaves it its stream, also one that is closed`() async throws
    {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let path = "/\(await api.create(of: stream)["UUID"] ?? "")"
            let table = try #require(api.store.table(named: "clicks"))
            let settings = StreamSettings(view: .newAndOldImages, shards: 2)
            for stream in [StreamSwitch.off, .on(settings)] {
                _ = try await api.store.change(
                    UpdateTable(table.id, table.settings, rejectingNoChange: false, stream: stream))
            }
            let before = try #require(api.store.handlers.first)
            for change in [#"{"BatchSize":7}"#, #"{"FunctionName":"archive"}"#] {
                let changed = await api.send("PUT", path, change)
                #expect(changed.status == 202, "\(changed)")
                #expect(changed["EventSourceArn"] == stream)
            }
            let after = try #require(api.store.handlers.first)
            #expect(after.stream == before.stream)
            #expect(after.definition.batchSize == 7)
            #expect(after.definition.executable == "archive")
        }
    }

    @Test func `a deleted mapping is gone`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            let path = "/\(await api.create(of: stream)["UUID"] ?? "")"
            let deleted = await api.send("DELETE", path)
            #expect(deleted.status == 202)
            #expect(deleted["State"] == "Deleting")
            #expect(deleted["EventSourceArn"] == stream)
            #expect(api.store.handlers == [])
            for (method, body) in [("GET", ""), ("DELETE", ""), ("PUT", "{}")] {
                let answer = await api.send(method, path, body)
                #expect(answer.status == 404)
                #expect(answer.errorType == "ResourceNotFoundException")
                #expect(
                    answer.body == #"{"Type":"User","Message":"#
                        + #""The resource you requested does not exist."}"#)
            }
        }
    }

    @Test func `mappings are listed page by page, of a stream, of a function, of both`()
        async throws
    {
        try await withLambda { api, _ in
            let clicks = try await api.makeStream()
            let orders = try await api.makeStream("orders")
            for (function, stream) in [
                ("spike", clicks), ("archive", clicks), ("spike", orders),
            ] {
                #expect(await api.create(function, of: stream).status == 202)
            }
            func list(_ query: String) async -> [String] {
                let root = await api.send("GET", query).root
                let found = root?["EventSourceMappings"]?.elements.map { mapping in
                    let function = mapping["FunctionArn"]?.string?.split(separator: ":").last ?? ""
                    let isOfClicks = mapping["EventSourceArn"]?.string == clicks
                    return "\(function) \(isOfClicks ? "clicks" : "orders")"
                }
                return (found ?? []) + (root?["NextMarker"]?.string.map { [$0] } ?? [])
            }
            let source = clicks.replacing(":", with: "%3A").replacing("/", with: "%2F")
            #expect(await list("") == ["archive clicks", "spike clicks", "spike orders"])
            let first = await list("/?MaxItems=2")
            #expect(first.dropLast() == ["archive clicks", "spike clicks"])
            let marker = try #require(first.last)
            #expect(await list("?MaxItems=2&Marker=\(marker)") == ["spike orders"])
            // A marker belongs to its list; in another one it would pass over mappings.
            for query in [
                "?FunctionName=spike&Marker=\(marker)",
                "?EventSourceArn=\(source)&Marker=\(marker)",
                "?Marker=spike", "?Marker=\(marker.dropLast(4))",
            ] {
                #expect(
                    await api.send("GET", query).errorType == "InvalidParameterValueException")
            }
            let ofSpike = try #require(await list("?FunctionName=spike&MaxItems=1").last)
            #expect(await list("?FunctionName=spike&Marker=\(ofSpike)") == ["spike orders"])
            #expect(
                await api.send("GET", "?FunctionName=archive&Marker=\(ofSpike)").errorType
                    == "InvalidParameterValueException")
            #expect(await list("?FunctionName=spike") == ["spike clicks", "spike orders"])
            #expect(
                await list("?EventSourceArn=\(source)") == ["archive clicks", "spike clicks"])
            #expect(
                await list("?EventSourceArn=\(source)&FunctionName=spike") == ["spike clicks"])
            #expect(await list("?FunctionName=nobody") == [])
            #expect(await list("?EventSourceArn=arn%3Aaws%3Asqs%3Ax") == [])
            #expect(await api.send("GET", "?MaxItems=0").errorType == "ValidationException")
            #expect(await api.send("GET", "?MaxItems=10001").errorType == "ValidationException")
        }
    }

    @Test func `handlers of the native API are mappings too`() async throws {
        try await withLambda { api, _ in
            let stream = try await api.makeStream()
            try await api.register(
                HandlerDefinition(name: "mine", table: "clicks", executable: "x.sh"))
            let described = await api.send("GET", "/of%20mine")
            #expect(described.status == 200)
            #expect(described["EventSourceArn"] == stream)
            #expect(described.root?["MaximumRetryAttempts"]?.integer == 10)
        }
    }

    @Test(arguments: [
        ("PUT", "", 405), ("POST", "/x", 405), ("PATCH", "/x", 405), ("GET", "/x/y", 404),
        ("GET", "s", 404),
    ])
    func `other paths and methods are told apart`(
        method: String, path: String, status: Int
    ) async throws {
        try await withLambda { api, _ in
            #expect(await api.send(method, path, "{}").status == status)
        }
    }

    @Test func `only paths of mappings and functions are served`() {
        #expect(LambdaDispatcher.serves("/2015-03-31/event-source-mappings"))
        #expect(LambdaDispatcher.serves("/2015-03-31/event-source-mappings/x"))
        #expect(!LambdaDispatcher.serves("/2015-03-31/layers"))
    }
}
