import DynamoDBAPI
import JSON
import Testing

@Suite("What one UpdateTable request changes") struct UpdatePurposeTests {
    private static let encryption = #""SSESpecification":{"Enabled":false}"#
    private static let tableClass = #""TableClass":"STANDARD""#
    private static let protection = #""DeletionProtectionEnabled":true"#
    private static let stream =
        #""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#
    private static let ceiling = #""OnDemandThroughput":{"MaxReadRequestUnits":5}"#
    private static let warm = #""WarmThroughput":{"ReadUnitsPerSecond":12001}"#

    /// Of two that each stand alone, AWS names the one that comes first here.
    @Test(arguments: [
        ([encryption, tableClass], "Server-Side Encryption modification"),
        ([encryption, protection], "Server-Side Encryption modification"),
        ([encryption, warm], "Server-Side Encryption modification"),
        ([protection, tableClass], "TableClass modification"),
        ([tableClass, TableRequests.onDemand], "TableClass modification"),
        ([stream, protection], "DeletionProtection modification"),
        ([ceiling, protection], "DeletionProtection modification"),
        ([protection, TableRequests.onDemand], "DeletionProtection modification"),
        ([warm, protection], "DeletionProtection modification"),
        ([warm, TableRequests.onDemand], "WarmThroughput"),
        ([warm, stream], "WarmThroughput"),
    ])
    func `what stands alone at AWS stands alone`(members: [String], name: String) async throws {
        try await withAPI { api in
            let answer = await api.update("simple", members.joined(separator: ","))
            #expect(
                answer.isValidation(
                    "One or more parameter values were invalid: \(name) must be the only operation "
                        + "in the request"), "\(answer)")
            let table = await api.describe("simple").node("Table")
            #expect(table?["DeletionProtectionEnabled"]?.boolean == false)
            #expect(table?["StreamSpecification"] == nil)
        }
    }

    @Test func `ceilings go with a billing mode only, a stream not with provisioned units`()
        async throws
    {
        let invalid = "One or more parameter values were invalid: "
        let onDemandOnly =
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
        let iops = "You cannot modify stream status while updating table IOPS"
        let units = TableRequests.throughput(4, 4)
        try await withAPI { api in
            _ = await api.create("paid", billing: TableRequests.throughput(3, 3))
            for (table, members, message) in [
                ("simple", "\(Self.ceiling),\(Self.stream)", onDemandOnly),
                ("simple", "\(Self.ceiling),\(Self.warm)", onDemandOnly),
                ("paid", "\(units),\(Self.stream)", iops),
                ("simple", #""BillingMode":"PROVISIONED",\#(units),\#(Self.stream)"#, iops),
            ] {
                let answer = await api.update(table, members)
                #expect(answer.isValidation(invalid + message), "\(answer)")
            }
        }
    }

    @Test func `what AWS changes together is changed together`() async throws {
        try await withAPI { api in
            _ = await api.create("paid", billing: TableRequests.throughput(3, 3))
            let both = await api.update("paid", "\(TableRequests.onDemand),\(Self.stream)")
            #expect(both.status == 200, "\(both)")
            #expect(
                both.node("TableDescription", "StreamSpecification", "StreamEnabled")?.boolean
                    == true)
            _ = await api.create("other", billing: TableRequests.throughput(3, 3))
            let ceiling = await api.update("other", "\(TableRequests.onDemand),\(Self.ceiling)")
            #expect(ceiling.status == 200, "\(ceiling)")
        }
    }

    /// AWS takes a structure without members for none, where it is not alone.
    @Test func `what is empty asks for nothing`() async throws {
        try await withAPI { api in
            for empty in [#""WarmThroughput":{}"#, #""OnDemandThroughput":{}"#] {
                let answer = await api.update("simple", "\(empty),\(Self.protection)")
                #expect(answer.status == 200, "\(answer)")
            }
        }
    }

    @Test func `updates of replicas are judged by their form before they are refused`()
        async throws
    {
        let fails = "failed to satisfy constraint: Member must"
        try await withAPI { api in
            for (updates, message) in [
                (
                    "",
                    "Value '[]' at 'replicaUpdates' \(fails) have length greater than or equal to 1"
                ),
                (
                    #"{"Update":{}}"#,
                    "Value null at 'replicaUpdates.1.member.update.regionName' \(fails) not be null"
                ),
            ] {
                let answer = await api.update("simple", #""ReplicaUpdates":[\#(updates)]"#)
                #expect(
                    answer.isValidation("1 validation error detected: \(message)"), "\(answer)")
            }
        }
    }
}
