import DynamoDBAPI
import Testing

@Suite("FieldRules") struct FieldRulesTests {
    @Test func `a missing table name is told alone and without quotes`() async throws {
        try await withAPI { api in
            let answer = await api.call("PutItem", #"{"ReturnValues":"hello"}"#)
            #expect(answer.error == "ValidationException")
            #expect(
                answer.message
                    == "1 validation error detected: Value null at 'tableName' failed to satisfy "
                    + "constraint: Member must not be null")
        }
    }

    @Test func `an empty table name breaks the minimum length`() async throws {
        try await withAPI { api in
            let answer = await api.call("GetItem", #"{"TableName":"","Key":{}}"#)
            #expect(
                answer.message
                    == "1 validation error detected: Value '' at 'tableName' failed to satisfy "
                    + "constraint: Member must have length greater than or equal to 1")
        }
    }

    @Test func `a malformed table name names the pattern`() async throws {
        try await withAPI { api in
            let answer = await api.call("DeleteItem", #"{"TableName":"non!existent","Key":{}}"#)
            #expect(
                answer.message
                    == "1 validation error detected: Value 'non!existent' at 'tableName' failed to "
                    + "satisfy constraint: Member must satisfy regular expression pattern: "
                    + "[a-zA-Z0-9_.-]+")
        }
    }

    @Test func `a table name of two letters cannot exist`() async throws {
        try await withAPI { api in
            let answer = await api.call("PutItem", #"{"TableName":"xx","Item":{"p":{"S":"a"}}}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message?.hasPrefix("Invalid table/index name.") == true)
        }
    }

    @Test func `bad enums of one request come in one message before the table is looked up`()
        async throws
    {
        try await withAPI { api in
            let answer = await api.call(
                "PutItem",
                #"""
                {"TableName":"missing","ReturnConsumedCapacity":"hi",
                 "ReturnItemCollectionMetrics":"hi","ReturnValues":"hi"}
                """#)
            #expect(
                answer.message
                    == "4 validation errors detected: "
                    + "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
                    + "Value null at 'item' failed to satisfy constraint: "
                    + "Member must not be null; "
                    + "Value 'hi' at 'returnValues' failed to satisfy constraint: Member must "
                    + "satisfy enum value set: "
                    + "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; "
                    + "Value 'hi' at 'returnItemCollectionMetrics' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [SIZE, NONE]")
        }
    }

    @Test func `enum values are case-sensitive`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ReturnValues":"all_old"}"#)
            #expect(answer.error == "ValidationException")
        }
    }

    @Test(arguments: [
        #"{"TableName":3}"#,
        #"{"TableName":["simple"]}"#,
        #"{"TableName":{"a":1}}"#,
        #"{"TableName":"simple","Key":[]}"#,
        #"{"TableName":"simple","Key":"p"}"#,
        #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ConsistentRead":"yes"}"#,
        #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ProjectionExpression":7}"#,
        ##"{"TableName":"simple","Key":{"p":{"S":"a"}},"ExpressionAttributeNames":{"#a":7}}"##,
    ])
    func `a parameter of the wrong kind is a serialization error`(body: String) async throws {
        try await withAPI { api in
            #expect(await api.call("GetItem", body).error == "SerializationException")
        }
    }

    @Test func `an overlong value is not echoed whole`() async throws {
        try await withAPI { api in
            let long = String(repeating: "x", count: 100_000)
            let answer = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{},"ReturnValues":"\#(long)"}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.body.utf8.count < 3000)
        }
    }
}
