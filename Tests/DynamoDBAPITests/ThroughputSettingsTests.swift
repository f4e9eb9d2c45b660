import DynamoDBAPI
import JSON
import TestSupport
import Testing

/// What a table is paid for and said to take: without effect, but told as AWS tells it.
@Suite("Throughput settings") struct ThroughputSettingsTests {
    private let invalid = "One or more parameter values were invalid: "

    private func warm(_ table: JSONNode?) -> [Int64?] {
        let node = table?["WarmThroughput"]
        #expect(node?["Status"]?.string == "ACTIVE")
        return [node?["ReadUnitsPerSecond"]?.integer, node?["WriteUnitsPerSecond"]?.integer]
    }

    private func asking(_ read: Int64?, _ write: Int64?) -> String {
        let members = [("ReadUnitsPerSecond", read), ("WriteUnitsPerSecond", write)]
        let given = members.compactMap { name, units in units.map { #""\#(name)":\#($0)"# } }
        return #""WarmThroughput":{\#(given.joined(separator: ","))}"#
    }

    @Test func `every answer about a table tells its warm throughput, which is active`()
        async throws
    {
        try await withAPI { api in
            let onDemand = await api.create("demand")
            #expect(warm(onDemand.node("TableDescription")) == [12_000, 4_000])
            #expect(warm(await api.describe("demand").node("Table")) == [12_000, 4_000])
            let paid = await api.create("paid", billing: TableRequests.throughput(5, 6))
            #expect(warm(paid.node("TableDescription")) == [5, 6])
            let updated = await api.update("paid", #""TableClass":"STANDARD""#)
            #expect(warm(updated.node("TableDescription")) == [5, 6])
            #expect(warm(await api.describe("simple").node("Table")) == [12_000, 4_000])
        }
    }

    @Test func `warm throughput that is asked for is kept`() async throws {
        try await withAPI { api in
            let both = await api.create("both", asking(13_000, 5_000))
            #expect(warm(both.node("TableDescription")) == [13_000, 5_000])
            _ = await api.create("one", asking(12_001, nil))
            #expect(warm(await api.describe("one").node("Table")) == [12_001, 4_000])
            _ = await api.create("none", asking(nil, nil))
            #expect(warm(await api.describe("none").node("Table")) == [12_000, 4_000])
            _ = await api.create("paid", billing: TableRequests.throughput(5, 6), asking(7, 8))
            #expect(warm(await api.describe("paid").node("Table")) == [7, 8])
        }
    }

    @Test func `an update with nothing but warm throughput raises it`() async throws {
        try await withAPI { api in
            for (request, reached) in [
                (asking(12_000, 4_000), [12_000, 4_000]), (asking(nil, 4_001), [12_000, 4_001]),
                (asking(20_000, 4_001), [20_000, 4_001]),
            ] as [(String, [Int64?])] {
                let answer = await api.update("simple", request)
                #expect(warm(answer.node("TableDescription")) == reached, "\(answer)")
                #expect(warm(await api.describe("simple").node("Table")) == reached)
            }
            let empty = await api.update("simple", asking(nil, nil))
            #expect(empty.message?.hasPrefix("At least one of") == true)
        }
    }

    @Test func `warm throughput below what a table has is refused by its member's name`()
        async throws
    {
        let decreasing = "current WarmThroughput, decreasing WarmThroughput is not supported"
        let onDemand =
            "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/"
            + "latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
        func lower(_ name: String, _ than: String) -> String {
            "\(invalid)Requested \(name) for WarmThroughput for table is lower than \(than)"
        }
        try await withAPI { api in
            for units in [[1, 1], [0, 0], [-1, -1], [11_999, 4_000]] as [[Int64]] {
                let answer = await api.create("below", asking(units[0], units[1]))
                #expect(answer.isValidation(lower("ReadUnitsPerSecond", onDemand)), "\(answer)")
            }
            let write = await api.create("below", asking(12_000, 3_999))
            #expect(write.isValidation(lower("WriteUnitsPerSecond", onDemand)))
            let paid = await api.create(
                "below", billing: TableRequests.throughput(10, 10), asking(5, 5))
            #expect(
                paid.isValidation(
                    lower("ReadUnitsPerSecond", "ReadCapacityUnits of ProvisionedThroughput")))
            let less = await api.update("simple", asking(6_000, 4_000))
            #expect(less.isValidation(lower("ReadUnitsPerSecond", decreasing)))
            let negative = await api.update("simple", asking(nil, -1))
            #expect(negative.isValidation(lower("WriteUnitsPerSecond", decreasing)))
            let huge = await api.update("simple", asking(1_000_000_000_001, nil))
            #expect(
                huge.isValidation(
                    "Given value 1000000000001 for ReadUnitsPerSecond is out of bounds"))
            #expect(warm(await api.describe("simple").node("Table")) == [12_000, 4_000])
        }
    }

    @Test func `warm throughput follows the highest throughput and never falls`() async throws {
        try await withAPI { api in
            _ = await api.create("paid", billing: TableRequests.throughput(1, 1))
            for (update, reached) in [
                (TableRequests.throughput(3, 3), [3, 3]),
                (TableRequests.throughput(2, 1), [3, 3]),
                (TableRequests.onDemand, [12_000, 4_000]),
                (
                    #""BillingMode":"PROVISIONED",\#(TableRequests.throughput(1, 1))"#,
                    [12_000, 4_000]
                ),
            ] as [(String, [Int64?])] {
                let answer = await api.update("paid", update)
                #expect(warm(answer.node("TableDescription")) == reached, "\(answer)")
            }
        }
    }

    @Test func `the billing mode is told under both of its names, since when it is on demand too`()
        async throws
    {
        func summary(_ table: JSONNode?) -> [String?] {
            for (billing, other) in [
                (
                    table?["BillingModeSummary"]?["BillingMode"]?.text,
                    table?["TableThroughputModeSummary"]?["TableThroughputMode"]?.text
                ),
                (
                    table?["BillingModeSummary"]?["LastUpdateToPayPerRequestDateTime"]?.text,
                    table?["TableThroughputModeSummary"]?["LastUpdateToPayPerRequestDateTime"]?.text
                ),
            ] {
                #expect(billing == other)
            }
            let node = table?["BillingModeSummary"]
            return [
                node?["BillingMode"]?.string, node?["LastUpdateToPayPerRequestDateTime"]?.text,
            ]
        }
        try await withAPI { api in
            let paid = await api.create("paid", billing: TableRequests.throughput(5, 5))
            #expect(summary(paid.node("TableDescription")) == [nil, nil])
            api.clock.advance(seconds: 100)
            let switched = await api.update("paid", TableRequests.onDemand)
            #expect(
                summary(switched.node("TableDescription")) == ["PAY_PER_REQUEST", "1795000100.0"])
            api.clock.advance(seconds: 100)
            _ = await api.update("paid", TableRequests.onDemand)
            let back = await api.update(
                "paid", #""TableThroughputMode":"PROVISIONED""#, TableRequests.throughput(5, 5))
            #expect(summary(back.node("TableDescription")) == ["PROVISIONED", "1795000100.0"])
            let again = await api.update("paid", #""TableThroughputMode":"PAY_PER_REQUEST""#)
            #expect(summary(again.node("TableDescription")) == ["PAY_PER_REQUEST", "1795000200.0"])
        }
    }

    @Test func `the newer name of the billing mode is taken, the older one decides`() async throws {
        let newer = #""TableThroughputMode":"PAY_PER_REQUEST""#
        try await withAPI { api in
            let made = await api.create("newer", billing: newer)
            #expect(
                made.node("TableDescription", "BillingModeSummary", "BillingMode")?.string
                    == "PAY_PER_REQUEST")
            let both = await api.create(
                "both", billing: TableRequests.throughput(1, 1), newer,
                #""BillingMode":"PROVISIONED""#)
            #expect(both.node("TableDescription", "BillingModeSummary") == nil)
            #expect(both.status == 200)
            let refused = await api.create("none", billing: newer, TableRequests.throughput(1, 1))
            #expect(
                refused.isValidation(
                    invalid + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                        + "when BillingMode is PAY_PER_REQUEST"))
            let enums = "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"
            let wrong = await api.create(
                "none", billing: #""BillingMode":"A","TableThroughputMode":"B""#)
            #expect(
                wrong.isValidation(
                    "2 validation errors detected: Value 'A' at 'billingMode' failed to satisfy "
                        + "constraint: \(enums); Value 'B' at 'tableThroughputMode' failed to "
                        + "satisfy constraint: \(enums)"))
        }
    }

    @Test func `changes of throughput and class are told with their times`() async throws {
        try await withAPI { api in
            _ = await api.create("paid", billing: TableRequests.throughput(5, 5))
            let fresh = await api.describe("paid").node("Table")
            #expect(
                fresh?["ProvisionedThroughput"]?.text
                    == #"{"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,"WriteCapacityUnits":5}"#
            )
            api.clock.advance(seconds: 10)
            _ = await api.update("paid", TableRequests.throughput(6, 5))
            api.clock.advance(seconds: 10)
            _ = await api.update("paid", TableRequests.throughput(6, 4))
            api.clock.advance(seconds: 10)
            _ = await api.update("paid", #""TableClass":"STANDARD_INFREQUENT_ACCESS""#)
            let changed = await api.describe("paid").node("Table")
            #expect(
                changed?["ProvisionedThroughput"]?.text
                    == #"{"LastIncreaseDateTime":1795000010.0,"LastDecreaseDateTime":1795000020.0,"#
                    + #""NumberOfDecreasesToday":1,"ReadCapacityUnits":6,"WriteCapacityUnits":4}"#)
            #expect(
                changed?["TableClassSummary"]?.text
                    == #"{"TableClass":"STANDARD_INFREQUENT_ACCESS","#
                    + #""LastUpdateDateTime":1795000030.0}"#)
            api.clock.advance(seconds: 86_400)
            let later = await api.describe("paid").node("Table", "ProvisionedThroughput")
            #expect(later?["NumberOfDecreasesToday"]?.integer == 0)
        }
    }
}
