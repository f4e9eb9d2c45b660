import DynamoDBAPI
import JSON
import Testing

@Suite("UpdateTable") struct UpdateTableTests {
    private let invalid = "One or more parameter values were invalid: "

    @Test func `a request without a purpose is refused`() async throws {
        try await withAPI { api in
            for members in [
                "", #","GlobalSecondaryIndexUpdates":[]"#, #","OnDemandThroughput":{}"#,
                #","AttributeDefinitions":[]"#,
            ] {
                let answer = await api.call("UpdateTable", #"{"TableName":"simple"\#(members)}"#)
                #expect(
                    answer.isValidation(
                        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                            + "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, "
                            + "MultiAccountReplicaReady, ReplicaTransitRoleArn, "
                            + "MultiRegionConsistency, DeletionProtectionEnabled, "
                            + "OnDemandThroughput, WarmThroughput or TableClass is required"))
            }
        }
    }

    @Test func `one setting changes and the others stay`() async throws {
        try await withAPI { api in
            _ = await api.create("settings", #""DeletionProtectionEnabled":true"#)
            let answer = await api.update("settings", #""TableClass":"STANDARD_INFREQUENT_ACCESS""#)
            for table in [
                answer.node("TableDescription"), await api.describe("settings").node("Table"),
            ] {
                #expect(table?["TableStatus"]?.string == "ACTIVE")
                #expect(
                    table?["TableClassSummary"]?["TableClass"]?.string
                        == "STANDARD_INFREQUENT_ACCESS")
                #expect(table?["DeletionProtectionEnabled"]?.boolean == true)
                #expect(table?["BillingModeSummary"]?["BillingMode"]?.string == "PAY_PER_REQUEST")
            }
        }
    }

    @Test func `the standard class shows only where a table had another one`() async throws {
        try await withAPI { api in
            func shown(after members: String) async -> String? {
                let answer = await api.update("simple", members)
                #expect(answer.status == 200, "\(answer)")
                return answer.node("TableDescription", "TableClassSummary", "TableClass")?.string
            }
            let made = await api.create("standard", #""TableClass":"STANDARD""#)
            #expect(made.node("TableDescription", "TableClassSummary") == nil)
            #expect(await shown(after: #""TableClass":"STANDARD""#) == nil)
            let rare = "STANDARD_INFREQUENT_ACCESS"
            #expect(await shown(after: #""TableClass":"\#(rare)""#) == rare)
            #expect(await shown(after: #""TableClass":"STANDARD""#) == "STANDARD")
        }
    }

    @Test func `a table changes its billing mode and back`() async throws {
        try await withAPI { api in
            _ = await api.create("paid", #""OnDemandThroughput":{"MaxReadRequestUnits":20}"#)
            let provisioned = await api.update(
                "paid", #""BillingMode":"PROVISIONED""#, TableRequests.throughput(5, 6))
            let table = provisioned.node("TableDescription")
            #expect(table?["ProvisionedThroughput"]?["WriteCapacityUnits"]?.integer == 6)
            #expect(table?["BillingModeSummary"]?["BillingMode"]?.string == "PROVISIONED")
            #expect(table?["OnDemandThroughput"] == nil)
            let onDemand = await api.update("paid", TableRequests.onDemand)
                .node("TableDescription")
            #expect(onDemand?["BillingModeSummary"]?["BillingMode"]?.string == "PAY_PER_REQUEST")
            #expect(onDemand?["ProvisionedThroughput"]?["ReadCapacityUnits"]?.integer == 0)
        }
    }

    @Test func `a provisioned update that changes nothing is refused, an on-demand one is not`()
        async throws
    {
        try await withAPI { api in
            _ = await api.create("same", billing: TableRequests.throughput(5, 6))
            let refused = await api.update("same", TableRequests.throughput(5, 6))
            #expect(
                refused.isValidation(
                    "The provisioned throughput for the table will not change. The requested value "
                        + "equals the current value. Current ReadCapacityUnits provisioned for the "
                        + "table: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits "
                        + "provisioned for the table: 6. Requested WriteCapacityUnits: 6. Refer to "
                        + "the Amazon DynamoDB Developer Guide for current limits and how to "
                        + "request higher limits."))
            #expect(await api.update("same", TableRequests.throughput(5, 7)).status == 200)
            #expect(await api.update("simple", TableRequests.onDemand).status == 200)
        }
    }

    @Test func `billing mode and throughput must agree with each other and the table`()
        async throws
    {
        try await withAPI { api in
            _ = await api.create("fixed", billing: TableRequests.throughput(5, 6))
            let cases: [(String, String, String)] = [
                (
                    "simple", TableRequests.throughput(1, 1),
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                        + "when BillingMode is PAY_PER_REQUEST"
                ),
                (
                    "fixed", "\(TableRequests.onDemand),\(TableRequests.throughput(1, 1))",
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                        + "when BillingMode is PAY_PER_REQUEST"
                ),
                (
                    "simple", #""BillingMode":"PROVISIONED""#,
                    "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
                ),
                (
                    "fixed", #""OnDemandThroughput":{"MaxReadRequestUnits":0}"#,
                    "MaxReadRequestUnits for OnDemandThroughput cannot be specified "
                        + "when the table BillingMode is PROVISIONED"
                ),
                (
                    "simple", #""OnDemandThroughput":{"MaxReadRequestUnits":0}"#,
                    "Requested MaxReadRequestUnits for OnDemandThroughput for table "
                        + "is outside of valid range"
                ),
                (
                    "simple", #""OnDemandThroughput":{"MaxWriteRequestUnits":-2}"#,
                    "Requested MaxWriteRequestUnits for OnDemandThroughput for table "
                        + "is outside of valid range"
                ),
            ]
            for (table, members, message) in cases {
                let answer = await api.update(table, members)
                #expect(answer.isValidation(invalid + message), "\(members): \(answer)")
            }
        }
    }

    @Test func `ceilings merge one by one and minus one takes one away`() async throws {
        try await withAPI { api in
            _ = await api.create(
                "merge",
                #""OnDemandThroughput":{"MaxReadRequestUnits":20,"MaxWriteRequestUnits":15}"#)
            func ceilings(after units: String) async -> [Int64?] {
                _ = await api.update("merge", #""OnDemandThroughput":{\#(units)}"#)
                let node = await api.describe("merge").node("Table", "OnDemandThroughput")
                return [
                    node?["MaxReadRequestUnits"]?.integer, node?["MaxWriteRequestUnits"]?.integer,
                ]
            }
            #expect(await ceilings(after: #""MaxReadRequestUnits":40"#) == [40, 15])
            #expect(await ceilings(after: #""MaxReadRequestUnits":-1"#) == [nil, 15])
            #expect(await ceilings(after: #""MaxWriteRequestUnits":-1"#) == [nil, nil])
            #expect(await api.describe("merge").node("Table", "OnDemandThroughput") == nil)
        }
    }

    @Test func `index updates are refused in AWS's words where it has some`() async throws {
        let throughput = TableRequests.throughput(1, 1)
        let created =
            #"{"Create":{"IndexName":"abc","KeySchema":[{"AttributeName":"x","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}"#
        let cases: [(String, String, String)] = [
            ("{}", "ValidationException", "One of GlobalSecondaryIndexUpdate.Update"),
            (
                #"{"Delete":{"IndexName":"abc"}},{"Delete":{"IndexName":"abc"}}"#,
                "ValidationException",
                "Only one global secondary index update per index is allowed simultaneously. "
                    + "Index: abc"
            ),
            (
                #"{"Delete":{"IndexName":"abc"}},{"Delete":{"IndexName":"abd"}}"#,
                "LimitExceededException",
                "Subscriber limit exceeded: Only 1 online index can be created or deleted"
            ),
            (
                #"{"Delete":{"IndexName":"abc"}}"#, "ResourceNotFoundException",
                "Requested resource not found: Index abc for table simple"
            ),
            (
                #"{"Update":{"IndexName":"abc",\#(throughput)}}"#, "ResourceNotFoundException",
                "Requested resource not found: Index abc for table simple"
            ),
            (
                "\(created)}", "ValidationException",
                "AttributeDefinitions is not specified for index: abc"
            ),
            (
                #"\#(created),"Delete":{"IndexName":"abd"}}"#, "ValidationException",
                "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate "
                    + "object"
            ),
            (
                #"{"Update":{"IndexName":"a;"}}"#, "ValidationException",
                "'globalSecondaryIndexUpdates.1.member.update.indexName'"
            ),
            (
                #"{"Create":{"IndexName":"abc"}}"#, "ValidationException",
                "'globalSecondaryIndexUpdates.1.member.create.keySchema'"
            ),
            (
                "],\"DeletionProtectionEnabled\":true,\"x\":[", "ValidationException",
                "List of GlobalSecondaryIndexUpdates is empty"
            ),
        ]
        try await withAPI { api in
            for (updates, error, words) in cases {
                let answer = await api.update(
                    "simple", #""GlobalSecondaryIndexUpdates":[\#(updates)]"#)
                #expect(answer.error == error, "\(updates)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }

    @Test func `replicas are refused`() async throws {
        try await withAPI { api in
            let answer = await api.update(
                "simple", #""ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message?.contains("not supported by this version") == true, "\(answer)")
        }
    }
}
