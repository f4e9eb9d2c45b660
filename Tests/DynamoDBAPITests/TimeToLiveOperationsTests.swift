import API
import DynamoDBAPI
import TestSupport
import Testing

@Suite("UpdateTimeToLive") struct TimeToLiveOperationsTests {
    private func update(
        _ api: APIHarness, _ attribute: String, _ isEnabled: Bool
    ) async -> Answer {
        await api.call(
            "UpdateTimeToLive",
            #"{"TableName":"simple","TimeToLiveSpecification":{"AttributeName":"\#(attribute)","#
                + #""Enabled":\#(isEnabled)}}"#)
    }

    private func status(_ api: APIHarness) async -> String? {
        await api.call("DescribeTimeToLive", #"{"TableName":"simple"}"#)["TimeToLiveDescription"]
    }

    @Test func `it is enabled at once, described, and disabled again`() async throws {
        try await withAPI { api in
            #expect(await status(api) == #"{"TimeToLiveStatus":"DISABLED"}"#)
            #expect(
                await update(api, "end", true).body
                    == #"{"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"end"}}"#)
            #expect(
                await status(api) == #"{"TimeToLiveStatus":"ENABLED","AttributeName":"end"}"#)
            #expect(
                await update(api, "end", false).body
                    == #"{"TimeToLiveSpecification":{"Enabled":false,"AttributeName":"end"}}"#)
            #expect(await status(api) == #"{"TimeToLiveStatus":"DISABLED"}"#)
        }
    }

    @Test func `a change that does not fit what is enabled is refused`() async throws {
        try await withAPI { api in
            #expect(
                await update(api, "end", false).isValidation("TimeToLive is already disabled"))
            _ = await update(api, "end", true)
            #expect(await update(api, "end", true).isValidation("TimeToLive is already enabled"))
            for isEnabled in [true, false] {
                #expect(
                    await update(api, "other", isEnabled).isValidation(
                        "TimeToLive is active on a different AttributeName: "
                            + "current AttributeName is end"))
            }
            #expect(
                await status(api) == #"{"TimeToLiveStatus":"ENABLED","AttributeName":"end"}"#)
        }
    }

    @Test func `both members are required and the name has 1 to 255 characters`() async throws {
        let cases: [(String, String)] = [
            ("", "Value null at 'timeToLiveSpecification'"),
            (
                #","TimeToLiveSpecification":{"Enabled":true}"#,
                "Value null at 'timeToLiveSpecification.attributeName'"
            ),
            (
                #","TimeToLiveSpecification":{"AttributeName":"a"}"#,
                "Value null at 'timeToLiveSpecification.enabled'"
            ),
            (
                #","TimeToLiveSpecification":{"AttributeName":"","Enabled":true}"#,
                "Member must have length greater than or equal to 1"
            ),
            (
                #","TimeToLiveSpecification":{"AttributeName":"\#(String(repeating: "x", count: 256))","#
                    + #""Enabled":true}"#, "Member must have length less than or equal to 255"
            ),
        ]
        try await withAPI { api in
            for (members, words) in cases {
                let answer = await api.call(
                    "UpdateTimeToLive", #"{"TableName":"simple"\#(members)}"#)
                #expect(answer.error == "ValidationException")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
            let wrongKind = await api.call(
                "UpdateTimeToLive",
                #"{"TableName":"simple","TimeToLiveSpecification":{"AttributeName":"a","#
                    + #""Enabled":"dog"}}"#)
            #expect(wrongKind.error == "SerializationException")
        }
    }

    @Test func `an item whose second has passed is absent for readers`() async throws {
        try await withAPI { api in
            _ = await update(api, "end", true)
            _ = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"},"end":{"N":"1795000010"}}}"#)
            func isThere() async -> Bool {
                await api.call(
                    "GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)["Item"] != nil
            }
            api.clock.advance(seconds: 10)
            #expect(await isThere())
            api.clock.advance(seconds: 1)
            #expect(await !isThere())
        }
    }

    @Test func `a second change within the cool-down is refused when there is one`() async throws {
        try await withAPI(settings: APISettings(timeToLiveCooldownSeconds: 3600)) { api in
            #expect(await update(api, "end", true).status == 200)
            #expect(await update(api, "end", true).isValidation("TimeToLive is already enabled"))
            let soon = await update(api, "end", false)
            #expect(
                soon.isValidation(
                    "Time to live has been modified multiple times within a fixed interval"))
            api.clock.advance(seconds: 3600)
            #expect(await update(api, "end", false).status == 200)
        }
    }
}
