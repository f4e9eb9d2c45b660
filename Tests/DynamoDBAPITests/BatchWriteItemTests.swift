import DynamoDBAPI
import Testing
import TransportSupport

@Suite("BatchWriteItem") struct BatchWriteItemTests {
    @Test(arguments: Transport.allCases)
    func `puts and deletes of several tables happen together`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call("PutItem", #"{"TableName":"simple","Item":{"p":{"S":"old"}}}"#)
            let answer = await api.call(
                "BatchWriteItem",
                #"""
                {"RequestItems":{
                  "simple":[{"PutRequest":{"Item":{"p":{"S":"new"}}}},
                            {"DeleteRequest":{"Key":{"p":{"S":"old"}}}}],
                  "sorted":[{"PutRequest":{"Item":{"p":{"S":"a"},"c":{"N":"1"}}}}]}}
                """#)
            #expect(answer.description == #"200 {"UnprocessedItems":{}}"#)
            let simple = await api.call("Scan", #"{"TableName":"simple"}"#)
            #expect(simple["Items"] == #"[{"p":{"S":"new"}}]"#)
            let sorted = await api.call("Scan", #"{"TableName":"sorted"}"#)
            #expect(sorted["Items"] == #"[{"c":{"N":"1"},"p":{"S":"a"}}]"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `one invalid request refuses them all before any write`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            for bad in [
                #"{"PutRequest":{"Item":{"x":{"S":"a"}}}}"#,
                #"{"PutRequest":{"Item":{"p":{"N":"1"}}}}"#,
                #"{"PutRequest":{"Item":{"p":{"S":""}}}}"#,
                #"{"PutRequest":{"Item":{"p":{"S":"a"},"x":{"SS":[]}}}}"#,
                #"{"DeleteRequest":{"Key":{"p":{"S":"a"},"x":{"S":"a"}}}}"#,
                "{}",
                #"{"PutRequest":{}}"#,
            ] {
                let answer = await api.call(
                    "BatchWriteItem",
                    #"{"RequestItems":{"simple":[{"PutRequest":{"Item":{"p":{"S":"good"}}}},\#(bad)]}}"#
                )
                #expect(answer.error == "ValidationException")
            }
            #expect(await api.call("Scan", #"{"TableName":"simple"}"#)["Count"] == "0")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a batched put does not say which key type was wrong`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"simple":[{"PutRequest":{"Item":{"p":{"N":"1"}}}}]}}"#)
            #expect(answer.message == "The provided key element does not match the schema")
        }
    }

    @Test(arguments: [
        #"{"PutRequest":{"Item":{"p":{"S":"a"},"x":{"N":"1"}}}}"#,
        #"{"PutRequest":{"Item":{"c":{"N":"1"}}}}"#, #"{"PutRequest":{"Item":{}}}"#,
        #"{"PutRequest":{"Item":{"p":{"N":"1"},"c":{"N":"1"}}}}"#,
        #"{"DeleteRequest":{"Key":{"p":{"S":"a"}}}}"#,
    ])
    func `a key attribute that is not there does not match the schema`(
        request: String
    ) async throws {
        let answer = try await withAPIResult { api in
            await api.call("BatchWriteItem", #"{"RequestItems":{"sorted":[\#(request)]}}"#)
        }
        #expect(answer.error == "ValidationException")
        #expect(answer.message == "The provided key element does not match the schema")
    }

    @Test(arguments: Transport.allCases)
    func `one item may occur once, equal numbers being equal`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            for (first, second) in [
                (
                    #"{"PutRequest":{"Item":{"p":{"S":"a"},"c":{"N":"1"}}}}"#,
                    #"{"PutRequest":{"Item":{"p":{"S":"a"},"c":{"N":"1.0"}}}}"#
                ),
                (
                    #"{"PutRequest":{"Item":{"p":{"S":"a"},"c":{"N":"1"}}}}"#,
                    #"{"DeleteRequest":{"Key":{"p":{"S":"a"},"c":{"N":"1"}}}}"#
                ),
            ] {
                let answer = await api.call(
                    "BatchWriteItem", #"{"RequestItems":{"sorted":[\#(first),\#(second)]}}"#)
                #expect(answer.message == "Provided list of item keys contains duplicates")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `no more than 25 requests`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            func write(_ counts: [(String, Int)]) async -> Answer {
                let tables = counts.map { name, count in
                    let requests = (0..<count).map {
                        #"{"PutRequest":{"Item":{"p":{"S":"\#($0)"},"c":{"N":"1"}}}}"#
                    }
                    return #""\#(name)":[\#(requests.joined(separator: ","))]"#
                }
                return await api.call(
                    "BatchWriteItem", #"{"RequestItems":{\#(tables.joined(separator: ","))}}"#)
            }
            #expect(await write([("sorted", 25)]).status == 200)
            let over = await write([("sorted", 26)])
            #expect(
                over.message?.hasPrefix("1 validation error detected: Value '{sorted=[") == true)
            #expect(
                over.message?.hasSuffix(
                    "' at 'requestItems' failed to satisfy constraint: Map value must satisfy "
                        + "constraint: [Member must have length less than or equal to 25, "
                        + "Member must have length greater than or equal to 1]") == true)
            #expect(
                await write([("sorted", 20), ("simple", 20)]).message
                    == "Too many items requested for the BatchWriteItem call")
        }
    }

    @Test func `a name that no table can have is refused with the whole request`() async throws {
        try await withAPI { api in
            let told = await api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"bad!name":[{"PutRequest":{"Item":{"p":{"S":"x"}}}}]}}"#)
            #expect(
                told.message
                    == "1 validation error detected: Value '{bad!name=[WriteRequest(putRequest="
                    + "PutRequest(item={p={S=x}}), deleteRequest=null)]}' at 'requestItems' failed "
                    + "to satisfy constraint: Map keys must satisfy constraint: [Member must have "
                    + "length less than or equal to 255, Member must have length greater than or "
                    + "equal to 3, Member must satisfy regular expression pattern: "
                    + "[a-zA-Z0-9_.-]+]")
            let arn = #""arn:aws:dynamodb:us-east-1:000000000000:table/none""#
            let unknown = await api.call(
                "BatchGetItem", "{\"RequestItems\":{\(arn):{\"Keys\":[{\"p\":{\"S\":\"x\"}}]}}}")
            #expect(unknown.error == "ResourceNotFoundException")
        }
    }

    @Test(arguments: Transport.allCases)
    func `empty and missing request items are told apart`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            #expect(
                await api.call("BatchWriteItem", #"{"RequestItems":{}}"#).message
                    == "The requestItems parameter is required for BatchWriteItem")
            #expect(
                await api.call("BatchWriteItem", "{}").message
                    == "1 validation error detected: Value null at 'requestItems' failed to "
                    + "satisfy constraint: Member must not be null")
        }
    }

    @Test(arguments: Transport.allCases)
    func `an unknown table is not found`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"missing":[{"PutRequest":{"Item":{"p":{"S":"a"}}}}]}}"#)
            #expect(answer.error == "ResourceNotFoundException")
        }
    }
}
