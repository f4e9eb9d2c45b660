import DynamoDBAPI
import Testing
import TransportSupport

@Suite("Query") struct QueryTests {
    /// A table with the sort keys 0…9 in partition `a`, `x` being the same number again.
    private func withTen(_ body: (APIHarness) async throws -> Void) async throws {
        try await withAPI { api in
            for number in [3, 1, 4, 0, 5, 9, 2, 6, 8, 7] {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"\#(number)"},"x":{"N":"\#(number)"}}}"#
                )
            }
            try await body(api)
        }
    }

    private func query(
        _ api: APIHarness, _ condition: String = "p = :p", values: String = "", _ rest: String = ""
    ) async -> Answer {
        await api.call(
            "Query",
            #"{"TableName":"sorted","KeyConditionExpression":"\#(condition)","ExpressionAttributeValues":{":p":{"S":"a"}\#(values)}\#(rest)}"#
        )
    }

    /// The items of an answer as their sort keys.
    private func keys(_ answer: Answer) -> [Int] {
        (answer["Items"] ?? "").split(separator: #""c":{"N":""#).dropFirst().compactMap {
            Int($0.prefix { $0 != "\"" })
        }
    }

    @Test func `items come in the order of their sort keys, or backwards`() async throws {
        try await withTen { api in
            #expect(keys(await query(api)) == Array(0...9))
            #expect(
                keys(await query(api, "p = :p", #","ScanIndexForward":false"#))
                    == Array((0...9).reversed()))
        }
    }

    @Test(arguments: [
        ("c = :a", [3]), ("c < :a", [0, 1, 2]), ("c <= :a", [0, 1, 2, 3]), ("c > :b", [7, 8, 9]),
        ("c >= :b", [6, 7, 8, 9]), ("c BETWEEN :a AND :b", [3, 4, 5, 6]), (":a > c", [0, 1, 2]),
    ])
    func `a condition on the sort key narrows the range`(
        condition: String, expected: [Int]
    ) async throws {
        try await withTen { api in
            var values = ""
            if condition.contains(":a") { values += #","\#(":a")":{"N":"3"}"# }
            if condition.contains(":b") { values += #","\#(":b")":{"N":"6"}"# }
            #expect(keys(await query(api, "p = :p AND \(condition)", values: values)) == expected)
        }
    }

    @Test func `a page ends at the limit and the next begins behind it`() async throws {
        try await withTen { api in
            var seen: [Int] = []
            var start = ""
            var pages = 0
            repeat {
                let answer = await query(api, "p = :p", #","Limit":3\#(start)"#)
                seen += keys(answer)
                pages += 1
                start = answer["LastEvaluatedKey"].map { #","ExclusiveStartKey":\#($0)"# } ?? ""
            } while !start.isEmpty && pages < 10
            #expect(seen == Array(0...9))
            #expect(pages == 4)
        }
    }

    @Test func `a limit that is just reached still has a last key`() async throws {
        try await withTen { api in
            let answer = await query(api, "p = :p", #","Limit":10"#)
            #expect(answer["LastEvaluatedKey"] == #"{"c":{"N":"9"},"p":{"S":"a"}}"#)
            #expect(await query(api, "p = :p", #","Limit":11"#)["LastEvaluatedKey"] == nil)
        }
    }

    @Test func `a filter works after counting`() async throws {
        try await withTen { api in
            let answer = await query(
                api, "p = :p", values: #","\#(":x")":{"N":"6"}"#,
                #","FilterExpression":"x > :x","Limit":8"#)
            #expect(keys(answer) == [7])
            #expect(answer["Count"] == "1")
            #expect(answer["ScannedCount"] == "8")
        }
    }

    @Test func `COUNT has no items`() async throws {
        try await withTen { api in
            let answer = await query(api, "p = :p", #","Select":"COUNT""#)
            #expect(answer.body == #"{"Count":10,"ScannedCount":10}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an empty partition is an empty page`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            #expect(
                await query(api).body == #"{"Items":[],"Count":0,"ScannedCount":0}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a page ends at one mebibyte`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let text = String(repeating: "x", count: 300_000)
            for number in 0..<5 {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"\#(number)"},"t":{"S":"\#(text)"}}}"#
                )
            }
            let answer = await query(api, "p = :p", #","Select":"COUNT""#)
            #expect(answer["Count"] == "4")
            #expect(answer["LastEvaluatedKey"] == #"{"c":{"N":"3"},"p":{"S":"a"}}"#)
        }
    }

    @Test(arguments: [
        (
            #","Limit":0"#,
            "1 validation error detected: Value at 'Limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        ),
        (
            #","Select":"count""#,
            "1 validation error detected: Value 'count' at 'select' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, "
                + "ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"
        ),
        (
            #","Select":"SPECIFIC_ATTRIBUTES""#,
            "1 validation error detected: Must specify the AttributesToGet or "
                + "ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
        ),
        (
            #","Select":"COUNT","ProjectionExpression":"x""#,
            "Cannot specify the ProjectionExpression when choosing to get only the Count"
        ),
        (
            #","Select":"ALL_ATTRIBUTES","ProjectionExpression":"x""#,
            "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"
        ),
        (
            #","Select":"ALL_PROJECTED_ATTRIBUTES""#,
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
        ),
        (
            #","IndexName":"byDate""#,
            "The table does not have the specified index: byDate"
        ),
        (
            #","FilterExpression":"attribute_exists(c)""#,
            "Filter Expression can only contain non-primary key attributes: "
                + "Primary key attribute: c"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"a"}}"#,
            "The provided starting key is invalid"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"a"},"c":{"N":"1"},"x":{"N":"1"}}"#,
            "The provided starting key is invalid"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"a"},"c":{"S":"1"}}"#,
            "The provided key element does not match the schema"
        ),
        (
            #","ExclusiveStartKey":{"p":{"N":"1"},"c":{"N":"1"}}"#,
            "The provided key element does not match the schema"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"a"},"x":{"N":"1"}}"#,
            "The provided starting key is invalid"
        ),
        (
            #","ExclusiveStartKey":{}"#,
            "The provided starting key is invalid"
        ),
        (
            #","ExclusiveStartKey":{"p":{"S":"b"},"c":{"N":"1"}}"#,
            "The provided starting key is outside query boundaries based on provided conditions"
        ),
    ])
    func `what may not be asked is refused`(rest: String, message: String) async throws {
        try await withAPI { api in
            let answer = await query(api, "p = :p", rest)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == message)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a start key outside the sort condition is refused`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await query(
                api, "p = :p AND c > :c", values: #","\#(":c")":{"N":"5"}"#,
                #","ExclusiveStartKey":{"p":{"S":"a"},"c":{"N":"1"}}"#)
            #expect(
                answer.message
                    == "The provided starting key does not match the range key predicate")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a table without a sort key takes no start key`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "Query",
                #"{"TableName":"simple","KeyConditionExpression":"p = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"p":{"S":"a"}}}"#
            )
            #expect(
                answer.message
                    == "The provided exclusive start key is invalid: "
                    + "ExclusiveStartKey: {p=AttributeValue: {S:a}}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `the key condition is required and must name the partition key`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            #expect(
                await api.call("Query", #"{"TableName":"sorted"}"#).message
                    == "Either the KeyConditions or KeyConditionExpression parameter "
                    + "must be specified in the request.")
            let answer = await api.call(
                "Query",
                #"{"TableName":"sorted","KeyConditionExpression":"c = :c","ExpressionAttributeValues":{":c":{"N":"1"}}}"#
            )
            #expect(answer.message == "Query condition missed key schema element: p")
        }
    }
}
