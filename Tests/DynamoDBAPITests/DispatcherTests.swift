import DynamoDBAPI
import Testing
import TransportSupport

@Suite("Dispatcher") struct DispatcherTests {
    @Test(arguments: Transport.allCases)
    func `an operation that does not exist is an unknown operation, and named`(
        transport: Transport
    ) async throws {
        let service = "names no operation of DynamoDB_20120810 or DynamoDBStreams_20120810"
        try await withAPI(over: transport) { api in
            for (target, words) in [
                (
                    "DynamoDB_20120810.RestoreTableFromBackup",
                    "The operation RestoreTableFromBackup is not supported by this version of Quipu"
                ),
                ("DynamoDB_20120810.", "The X-Amz-Target DynamoDB_20120810. \(service)"),
                ("PutItem", "The X-Amz-Target PutItem \(service)"),
                ("", "No operation is named: the header X-Amz-Target is missing"),
                (
                    "DynamoDB_20111205.PutItem",
                    "The X-Amz-Target DynamoDB_20111205.PutItem \(service)"
                ),
            ] {
                let answer = await api.send(target, Array("{}".utf8))
                #expect(answer.status == 400)
                #expect(answer.error == "UnknownOperationException")
                #expect(answer.message == words)
            }
            let long = await api.send(String(repeating: "x", count: 10_000), Array("{}".utf8))
            #expect(long.body.utf8.count < 400)
        }
    }

    @Test(arguments: Transport.allCases)
    func `broken JSON is a serialization error without a message`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            for body in [
                "", "{", "[]", "\"x\"", "{\"TableName\":\"simple\",\"TableName\":\"simple\"}",
            ] {
                let answer = await api.call("GetItem", body)
                #expect(answer.status == 400)
                #expect(
                    answer.body
                        == #"{"__type":"com.amazon.coral.service#SerializationException"}"#)
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `invalid UTF-8 is a serialization error`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let body = Array(#"{"TableName":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
            let answer = await api.send("DynamoDB_20120810.GetItem", body)
            #expect(answer.error == "SerializationException")
        }
    }

    @Test(arguments: Transport.allCases)
    func `members that no operation knows are ignored`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"}},"Colour":[1,{}]}"#)
            #expect(answer.status == 200)
            #expect(answer.body == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a null parameter counts as not given`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ReturnValues":null,"Expected":null}"#
            )
            #expect(answer.body == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `requests that are sent together are answered in their order`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let update = #"""
                {"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"ADD n :one",
                "ExpressionAttributeValues":{":one":{"N":"1"}},"ReturnValues":"UPDATED_NEW"}
                """#
            let answers = await api.callAll(
                "UpdateItem", Array(repeating: update, count: 20) + ["{"] + [update])
            let counts = (1...20).map { #"{"Attributes":{"n":{"N":"\#($0)"}}}"# }
            #expect(answers.prefix(20).map(\.body) == counts)
            #expect(answers.count == 22)
            #expect(answers.dropFirst(20).map(\.status) == [400, 200])
        }
    }

    @Test(arguments: Transport.allCases)
    func `a body of any length arrives whole`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            // Around what is read at once, what is counted, and the largest item.
            for count in [1, 4_000, 65_536, 65_537, 399_900] {
                let text = String(repeating: "é", count: count / 2)
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"a"},"t":{"S":"\#(text)"}}}"#)
                let answer = await api.call(
                    "GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)
                #expect(answer.body == #"{"Item":{"p":{"S":"a"},"t":{"S":"\#(text)"}}}"#)
            }
        }
    }
}
