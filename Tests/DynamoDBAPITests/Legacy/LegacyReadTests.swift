import DynamoDBAPI
import Testing
import TransportSupport

/// KeyConditions, QueryFilter and AttributesToGet.
@Suite("Reads from before expressions") struct LegacyReadTests {
    private func withFive(
        over transport: Transport = .dispatcher, _ body: (APIHarness) async throws -> Void
    ) async throws {
        try await withAPI(over: transport) { api in
            for number in 0..<5 {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"\#(number)"},"x":{"N":"\#(number % 2)"}}}"#
                )
            }
            try await body(api)
        }
    }

    private static let partition =
        #""p":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}"#

    private func query(_ api: APIHarness, _ conditions: String, _ rest: String = "") async -> Answer
    {
        await api.call(
            "Query", #"{"TableName":"sorted","KeyConditions":{\#(conditions)}\#(rest)}"#)
    }

    private func range(_ name: String, _ values: String) -> String {
        #"\#(Self.partition),"c":{"ComparisonOperator":"\#(name)","AttributeValueList":[\#(values)]}"#
    }

    @Test(arguments: [
        ("EQ", #"{"N":"3"}"#, 1), ("LT", #"{"N":"3"}"#, 3), ("LE", #"{"N":"3"}"#, 4),
        ("GT", #"{"N":"3"}"#, 1), ("GE", #"{"N":"3"}"#, 2), ("BETWEEN", #"{"N":"1"},{"N":"3"}"#, 3),
    ])
    func `KeyConditions narrow the sort key`(
        name: String, values: String, count: Int
    ) async throws {
        try await withFive { api in
            #expect(await query(api, Self.partition)["Count"] == "5")
            #expect(await query(api, range(name, values))["Count"] == "\(count)")
        }
    }

    @Test(arguments: [
        ("", "Conditions can be of length 1 or 2 only"),
        (
            #"\#(partition),"c":{"ComparisonOperator":"NULL"},"x":{"ComparisonOperator":"NULL"}"#,
            "Conditions can be of length 1 or 2 only"
        ),
        (
            #""c":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}"#,
            "Query condition missed key schema element: p"
        ),
        (
            #"\#(partition),"x":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}"#,
            "Query condition missed key schema element: c"
        ),
        (
            #""p":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"a"}]}"#,
            "Query key condition not supported"
        ),
        (
            #"\#(partition),"c":{"ComparisonOperator":"NE","AttributeValueList":[{"N":"1"}]}"#,
            "Attempted conditional constraint is not an indexable operation"
        ),
        (
            #"\#(partition),"c":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"1"}]}"#,
            "One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type"
        ),
        (
            #"\#(partition),"c":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"N":"1"}]}"#,
            "One or more parameter values were invalid: "
                + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"
        ),
    ])
    func `what is no condition on a key is refused`(
        conditions: String, message: String
    ) async throws {
        try await withAPI { api in
            #expect(await query(api, conditions).message == message)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a QueryFilter works after the page was read and spares the key`(
        transport: Transport
    ) async throws {
        try await withFive(over: transport) { api in
            func filter(_ name: String) -> String {
                #","QueryFilter":{"\#(name)":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}}"#
            }
            let answer = await query(api, Self.partition, filter("x"))
            #expect(answer["Count"] == "2")
            #expect(answer["ScannedCount"] == "5")
            #expect(
                await query(api, Self.partition, filter("c")).message
                    == "QueryFilter can only contain non-primary key attributes: "
                    + "Primary key attribute: c")
        }
    }

    @Test func `KeyConditions may stand beside an expression for another job`() async throws {
        try await withFive { api in
            let rest =
                #","FilterExpression":"x = :x","ProjectionExpression":"c","ExpressionAttributeValues":{":x":{"N":"1"}}"#
            #expect(
                await query(api, Self.partition, rest)["Items"]
                    == #"[{"c":{"N":"1"}},{"c":{"N":"3"}}]"#)
            let mixed = await query(
                api, Self.partition,
                #","QueryFilter":{},"ConditionalOperator":"OR","KeyConditionExpression":"p = :p","FilterExpression":"x = :x""#
            )
            #expect(
                mixed.message
                    == "Can not use both expression and non-expression parameters in the same "
                    + "request: Non-expression parameters: "
                    + "{QueryFilter, ConditionalOperator, KeyConditions} "
                    + "Expression parameters: {FilterExpression, KeyConditionExpression}")
            let other = await query(
                api, Self.partition, #","AttributesToGet":["x"],"FilterExpression":"x = :x""#)
            #expect(
                other.message
                    == "Can not use both expression and non-expression parameters in the same "
                    + "request: Non-expression parameters: {AttributesToGet} "
                    + "Expression parameters: {FilterExpression}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `AttributesToGet return what there is of them`(transport: Transport) async throws {
        try await withFive(over: transport) { api in
            let key = #"{"p":{"S":"a"},"c":{"N":"1"}}"#
            let item = #"{"c":{"N":"1"},"x":{"N":"1"}}"#
            let names = #""AttributesToGet":["x","c","none"]"#
            #expect(
                await api.call("GetItem", #"{"TableName":"sorted","Key":\#(key),\#(names)}"#)[
                    "Item"]
                    == item)
            #expect(
                await api.call(
                    "BatchGetItem", #"{"RequestItems":{"sorted":{"Keys":[\#(key)],\#(names)}}}"#)[
                        "Responses"] == #"{"sorted":[\#(item)]}"#)
            let none = #","AttributesToGet":["none"],"Limit":1"#
            #expect(await query(api, Self.partition, none)["Items"] == "[{}]")
            let answer = await api.call(
                "Scan",
                #"{"TableName":"sorted","Select":"SPECIFIC_ATTRIBUTES","AttributesToGet":["x"],"Limit":2}"#
            )
            #expect(answer["Items"] == #"[{"x":{"N":"0"}},{"x":{"N":"1"}}]"#)
        }
    }

    @Test(arguments: [
        (
            #""AttributesToGet":[]"#,
            "1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy "
                + "constraint: Member must have length greater than or equal to 1"
        ),
        (
            #""AttributesToGet":["a","a"]"#,
            "One or more parameter values were invalid: Duplicate value in attribute name: a"
        ),
        (
            #""AttributesToGet":[""]"#,
            "One or more parameter values were invalid: Empty attribute name"
        ),
        (
            #""AttributesToGet":["a"],"Select":"COUNT""#,
            "Cannot specify the AttributesToGet when choosing to get only the Count"
        ),
        (
            #""AttributesToGet":["a"],"Select":"ALL_ATTRIBUTES""#,
            "Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES"
        ),
    ])
    func `AttributesToGet are names, each once`(member: String, message: String) async throws {
        try await withAPI { api in
            #expect(
                await api.call("Scan", #"{"TableName":"simple",\#(member)}"#).message == message)
        }
    }
}
