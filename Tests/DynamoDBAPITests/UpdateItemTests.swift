import DynamoDBAPI
import Testing
import TransportSupport

@Suite("UpdateItem") struct UpdateItemTests {
    /// The key belongs to the item that is made; the condition is asked before it is there.
    @Test(arguments: Transport.allCases)
    func `an update can read the key of the item that it makes`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            func update(_ key: String, _ rest: String) async -> Answer {
                await api.call(
                    "UpdateItem", #"{"TableName":"simple","Key":{"p":{"S":"\#(key)"}},\#(rest)}"#)
            }
            let returned = #","ReturnValues":"ALL_NEW""#
            for (key, source) in [("a", "p"), ("b", "if_not_exists(b, p)")] {
                let answer = await update(
                    key, #""UpdateExpression":"SET b = \#(source)"\#(returned)"#)
                #expect(answer["Attributes"] == #"{"b":{"S":"\#(key)"},"p":{"S":"\#(key)"}}"#)
            }
            #expect(
                await update("c", #""UpdateExpression":"SET b.a = p""#).message
                    == "The document path provided in the update expression is invalid for update")
            #expect(
                await update("d", #""UpdateExpression":"SET b = x""#).message
                    == "The provided expression refers to an attribute that does not exist in the "
                    + "item")
            let condition = #","ConditionExpression":"attribute_exists(p)""#
            #expect(
                await update("e", #""UpdateExpression":"SET b = p"\#(condition)"#).error
                    == "ConditionalCheckFailedException")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a size in a condition counts UTF-16 units`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"s":{"S":"a€😀"}}}"#)
            for (size, status) in [(4, 200), (8, 400)] {
                let answer = await api.call(
                    "UpdateItem",
                    #"{"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"SET x = :n","ConditionExpression":"size(s) = :n","ExpressionAttributeValues":{":n":{"N":"\#(size)"}}}"#
                )
                #expect(answer.status == status)
            }
            for (filter, count) in [("size(s) > :n", "1"), ("size(s) <= :n", "0")] {
                let answer = await api.call(
                    "Scan",
                    #"{"TableName":"simple","FilterExpression":"\#(filter)","ExpressionAttributeValues":{":n":{"N":"3"}}}"#
                )
                #expect(answer["Count"] == count)
            }
        }
    }

    private static let key = #""TableName":"simple","Key":{"p":{"S":"a"}}"#

    private func update(_ api: APIHarness, _ rest: String) async -> Answer {
        await api.call("UpdateItem", "{\(UpdateItemTests.key)\(rest)}")
    }

    private func item(_ api: APIHarness) async -> String? {
        await api.call("GetItem", "{\(UpdateItemTests.key)}")["Item"]
    }

    @Test(arguments: Transport.allCases)
    func `ADD counts and creates the item`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            for _ in 0..<3 {
                let answer = await update(
                    api,
                    #","UpdateExpression":"ADD clicks :one","ExpressionAttributeValues":{":one":{"N":"1"}}"#
                )
                #expect(answer.description == "200 {}")
            }
            #expect(await item(api) == #"{"clicks":{"N":"3"},"p":{"S":"a"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an update without an expression creates an item of its key`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            #expect(await update(api, "").body == "{}")
            #expect(await item(api) == #"{"p":{"S":"a"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an update that only removes creates nothing`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await update(
                api, #","UpdateExpression":"REMOVE x","ReturnValues":"ALL_NEW""#)
            #expect(answer.body == "{}")
            #expect(await item(api) == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `return values follow the five modes`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            func set(_ value: Int, _ mode: String) async -> String {
                await update(
                    api,
                    #","UpdateExpression":"SET x = :v","ExpressionAttributeValues":{":v":{"N":"\#(value)"}},"ReturnValues":"\#(mode)""#
                ).body
            }
            #expect(await set(1, "UPDATED_OLD") == "{}")
            #expect(await set(2, "UPDATED_OLD") == #"{"Attributes":{"x":{"N":"1"}}}"#)
            #expect(await set(3, "UPDATED_NEW") == #"{"Attributes":{"x":{"N":"3"}}}"#)
            #expect(await set(4, "ALL_OLD") == #"{"Attributes":{"p":{"S":"a"},"x":{"N":"3"}}}"#)
            #expect(await set(5, "ALL_NEW") == #"{"Attributes":{"p":{"S":"a"},"x":{"N":"5"}}}"#)
            #expect(await set(6, "NONE") == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `updated values are the touched paths in their nesting`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"},"m":{"M":{"x":{"N":"1"},"y":{"N":"2"}}},"z":{"N":"9"}}}"#
            )
            let answer = await update(
                api,
                #","UpdateExpression":"SET m.x = :v REMOVE z","ExpressionAttributeValues":{":v":{"N":"5"}},"ReturnValues":"UPDATED_NEW""#
            )
            #expect(answer.body == #"{"Attributes":{"m":{"M":{"x":{"N":"5"}}}}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `the key cannot be updated`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await update(
                api,
                #","UpdateExpression":"SET p = :v","ExpressionAttributeValues":{":v":{"S":"b"}}"#)
            #expect(
                answer.message
                    == "One or more parameter values were invalid: "
                    + "Cannot update attribute p. This attribute is part of the key")
        }
    }

    @Test(arguments: Transport.allCases)
    func `what does not fit the item is a validation error without effect`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"s":{"S":"text"}}}"#)
            let answer = await update(
                api,
                #","UpdateExpression":"ADD s :one","ExpressionAttributeValues":{":one":{"N":"1"}}"#)
            #expect(answer.error == "ValidationException")
            #expect(
                answer.message == "An operand in the update expression has an incorrect data type")
            #expect(await item(api) == #"{"p":{"S":"a"},"s":{"S":"text"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an update may not grow an item past 400 KiB`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let text = String(repeating: "x", count: 300_000)
            func set(_ name: String) async -> Answer {
                await update(
                    api,
                    #","UpdateExpression":"SET \#(name) = :v","ExpressionAttributeValues":{":v":{"S":"\#(text)"}}"#
                )
            }
            #expect(await set("x").status == 200)
            #expect(
                await set("y").message
                    == "Item size to update has exceeded the maximum allowed size")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a failed condition shows the item when asked`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await update(api, "")
            let answer = await update(
                api,
                #","UpdateExpression":"REMOVE y","ConditionExpression":"attribute_exists(x)","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#
            )
            #expect(answer.error == "ConditionalCheckFailedException")
            #expect(answer["Item"] == #"{"p":{"S":"a"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `values without an expression name both expressions`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await update(api, #","ExpressionAttributeValues":{":v":{"S":"b"}}"#)
            #expect(
                answer.message
                    == "ExpressionAttributeValues can only be specified when using expressions: "
                    + "UpdateExpression and ConditionExpression are null")
        }
    }

    @Test(arguments: Transport.allCases)
    func `names and values are shared by both expressions`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await update(
                api,
                ##","UpdateExpression":"SET #x = :v","ConditionExpression":"attribute_not_exists(#x) OR #x < :v","ExpressionAttributeNames":{"#x":"x"},"ExpressionAttributeValues":{":v":{"N":"1"}}"##
            )
            #expect(answer.body == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `an empty expression is refused`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await update(api, #","UpdateExpression":"""#)
            #expect(
                answer.message == "Invalid UpdateExpression: The expression can not be empty;")
        }
    }
}
