import DynamoDBAPI
import Testing

@Suite("Dispatcher") struct DispatcherTests {
    @Test func `an operation that does not exist is an unknown operation, and named`()
        async throws
    {
        let service = "names no operation of DynamoDB_20120810 or DynamoDBStreams_20120810"
        try await withAPI { api in
            for (target, words) in [
                (
                    "DynamoDB_20120810.ExecuteStatement",
                    "The operation ExecuteStatement is not supported by this version of Quipu"
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

    @Test func `broken JSON is a serialization error without a message`() async throws {
        try await withAPI { api in
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

    @Test func `invalid UTF-8 is a serialization error`() async throws {
        try await withAPI { api in
            let body = Array(#"{"TableName":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
            let answer = await api.send("DynamoDB_20120810.GetItem", body)
            #expect(answer.error == "SerializationException")
        }
    }

    @Test func `members that no operation knows are ignored`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"}},"Colour":[1,{}]}"#)
            #expect(answer.status == 200)
            #expect(answer.body == "{}")
        }
    }

    @Test func `a null parameter counts as not given`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ReturnValues":null,"Expected":null}"#
            )
            #expect(answer.body == "{}")
        }
    }
}
