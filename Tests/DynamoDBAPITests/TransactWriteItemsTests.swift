import DynamoDBAPI
import TestSupport
import Testing

@Suite("TransactWriteItems") struct TransactWriteItemsTests {
    private func write(_ api: APIHarness, _ actions: [String], _ rest: String = "") async -> Answer
    {
        await api.call(
            "TransactWriteItems",
            #"{"TransactItems":[\#(actions.joined(separator: ","))]\#(rest)}"#)
    }

    private func put(_ key: String, _ rest: String = "") -> String {
        #"{"Put":{"TableName":"simple","Item":{"p":{"S":"\#(key)"}}\#(rest)}}"#
    }

    private func count(_ api: APIHarness) async -> String? {
        await api.call("Scan", #"{"TableName":"simple"}"#)["Count"]
    }

    private let increment =
        #"{"Update":{"TableName":"simple","Key":{"p":{"S":"n"}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}}"#

    @Test func `all four kinds of action happen together`() async throws {
        try await withAPI { api in
            _ = await api.call("PutItem", #"{"TableName":"simple","Item":{"p":{"S":"old"}}}"#)
            let answer = await write(
                api,
                [
                    put("new"), increment,
                    #"{"Delete":{"TableName":"simple","Key":{"p":{"S":"old"}},"ConditionExpression":"attribute_exists(p)"}}"#,
                    #"{"ConditionCheck":{"TableName":"sorted","Key":{"p":{"S":"a"},"c":{"N":"1"}},"ConditionExpression":"attribute_not_exists(p)"}}"#,
                ])
            #expect(answer.description == "200 {}")
            let items = await api.call("Scan", #"{"TableName":"simple"}"#)["Items"] ?? ""
            #expect(items.contains(#""p":{"S":"new"}"#))
            #expect(items.contains(#""n":{"N":"1"}"#))
            #expect(!items.contains(#""old""#))
        }
    }

    @Test func `every failed condition is reported and nothing happens`() async throws {
        try await withAPI { api in
            _ = await api.call("PutItem", #"{"TableName":"simple","Item":{"p":{"S":"there"}}}"#)
            let condition = #","ConditionExpression":"attribute_not_exists(p)""#
            let answer = await write(
                api,
                [
                    put("new"), put("there", condition),
                    #"{"Delete":{"TableName":"simple","Key":{"p":{"S":"gone"}},"ConditionExpression":"attribute_exists(p)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}"#,
                ])
            #expect(
                answer.body
                    == #"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"},{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}]}"#
            )
            #expect(await count(api) == "1")
        }
    }

    @Test func `an action that asks for it gets the item that failed it`() async throws {
        try await withAPI { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"x":{"N":"1"}}}"#)
            let answer = await write(
                api,
                [
                    put(
                        "a",
                        #","ConditionExpression":"attribute_not_exists(p)","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#
                    )
                ])
            #expect(
                answer["CancellationReasons"]
                    == #"[{"Code":"ConditionalCheckFailed","Message":"The conditional request failed","Item":{"p":{"S":"a"},"x":{"N":"1"}}}]"#
            )
        }
    }

    @Test func `a key that does not fit cancels at the first one`() async throws {
        try await withAPI { api in
            let bad = #"{"Put":{"TableName":"simple","Item":{"p":{"N":"7"}}}}"#
            let answer = await write(api, [put("good"), bad, bad])
            #expect(answer.error == "TransactionCanceledException")
            #expect(
                answer["CancellationReasons"]
                    == #"[{"Code":"None"},{"Code":"ValidationError","Message":"One or more parameter values were invalid: Type mismatch for key p expected: S actual: N"},{"Code":"None"}]"#
            )
        }
    }

