import DynamoDBAPI
import Testing

@Suite("TransactGetItems") struct TransactGetItemsTests {
    private func get(_ api: APIHarness, _ gets: [String]) async -> Answer {
        await api.call(
            "TransactGetItems",
            #"{"TransactItems":[\#(gets.map { #"{"Get":{"TableName":"simple",\#($0)}}"# }.joined(separator: ","))]}"#
        )
    }

    @Test func `answers stand in the order of the request, a missing item empty`() async throws {
        try await withAPI { api in
            _ = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"},"x":{"N":"1"},"y":{"N":"2"}}}"#)
            let answer = await get(
                api,
                [
                    #""Key":{"p":{"S":"gone"}}"#,
                    #""Key":{"p":{"S":"a"}},"ProjectionExpression":"x""#,
                ])
            #expect(answer.body == #"{"Responses":[{},{"Item":{"x":{"N":"1"}}}]}"#)
        }
    }

    @Test func `names may stand there without a projection, but not unused by one`() async throws {
        try await withAPI { api in
            let names = ##""Key":{"p":{"S":"a"}},"ExpressionAttributeNames":{"#n":"x"}"##
            #expect(await get(api, [names]).body == #"{"Responses":[{}]}"#)
            let unused = await get(api, [names + #","ProjectionExpression":"y""#])
            #expect(
                unused.message
                    == "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}"
            )
        }
    }

    @Test func `one item may be named once`() async throws {
        try await withAPI { api in
            let answer = await get(api, [#""Key":{"p":{"S":"a"}}"#, #""Key":{"p":{"S":"a"}}"#])
            #expect(
                answer.message
                    == "Transaction request cannot include multiple operations on one item")
        }
    }

    @Test func `no more than a hundred`() async throws {
        try await withAPI { api in
            let answer = await get(api, (0..<101).map { #""Key":{"p":{"S":"\#($0)"}}"# })
            #expect(answer.error == "ValidationException")
            #expect(answer.message?.contains("'transactItems'") == true)
            #expect(answer.message?.contains("100") == true)
        }
    }

    @Test func `unused and undefined names refuse the request`() async throws {
        try await withAPI { api in
            let key = #""Key":{"p":{"S":"a"}},"#
            let unused = await get(
                api,
                [
                    key
                        + ##""ProjectionExpression":"#x","ExpressionAttributeNames":{"#x":"x","#q":"q"}"##
                ])
            #expect(unused.error == "ValidationException")
            #expect(unused.message?.contains("#q") == true)
            let undefined = await get(
                api,
                [key + ##""ProjectionExpression":"#x,#z","ExpressionAttributeNames":{"#x":"x"}"##])
            #expect(undefined.error == "ValidationException")
            #expect(undefined.message?.contains("#z") == true)
        }
    }

    @Test func `a key that does not fit cancels`() async throws {
        try await withAPI { api in
            let answer = await get(api, [#""Key":{"p":{"S":"a"}}"#, #""Key":{"p":{"N":"1"}}"#])
            #expect(answer.error == "TransactionCanceledException")
            #expect(
                answer["CancellationReasons"]
                    == #"[{"Code":"None"},{"Code":"ValidationError","Message":"The provided key element does not match the schema"}]"#
            )
        }
    }
}
