import DynamoDBAPI
import Testing
import TransportSupport

/// AttributeUpdates: PUT, ADD and DELETE of whole attributes.
@Suite("AttributeUpdates") struct LegacyUpdateTests {
    private func update(_ api: APIHarness, _ updates: String, _ rest: String = "") async -> Answer {
        await api.call(
            "UpdateItem",
            #"{"TableName":"simple","Key":{"p":{"S":"a"}},"AttributeUpdates":{\#(updates)}\#(rest)}"#
        )
    }

    private func item(_ api: APIHarness) async -> String? {
        await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)["Item"]
    }

    /// Each member after the one before, and what the attribute `x` is then.
    static let steps: [(String, String)] = [
        (#"{"Value":{"N":"1"}}"#, #""x":{"N":"1"}"#),
        (#"{"Action":"ADD","Value":{"N":"1.5"}}"#, #""x":{"N":"2.5"}"#),
        (#"{"Action":"PUT","Value":{"S":""}}"#, #""x":{"S":""}"#),
        (#"{"Action":"DELETE"}"#, ""),
        (#"{"Action":"ADD","Value":{"N":"7"}}"#, #""x":{"N":"7"}"#),
        (#"{"Action":"PUT","Value":{"NS":["1"]}}"#, #""x":{"NS":["1"]}"#),
        (#"{"Action":"ADD","Value":{"NS":["2","1"]}}"#, #""x":{"NS":["1","2"]}"#),
        (#"{"Action":"DELETE","Value":{"NS":["2","3"]}}"#, #""x":{"NS":["1"]}"#),
        (#"{"Action":"DELETE","Value":{"NS":["1"]}}"#, ""),
        (#"{"Action":"DELETE","Value":{"SS":["1"]}}"#, ""),
        (#"{"Action":"ADD","Value":{"L":[{"N":"1"}]}}"#, #""x":{"L":[{"N":"1"}]}"#),
        (
            #"{"Action":"ADD","Value":{"L":[{"S":"a"}]}}"#, #""x":{"L":[{"N":"1"},{"S":"a"}]}"#
        ),
    ]

    @Test(arguments: Transport.allCases)
    func `PUT sets, ADD adds to numbers, sets and lists, DELETE removes`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            for (member, expected) in Self.steps {
                #expect(await update(api, #""x":\#(member)"#).body == "{}", "\(member)")
                let rest = expected.isEmpty ? "" : ",\(expected)"
                #expect(await item(api) == #"{"p":{"S":"a"}\#(rest)}"#, "\(member)")
            }
        }
    }

    @Test func `a name is no path`() async throws {
        try await withAPI { api in
            _ = await update(api, #""a.b[0]":{"Value":{"N":"1"}}"#)
            #expect(await item(api) == #"{"a.b[0]":{"N":"1"},"p":{"S":"a"}}"#)
        }
    }

    @Test func `an update of nothing makes the item, one that only deletes does not`() async throws
    {
        try await withAPI { api in
            _ = await update(
                api, #""x":{"Action":"DELETE"},"y":{"Action":"DELETE","Value":{"SS":["a"]}}"#)
            #expect(await item(api) == nil)
            let made = await update(api, "", #","ReturnValues":"ALL_NEW""#)
            #expect(made["Attributes"] == #"{"p":{"S":"a"}}"#)
            #expect(await update(api, "", #","ReturnValues":"UPDATED_NEW""#).body == "{}")
        }
    }

    @Test func `the attributes that it names are returned`() async throws {
        try await withAPI { api in
            _ = await update(api, #""x":{"Value":{"N":"1"}},"y":{"Value":{"N":"1"}}"#)
            let change = #""x":{"Action":"ADD","Value":{"N":"1"}},"y":{"Action":"DELETE"}"#
            let new = await update(api, change, #","ReturnValues":"UPDATED_NEW""#)
            #expect(new["Attributes"] == #"{"x":{"N":"2"}}"#)
            let old = await update(api, change, #","ReturnValues":"UPDATED_OLD""#)
            #expect(old["Attributes"] == #"{"x":{"N":"2"}}"#)
        }
    }

    @Test(arguments: [
        (#""x":{}"#, "Only DELETE action is allowed when no attribute value is specified"),
        (
            #""x":{"Action":"ADD"}"#,
            "Only DELETE action is allowed when no attribute value is specified"
        ),
        (
            #""x":{"Action":"DELETE","Value":{"L":[]}}"#,
            "DELETE action with value is not supported for the type L"
        ),
        (
            #""x":{"Action":"ADD","Value":{"S":"a"}}"#,
            "ADD action is not supported for the type S"
        ),
        (#""x":{"Value":{"NS":[]}}"#, "An number set  may not be empty"),
        (#""":{"Value":{"N":"1"}}"#, "Empty attribute name"),
        (
            #""p":{"Value":{"S":"b"}}"#,
            "Cannot update attribute p. This attribute is part of the key"
        ),
    ])
    func `what it cannot do is refused`(updates: String, reason: String) async throws {
        try await withAPI { api in
            let answer = await update(api, updates)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == "One or more parameter values were invalid: \(reason)")
        }
    }

    @Test func `a value that does not go with the attribute's type is a mismatch`() async throws {
        try await withAPI { api in
            _ = await update(api, #""x":{"Value":{"S":"a"}}"#)
            for member in [
                #"{"Action":"ADD","Value":{"N":"1"}}"#, #"{"Action":"ADD","Value":{"L":[]}}"#,
                #"{"Action":"DELETE","Value":{"SS":["a"]}}"#,
            ] {
                #expect(
                    await update(api, #""x":\#(member)"#).message
                        == "Type mismatch for attribute to update")
            }
            let overflow = #""n":{"Action":"ADD","Value":{"N":"9E125"}}"#
            _ = await update(api, overflow)
            #expect(await update(api, overflow).message?.hasPrefix("Number overflow") == true)
        }
    }

    @Test func `an action that is none breaks a constraint`() async throws {
        try await withAPI { api in
            #expect(
                await update(api, #""x":{"Action":"put","Value":{"N":"1"}}"#).message
                    == "1 validation error detected: Value 'put' at "
                    + "'attributeUpdates.x.member.action' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [ADD, DELETE, PUT]")
        }
    }

    @Test func `ten thousand attributes are updated, more are refused`() async throws {
        try await withAPI { api in
            let updates = (0..<10_000).map { #""a\#($0)":{"Value":{"N":"1"}}"# }
            #expect(await update(api, updates.joined(separator: ",")).body == "{}")
            let more = updates + [#""p2":{"Action":"DELETE"}"#]
            #expect(
                await update(api, more.joined(separator: ",")).message
                    == "One or more parameter values were invalid: AttributeUpdates has more than "
                    + "10000 attributes")
        }
    }

    @Test func `more than an item can hold is refused at once`() async throws {
        try await withAPI { api in
            let value = String(repeating: "x", count: 409_600)
            #expect(
                await update(api, #""x":{"Value":{"S":"\#(value)"}}"#).message
                    == "Item size to update has exceeded the maximum allowed size")
        }
    }
}