    @Test func `an update that does not fit the stored item cancels`() async throws {
        try await withAPI { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"n"},"n":{"S":"x"}}}"#)
            let answer = await write(api, [put("new"), increment])
            #expect(
                answer["CancellationReasons"]
                    == #"[{"Code":"None"},{"Code":"ValidationError","Message":"An operand in the update expression has an incorrect data type"}]"#
            )
            #expect(await count(api) == "1")
        }
    }

    @Test func `an empty key value refuses the whole request`() async throws {
        try await withAPI { api in
            #expect(await write(api, [put("")]).error == "ValidationException")
        }
    }

    @Test func `no two actions may name one item`() async throws {
        try await withAPI { api in
            let check =
                #"{"ConditionCheck":{"TableName":"simple","Key":{"p":{"S":"a"}},"ConditionExpression":"attribute_not_exists(p)"}}"#
            for actions in [[put("a"), put("a")], [put("a"), check], [put("b"), check, check]] {
                let answer = await write(api, actions)
                #expect(answer.error == "ValidationException")
                #expect(
                    answer.message
                        == "Transaction request cannot include multiple operations on one item")
            }
        }
    }

    @Test func `one to one hundred actions`() async throws {
        try await withAPI { api in
            #expect(
                await write(api, []).message
                    == "1 validation error detected: Value '[]' at 'transactItems' failed to "
                    + "satisfy constraint: Member must have length greater than or equal to 1")
            #expect(await write(api, (0..<100).map { put("k\($0)") }).status == 200)
            #expect(await count(api) == "100")
            let over = await write(api, (0..<101).map { put("k\($0)") })
            #expect(over.error == "ValidationException")
            #expect(
                over.message?.hasSuffix(
                    "at 'transactItems' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 100") == true)
        }
    }

    @Test(arguments: [
        (
            #"{"ConditionCheck":{"TableName":"simple","Key":{"p":{"S":"a"}}}}"#,
            "1 validation error detected: Value null at "
                + "'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy "
                + "constraint: Member must not be null"
        ),
        (
            #"{"Update":{"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"REMOVE x","ReturnValuesOnConditionCheckFailure":"dog"}}"#,
            "1 validation error detected: Value 'dog' at "
                + "'transactItems.1.member.update.returnValuesOnConditionCheckFailure' failed to "
                + "satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]"
        ),
        (
            #"{"Put":{"TableName":"simple","Item":{"":{"S":"x"}}}}"#, "Empty attribute name"
        ),
        (
            "{}",
            "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"
        ),
        (
            #"{"Put":{"TableName":"simple","Item":{"p":{"S":"a"}}},"Delete":{"TableName":"simple","Key":{"p":{"S":"a"}}}}"#,
            "TransactItems can only contain one of Check, Put, Update or Delete"
        ),
        (
            ##"{"Put":{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"attribute_exists(p)","ExpressionAttributeNames":{"#xyz":"x"}}}"##,
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#xyz}"
        ),
    ])
    func `what is wrong with the request itself is one validation error`(
        action: String, message: String
    ) async throws {
        try await withAPI { api in
            let answer = await write(api, [action])
            #expect(answer.error == "ValidationException")
            #expect(answer.message == message)
        }
    }

    @Test(arguments: [
        ##""ExpressionAttributeNames":{"#n":"x"}"##,
        #""ExpressionAttributeValues":{":v":{"N":"1"}}"#,
        ##""ExpressionAttributeNames":{"#n":"x"},"ExpressionAttributeValues":{":v":{"N":"1"}}"##,
    ])
    func `names and values may stand there without an expression`(given: String) async throws {
        try await withAPI { api in
            let put = #"{"Put":{"TableName":"simple","Item":{"p":{"S":"a"}},\#(given)}}"#
            let delete = #"{"Delete":{"TableName":"simple","Key":{"p":{"S":"b"}},\#(given)}}"#
            #expect(await write(api, [put, delete]).description == "200 {}")
            let condition = #","ConditionExpression":"attribute_not_exists(p)"}}"#
            let unused = await write(api, [put.dropLast(2) + condition])
            #expect(unused.message?.contains("unused in expressions: keys: {") == true)
            // The single calls refuse them.
            let single = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"}},\#(given)}"#)
            #expect(
                single.message?.contains("can only be specified when using expressions") == true)
        }
    }

    @Test func `what names and values hold is read even where nothing uses it`() async throws {
        try await withAPI { api in
            let given = #""ExpressionAttributeValues":{":v":{"SS":[]}}"#
            let put = #"{"Put":{"TableName":"simple","Item":{"p":{"S":"a"}},\#(given)}}"#
            #expect(await write(api, [put]).error == "ValidationException")
        }
    }

    @Test func `an update can read the key of the item that it makes`() async throws {
        try await withAPI { api in
            let update =
                #"{"Update":{"TableName":"sorted","Key":{"p":{"S":"new"},"c":{"N":"7"}},"UpdateExpression":"SET b = p, d = c + c, l = list_append(if_not_exists(l, :l), :l)","ExpressionAttributeValues":{":l":{"L":[]}}}}"#
            #expect(await write(api, [update]).description == "200 {}")
            let item = await api.call(
                "GetItem", #"{"TableName":"sorted","Key":{"p":{"S":"new"},"c":{"N":"7"}}}"#)
            #expect(
                item["Item"]
                    == #"{"b":{"S":"new"},"c":{"N":"7"},"d":{"N":"14"},"l":{"L":[]},"p":{"S":"new"}}"#
            )
        }
    }

    @Test func `a payload ends at 4 MiB`() async throws {
        try await withAPI { api in
            let text = String(repeating: "x", count: 390_000)
            func actions(_ count: Int) -> [String] {
                (0..<count).map {
                    put("k\($0)", "").replacing("}}}}", with: #"},"t":{"S":"\#(text)"}}}}"#)
                }
            }
            #expect(await write(api, actions(10)).status == 200)
            let over = await write(api, actions(11))
            #expect(over.error == "ValidationException")
            #expect(over.message == "Transaction payload size cannot exceed 4194304 bytes")
        }
    }

    @Test func `without a token an increment happens each time, with one only once`() async throws {
        try await withAPI { api in
            func value() async -> String? {
                await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"n"}}}"#)["Item"]
            }
            for _ in 0..<2 { #expect(await write(api, [increment]).body == "{}") }
            #expect(await value() == #"{"n":{"N":"2"},"p":{"S":"n"}}"#)
            for _ in 0..<3 {
                #expect(await write(api, [increment], #","ClientRequestToken":"t1""#).body == "{}")
            }
            #expect(await value() == #"{"n":{"N":"3"},"p":{"S":"n"}}"#)
        }
    }

    @Test func `a token stands for the meaning of its request`() async throws {
        try await withAPI { api in
            let token = #","ClientRequestToken":"t""#
            let spelled =
                ##"{"Update":{"ExpressionAttributeValues":{":one":{"N":"1.0"}},"UpdateExpression":"add #n :one","ExpressionAttributeNames":{"#n":"n"},"Key":{"p":{"S":"n"}},"TableName":"simple"}}"##
            #expect(await write(api, [increment], token).status == 200)
            #expect(await write(api, [spelled], token).status == 200)
            let other = await write(api, [put("x")], token)
            #expect(other.status == 400)
            #expect(other.error == "IdempotentParameterMismatchException")
        }
    }

    @Test func `a token is forgotten after ten minutes`() async throws {
        try await withAPI { api in
            let token = #","ClientRequestToken":"t""#
            #expect(await write(api, [increment], token).status == 200)
            api.clock.advance(seconds: 601)
            #expect(await write(api, [put("x")], token).status == 200)
        }
    }

    @Test func `a token has 1 to 36 characters`() async throws {
        try await withAPI { api in
            func write(_ count: Int) async -> Answer {
                let token = String(repeating: "t", count: count)
                return await self.write(api, [put("a")], #","ClientRequestToken":"\#(token)""#)
            }
            #expect(await write(36).status == 200)
            #expect(await write(37).message?.contains("'clientRequestToken'") == true)
            #expect(await write(0).error == "ValidationException")
        }
    }

    @Test func `an unknown table is not found`() async throws {
        try await withAPI { api in
            let answer = await write(
                api, [put("a"), #"{"Put":{"TableName":"missing","Item":{"p":{"S":"a"}}}}"#])
            #expect(answer.error == "ResourceNotFoundException")
        }
    }
}
