import DynamoDBAPI
import Testing

@Suite("Dispatcher") struct DispatcherTests {
    @Test func `an operation that does not exist is an unknown operation`() async throws {
        try await withAPI { api in
            for target in [
                "DynamoDB_20120810.ExecuteStatement", "DynamoDB_20120810.", "PutItem", "",
                "DynamoDB_20111205.PutItem",
            ] {
                let answer = await api.send(target, Array("{}".utf8))
                #expect(answer.status == 400)
                #expect(
                    answer.body
                        == #"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#)
            }
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
