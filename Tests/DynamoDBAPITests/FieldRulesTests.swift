import DynamoDBAPI
import Testing

@Suite("FieldRules") struct FieldRulesTests {
    @Test func `a missing table name is told with everything else that is wrong`() async throws {
        try await withAPI { api in
            let none = "failed to satisfy constraint: Member must not be null"
            #expect(
                await api.call("GetItem", "{}").message
                    == "2 validation errors detected: Value null at 'tableName' \(none); "
                    + "Value null at 'key' \(none)")
            let answer = await api.call("PutItem", #"{"ReturnValues":"hello"}"#)
            #expect(
                answer.message
                    == "3 validation errors detected: Value null at 'tableName' \(none); "
                    + "Value null at 'item' \(none); "
                    + "Value 'hello' at 'returnValues' failed to satisfy constraint: Member must "
                    + "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")
        }
    }

    @Test func `a malformed table name does not hide what else is wrong`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "GetItem", #"{"TableName":"abc;","ReturnConsumedCapacity":"hi"}"#)
            #expect(
                answer.message
                    == "3 validation errors detected: Value 'abc;' at 'tableName' failed to satisfy "
                    + "constraint: Member must satisfy regular expression pattern: "
                    + "[a-zA-Z0-9_.-]+; Value 'hi' at 'returnConsumedCapacity' failed to satisfy "
                    + "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
                    + "Value null at 'key' failed to satisfy constraint: Member must not be null",
                "\(answer)")
        }
    }

    @Test func `a table name beyond 255 characters is too long, an ARN is not`() async throws {
        let name = String(repeating: "a", count: 256)
        try await withAPI { api in
            let item = #""Item":{"p":{"S":"a"}}"#
            let long = await api.call("PutItem", #"{"TableName":"\#(name)",\#(item)}"#)
            #expect(
                long.message
                    == "1 validation error detected: Value '\(name)' at 'tableName' failed to "
                    + "satisfy constraint: Member must have length less than or equal to 255")
            let longest = TableRequests.arn(String(name.dropFirst()))
            let missing = await api.call("PutItem", #"{"TableName":"\#(longest)",\#(item)}"#)
            #expect(missing.error == "ResourceNotFoundException", "\(missing)")
        }
    }

    /// A wrong kind far behind in a request, and something to complain of in front of it.
    @Test(arguments: [
        ("GetItem", #"{"Key":true}"#),
        ("GetItem", #"{"TableName":"","Key":{"p":{"S":7}}}"#),
        ("GetItem", #"{"TableName":"nowhere","Key":{"p":{"S":7}},"ProjectionExpression":"a b"}"#),
        ("PutItem", #"{"Item":{"p":{"M":{"x":{"L":[{"N":3}]}}}}}"#),
        ("PutItem", #"{"Item":{"p":{"S":"a"}},"Expected":{"a":{"Exists":"yes"}}}"#),
        ("PutItem", #"{"Item":{"p":"a"}}"#),
        ("UpdateItem", #"{"AttributeUpdates":{"a":{"Value":{"SS":"a"}}}}"#),
        (
            "UpdateItem",
            #"{"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"SET","#
                + #""ExpressionAttributeValues":{":v":{"BOOL":"true"}}}"#
        ),
        ("Query", #"{"Limit":0,"ExclusiveStartKey":{"p":{"BS":[1]}}}"#),
        ("Scan", #"{"ScanFilter":{"a":[]}}"#),
        ("BatchGetItem", #"{"RequestItems":{"a;":{"Keys":[{"p":{"NS":[1]}}]}}}"#),
        ("BatchWriteItem", #"{"RequestItems":{"a":[{},{"PutRequest":{"Item":{"p":{"S":1}}}}]}}"#),
        (
            "TransactWriteItems",
            #"{"TransactItems":[{},{"Put":{"Item":{"p":{"B":true}},"TableName":"simple"}}]}"#
        ),
        ("CreateTable", #"{"TableName":"ab","LocalSecondaryIndexes":[{"KeySchema":"x"}]}"#),
        ("CreateTable", #"{"GlobalSecondaryIndexes":[{"Projection":{"NonKeyAttributes":1}}]}"#),
        ("CreateTable", #"{"WarmThroughput":{"ReadUnitsPerSecond":"5"}}"#),
        ("UpdateTable", #"{"TableName":"ab","ProvisionedThroughput":{"ReadCapacityUnits":"5"}}"#),
    ])
    func `a wrong kind anywhere is found before anything else`(
        operation: String, body: String
    ) async throws {
        let answer = try await withAPIResult { api in await api.call(operation, body) }
        #expect(answer.error == "SerializationException", "\(answer)")
        #expect(answer.status == 400)
    }

    @Test func `nulls, unknown members and a binary that is none are no wrong kinds`() async throws
    {
        try await withAPI { api in
            for body in [
                #"{"Key":null,"Foo":7}"#, #"{"Key":{"p":null},"TableName":""}"#,
                #"{"Key":{"p":{"S":null,"X":7}},"TableName":""}"#,
            ] {
                let answer = await api.call("GetItem", body)
                #expect(answer.error == "ValidationException", "\(answer)")
            }
        }
    }

    @Test(arguments: [
        (#""KeySchema":[3]"#, "Unexpected value type in payload"),
        (#""KeySchema":3"#, "Unexpected field type"),
        (#""ProvisionedThroughput":3"#, "Unexpected field type"),
        (
            #""KeySchema":[[]]"#,
            "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.KeySchemaElement"
        ),
        (
            #""ProvisionedThroughput":{"ReadCapacityUnits":"5"}"#,
            "STRING_VALUE cannot be converted to Long"
        ),
        (#""DeletionProtectionEnabled":"true""#, "Unexpected token received from parser"),
        (#""BillingMode":3.5"#, "DECIMAL_VALUE cannot be converted to String"),
    ])
    func `a wrong kind is told in AWS's words`(members: String, words: String) async throws {
        let answer = try await withAPIResult { api in
            await api.call("CreateTable", #"{"TableName":"abc",\#(members)}"#)
        }
        #expect(answer.message == words)
    }

    @Test func `conditions of the older style have constraints too`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "Scan",
                #"{"TableName":"simple","ScanFilter":{"a":{},"b":{"ComparisonOperator":"=="}}}"#)
            #expect(
                answer.message
                    == "2 validation errors detected: Value null at "
                    + "'scanFilter.a.member.comparisonOperator' failed to satisfy constraint: "
                    + "Member must not be null; Value '==' at "
                    + "'scanFilter.b.member.comparisonOperator' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, "
                    + "EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]", "\(answer)")
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
