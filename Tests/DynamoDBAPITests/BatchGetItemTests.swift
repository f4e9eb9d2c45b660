import DynamoDBAPI
import Testing
import TransportSupport

@Suite("BatchGetItem") struct BatchGetItemTests {
    @Test(arguments: Transport.allCases)
    func `items of several tables come back, missing ones do not`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"x":{"N":"1"}}}"#)
            _ = await api.call(
                "PutItem", #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"1"}}}"#)
            let answer = await api.call(
                "BatchGetItem",
                #"""
                {"RequestItems":{
                  "simple":{"Keys":[{"p":{"S":"a"}},{"p":{"S":"gone"}}],"ProjectionExpression":"x"},
                  "sorted":{"Keys":[{"p":{"S":"a"},"c":{"N":"1"}}],"ConsistentRead":true}}}
                """#)
            #expect(
                answer.body
                    == #"{"Responses":{"simple":[{"x":{"N":"1"}}],"sorted":[{"c":{"N":"1"},"p":{"S":"a"}}]},"UnprocessedKeys":{}}"#
            )
        }
    }

    @Test(arguments: Transport.allCases)
    func `a table of which nothing is found answers an empty list`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "BatchGetItem", #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"a"}}]}}}"#)
            #expect(answer["Responses"] == #"{"simple":[]}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `duplicates are refused but numbers are compared as written`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let twice = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"sorted":{"Keys":[{"p":{"S":"a"},"c":{"N":"1"}},{"c":{"N":"1"},"p":{"S":"a"}}]}}}"#
            )
            #expect(twice.message == "Provided list of item keys contains duplicates")
            let spelled = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"sorted":{"Keys":[{"p":{"S":"a"},"c":{"N":"1"}},{"p":{"S":"a"},"c":{"N":"1.0"}}]}}}"#
            )
            #expect(spelled.status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `no more than 100 keys`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            func get(_ counts: [(String, Int)]) async -> Answer {
                let tables = counts.map { name, count in
                    let keys = (0..<count).map { #"{"p":{"S":"\#($0)"},"c":{"N":"1"}}"# }
                    return #""\#(name)":{"Keys":[\#(keys.joined(separator: ","))]}"#
                }
                return await api.call(
                    "BatchGetItem", #"{"RequestItems":{\#(tables.joined(separator: ","))}}"#)
            }
            #expect(await get([("sorted", 100)]).status == 200)
            #expect(
                await get([("sorted", 101)]).message
                    == "1 validation error detected: Value at 'RequestItems.sorted.member.Keys' "
                    + "failed to satisfy constraint: "
                    + "Member must have length less than or equal to 100")
            #expect(
                await get([("sorted", 60), ("simple", 60)]).message
                    == "Too many items requested for the BatchGetItem call")
        }
    }

    @Test(arguments: [
        (#"{"RequestItems":{}}"#, "The requestItems parameter is required for BatchGetItem"),
        (
            #"{"RequestItems": {"bad!name": {"Keys": [{"pk": {"S": "a \" b"}}]}}}"#,
            #"1 validation error detected: Value '{"bad!name":{"Keys":[{"pk":{"S":"a \" b"}}]}}' "#
                + "at 'requestItems' failed to satisfy constraint: Map keys must satisfy "
                + "constraint: [Member must have length less than or equal to 255, Member must "
                + "have length greater than or equal to 3, Member must satisfy regular expression "
                + "pattern: [a-zA-Z0-9_.-]+]"
        ),
        (
            #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"1"}}],"ProjectionExpression":"p"},"sorted":{"Keys":[{"p":{"S":"1"},"c":{"S":"1"}}],"AttributesToGet":["p"]}}}"#,
            "Can not use both expression and non-expression parameters in the same request: "
                + "Non-expression parameters: {AttributesToGet} "
                + "Expression parameters: {ProjectionExpression}"
        ),
        (
            "{}",
            "1 validation error detected: Value null at 'requestItems' failed to satisfy "
                + "constraint: Member must not be null"
        ),
        (
            #"{"RequestItems":{"simple":{}}}"#,
            "1 validation error detected: Value null at 'requestItems.simple.member.keys' failed "
                + "to satisfy constraint: Member must not be null"
        ),
        (
            #"{"RequestItems":{"simple":{"Keys":[]}}}"#,
            "1 validation error detected: Value at 'RequestItems.simple.member.Keys' failed "
                + "to satisfy constraint: Member must have length greater than or equal to 1"
        ),
        (
            #"{"RequestItems":{"simple":{"Keys":[{"p":{"N":"1"}}]}}}"#,
            "The provided key element does not match the schema"
        ),
        (
            ##"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"1"}}],"ProjectionExpression":"p","ExpressionAttributeNames":{"#x":"y"}}}}"##,
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}"
        ),
    ])
    func `what may not be asked is refused`(body: String, message: String) async throws {
        try await withAPI { api in
            let answer = await api.call("BatchGetItem", body)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == message)
        }
    }

    @Test(arguments: Transport.allCases)
    func `one unknown table refuses the batch`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"a"}}]},"missing":{"Keys":[{"p":{"S":"a"}}]}}}"#
            )
            #expect(answer.error == "ResourceNotFoundException")
        }
    }

    @Test(arguments: Transport.allCases)
    func `what does not fit into 16 MiB goes back as it was asked for`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let text = String(repeating: "x", count: 400_000)
            var keys: [String] = []
            for number in 0..<43 {
                keys.append(#"{"p":{"S":"k\#(number)"}}"#)
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"k\#(number)"},"t":{"S":"\#(text)"}}}"#
                )
            }
            let answer = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"simple":{"Keys":[\#(keys.joined(separator: ","))],"ConsistentRead":true,"ProjectionExpression":"p"}}}"#
            )
            #expect(
                answer["UnprocessedKeys"]
                    == #"{"simple":{"Keys":[{"p":{"S":"k41"}},{"p":{"S":"k42"}}],"ConsistentRead":true,"ProjectionExpression":"p"}}"#
            )
        }
    }
}
