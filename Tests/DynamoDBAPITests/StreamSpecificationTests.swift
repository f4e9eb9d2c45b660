import API
import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("StreamSpecification") struct StreamSpecificationTests {
    private static let views = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]

    @Test(arguments: views + ["CHANGES"])
    func `a table begins with a stream, and every description names it`(view: String)
        async throws
    {
        try await withAPI { api in
            let arn = try await api.createStreamed("streamed", view)
            let label = arn.split(separator: "/").last.map(String.init) ?? ""
            #expect(arn == TableRequests.arn("streamed") + "/stream/" + label)
            #expect(label == "2026-11-18T11:06:40.000")
            let unchanged = await api.update("streamed", TableRequests.onDemand)
            for table in [
                await api.describe("streamed").node("Table"),
                unchanged.node("TableDescription"),
            ] {
                #expect(table?["LatestStreamArn"]?.string == arn)
                #expect(table?["LatestStreamLabel"]?.string == label)
                #expect(
                    table?["StreamSpecification"]?.text
                        == #"{"StreamEnabled":true,"StreamViewType":"\#(view)"}"#)
            }
        }
    }

    @Test func `a table without a stream says nothing of one`() async throws {
        try await withAPI { api in
            _ = await api.create("plain", StreamRequests.off)
            let table = await api.describe("plain").node("Table")
            for member in ["StreamSpecification", "LatestStreamArn", "LatestStreamLabel"] {
                #expect(table?[member] == nil)
            }
        }
    }

    @Test func `a stream is switched on, off and on again`() async throws {
        try await withAPI { api in
            let first = await api.update("simple", StreamRequests.on("KEYS_ONLY"))
                .node("TableDescription", "LatestStreamArn")?.string
            #expect(first != nil)
            let off = await api.update("simple", StreamRequests.off)
            #expect(off.node("TableDescription", "StreamSpecification") == nil)
            let table = await api.describe("simple").node("Table")
            #expect(table?["StreamSpecification"] == nil)
            #expect(table?["LatestStreamArn"]?.string == first)
            let again = await api.update("simple", StreamRequests.on("NEW_IMAGE"))
            let second = again.node("TableDescription", "LatestStreamArn")?.string
            #expect(second != nil)
            #expect(second != first)
            #expect(
                again.node("TableDescription", "StreamSpecification", "StreamViewType")?.string
                    == "NEW_IMAGE")
        }
    }

    @Test func `a stream is neither enabled twice nor disabled twice`() async throws {
        try await withAPI { api in
            let arn = try await api.createStreamed("streamed", "KEYS_ONLY")
            for view in Self.views {
                #expect(
                    await api.update("streamed", StreamRequests.on(view)).isValidation(
                        "Table already has an enabled stream: TableName: streamed"))
            }
            #expect(
                await api.describe("streamed").node("Table", "LatestStreamArn")?.string == arn)
            #expect(
                await api.update("simple", StreamRequests.off).isValidation(
                    "Table has no stream to disable: TableName: simple"))
            _ = await api.update("streamed", StreamRequests.off)
            #expect(
                await api.update("streamed", StreamRequests.off).isValidation(
                    "Table has no stream to disable: TableName: streamed"))
        }
    }

    @Test func `a view is needed to enable and must be missing otherwise`() async throws {
        let invalid = "One or more parameter values were invalid: "
        let on = #""StreamSpecification":{"StreamEnabled":true}"#
        let off = #""StreamSpecification":{"StreamEnabled":false,"StreamViewType":"NEW_IMAGE"}"#
        try await withAPI { api in
            #expect(
                await api.create("abc", on).isValidation(
                    invalid
                        + "Table is being created with a stream enabled, UpdateViewType is required"
                ))
            #expect(
                await api.create("abc", off).isValidation(
                    invalid
                        + "Table is being created with a stream disabled, "
                        + "UpdateViewType should not be specified"))
            #expect(
                await api.update("simple", on).isValidation(
                    invalid + "If stream is being enabled then UpdateViewType is required"))
            #expect(
                await api.update("simple", off).isValidation(
                    invalid
                        + "If stream is being disabled, then UpdateViewType must not be specified")
            )
            let missing = await api.update(
                "simple", #""StreamSpecification":{"StreamViewType":"NEW_IMAGE"}"#)
            #expect(missing.message?.contains("'streamSpecification.streamEnabled'") == true)
        }
    }

    private static let unknownView =
        "at 'streamSpecification.streamViewType' failed to satisfy constraint: Member must satisfy "
        + "enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]"

    @Test func `an unknown view is refused`() async throws {
        try await withAPI { api in
            #expect(
                await api.update("simple", StreamRequests.on("Fisk")).isValidation(
                    "1 validation error detected: Value 'Fisk' \(Self.unknownView)"))
        }
    }

    @Test func `a strict table or server does not know CHANGES`() async throws {
        let refusal = "1 validation error detected: Value 'CHANGES' \(Self.unknownView)"
        try await withAPI { api in
            let strict = #""Tags":[{"Key":"quipu:strict","Value":"on"}]"#
            #expect(
                await api.create("abc", StreamRequests.on("CHANGES"), strict).isValidation(refusal))
            _ = await api.create("strict", strict)
            #expect(
                await api.update("strict", StreamRequests.on("CHANGES")).isValidation(refusal))
            #expect(await api.update("strict", StreamRequests.on("NEW_IMAGE")).status == 200)
        }
        try await withAPI(settings: APISettings(strict: true)) { api in
            #expect(
                await api.update("simple", StreamRequests.on("CHANGES")).isValidation(refusal))
        }
    }

    @Test func `two streams opened within a millisecond have two labels`() async throws {
        try await withAPI { api in
            var arns: Set<String> = []
            for _ in 0..<3 {
                arns.insert(try await api.createStreamed("again"))
                _ = await api.call("DeleteTable", #"{"TableName":"again"}"#)
            }
            #expect(arns.count == 3)
        }
    }
}
