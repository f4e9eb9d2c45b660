import DynamoDBAPI
import JSON
import TestSupport
import Testing

@Suite("The life of an index") struct IndexLifeTests {
    private let invalid = "One or more parameter values were invalid: "

    private func withTable(
        global: [String] = [], attributes: [String] = [], billing: String = TableRequests.onDemand,
        _ body: (IndexedTable) async throws -> Void
    ) async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: global, attributes: attributes, billing: billing)
            #expect(made.status == 200, "\(made)")
            try await body(table)
        }
    }

    private func create(
        _ table: IndexedTable, _ index: String, _ attributes: [String], _ rest: String...
    ) async -> Answer {
        await table.update(
            #"{"Create":\#(index)}"#,
            ([IndexedTable.definitions(attributes)] + rest).joined(separator: ","))
    }

    @Test func `a table is described with its indexes`() async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: [
                    IndexedTable.index("zzz", "g HASH", "n RANGE", projection: "INCLUDE t o"),
                    IndexedTable.index("a-b", "h HASH", "g HASH", "n RANGE", "m RANGE"),
                ],
                local: [IndexedTable.index("loc", "p HASH", "n RANGE", projection: "KEYS_ONLY")],
                attributes: ["n", "m", "h", "g"])
            #expect(made.status == 200, "\(made)")
            _ = await table.put("p=a c:1 g=x n:1 t=u z=z", "p=a c:2 n:1")
            let described = await api.describe("clicks")
            let names = described.node("Table", "AttributeDefinitions")?.elements.map {
                $0["AttributeName"]?.string
            }
            #expect(names == ["c", "g", "h", "m", "n", "p"])
            let global = texts(described.node("Table", "GlobalSecondaryIndexes"))
            let arn = TableRequests.arn("clicks")
            let first = [
                #"{"IndexName":"zzz","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},"#,
                #"{"AttributeName":"n","KeyType":"RANGE"}],"#,
                #""Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["o","t"]},"#,
                #""IndexStatus":"ACTIVE","ProvisionedThroughput":{"NumberOfDecreasesToday":0,"#,
                #""ReadCapacityUnits":0,"WriteCapacityUnits":0},"#,
                #""WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"#,
                #""Status":"ACTIVE"},"IndexSizeBytes":12,"ItemCount":1,"#,
                #""IndexArn":"\#(arn)/index/zzz"}"#,
            ].joined()
            #expect(global.first == first)
            #expect(global.last?.contains(#""IndexName":"a-b""#) == true)
            let local = [
                #"{"IndexName":"loc","KeySchema":[{"AttributeName":"p","KeyType":"HASH"},"#,
                #"{"AttributeName":"n","KeyType":"RANGE"}],"#,
                #""Projection":{"ProjectionType":"KEYS_ONLY"},"IndexSizeBytes":16,"#,
                #""ItemCount":2,"IndexArn":"\#(arn)/index/loc"}"#,
            ].joined()
            #expect(texts(described.node("Table", "LocalSecondaryIndexes")) == [local])
            let dropped = await api.call("DeleteTable", #"{"TableName":"clicks"}"#)
            #expect(!dropped.body.contains("SecondaryIndexes"), "\(dropped)")
        }
    }

    private func texts(_ list: JSONNode?) -> [String] {
        list.map { $0.elements.map { String(decoding: $0.rawBytes, as: UTF8.self) } } ?? []
    }

    @Test func `an index that is added is CREATING until older items are in it`() async throws {
        try await withTable { table in
            _ = await table.put("p=a c:1 g=x", "p=a c:2 g:5", "p=a c:3 g=", "p=a c:4 g=x")
            let made = await create(table, IndexedTable.index("by-g", "g HASH"), ["g"])
            func state(_ answer: Answer, _ member: String) -> String? {
                let index = answer.node(member, "GlobalSecondaryIndexes")?.elements.first { _ in
                    true
                }
                return index.map {
                    "\($0["IndexStatus"]?.string ?? "") \($0["Backfilling"]?.boolean ?? false)"
                }
            }
            #expect(state(made, "TableDescription") == "CREATING true", "\(made)")
            for operation in ["Query", "Scan"] {
                let rest =
                    operation == "Scan"
                    ? ""
                    : #","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":{"S":"x"}}"#
                let read = await table.read(operation, "by-g", rest)
                #expect(
                    read.isValidation(
                        "Cannot read from backfilling global secondary index: by-g"), "\(read)")
            }
            let busy =
                "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be "
                + "created or deleted simultaneously per table"
            #expect(
                await create(table, IndexedTable.index("other", "h HASH"), ["h"]).complaint == busy)
            let dropped = await table.api.call("DeleteTable", #"{"TableName":"clicks"}"#)
            #expect(
                dropped.complaint
                    == "ResourceInUseException: Attempt to change a resource which is still in use: "
                    + "Cannot delete table while indexes are being created, updated, or deleted.")
            // Later writes of a value that does not fit are refused at once.
            #expect(await table.put("p=a c:9 g:5")[0].error == "ValidationException")
            try table.api.store.reapAll()
            #expect(state(await table.api.describe("clicks"), "Table") == "ACTIVE false")
            let found = await table.query("by-g", "g = :g", "g=x")
            #expect(found.items.sorted() == ["c:1 g=x p=a", "c:4 g=x p=a"], "\(found)")
        }
    }

    @Test func `an index that is deleted is gone, and what only it defined`() async throws {
        try await withTable(
            global: [
                IndexedTable.index("by-g", "g HASH"), IndexedTable.index("by-h", "h HASH"),
            ], attributes: ["g", "h"]
        ) { table in
            let deleted = await table.update(#"{"Delete":{"IndexName":"by-g"}}"#)
            #expect(deleted.status == 200, "\(deleted)")
            let described = await table.api.describe("clicks")
            #expect(!described.body.contains("by-g"))
            #expect(!described.body.contains(#""AttributeName":"g""#))
            let read = await table.read("Scan", "by-g", "")
            #expect(read.isValidation("The table does not have the specified index: by-g"))
            let again = await table.update(#"{"Delete":{"IndexName":"by-g"}}"#)
            #expect(
                again.complaint
                    == "ResourceNotFoundException: Requested resource not found: "
                    + "Index by-g for table clicks")
            // Of a new index of the name nothing of the old one is seen.
            #expect(await create(table, IndexedTable.index("by-g", "h HASH"), ["h"]).status == 200)
            try table.api.store.reapAll()
            #expect(await table.read("Scan", "by-g", "")["Count"] == "0")
        }
    }

    @Test func `what is added must fit the table and what it has`() async throws {
        try await withTable(
            global: [IndexedTable.index("by-g", "g HASH", "n RANGE")], attributes: ["g", "n"]
        ) { table in
            let same = await create(table, IndexedTable.index("by-g", "h HASH"), ["h"])
            #expect(
                same.isValidation("Attempting to create an index which already exists"), "\(same)")
            let redefined = await table.update(
                #"{"Create":\#(IndexedTable.index("other", "g HASH"))}"#,
                #""AttributeDefinitions":[{"AttributeName":"g","AttributeType":"B"}]"#)
            #expect(
                redefined.isValidation(
                    invalid
                        + "Attributes cannot be redefined. Please check that your attribute has "
                        + "the same type as previously defined. Existing schema: "
                        + "Schema:[SchemaElement: key{g:S:HASH}, SchemaElement: key{n:N:RANGE}] "
                        + "New schema: Schema:[SchemaElement: key{g:B:HASH}]"), "\(redefined)")
            let stream = await create(
                table, IndexedTable.index("other", "h HASH"), ["h"],
                #""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#)
            #expect(
                stream.isValidation(
                    invalid + "You cannot create or delete index while changing stream status"),
                "\(stream)")
            // Definitions that no key uses are left alone, unlike in CreateTable.
            let unused = await create(table, IndexedTable.index("other", "h HASH"), ["h", "k"])
            #expect(unused.status == 200, "\(unused)")
        }
    }

    @Test func `a local index can neither be deleted nor changed`() async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            _ = await table.create(
                local: [IndexedTable.index("by-n", "p HASH", "n RANGE")], attributes: ["n"])
            let deleted = await table.update(#"{"Delete":{"IndexName":"by-n"}}"#)
            #expect(
                deleted.isValidation(
                    "Cannot delete an index that is not a GlobalSecondaryIndex: by-n"), "\(deleted)"
            )
            let changed = await table.update(
                #"{"Update":{"IndexName":"by-n","OnDemandThroughput":{"MaxReadRequestUnits":5}}}"#)
            #expect(
                changed.isValidation(
                    "Cannot update an index that is not a GlobalSecondaryIndex: by-n"), "\(changed)"
            )
        }
    }

    @Test func `the throughput of an index is kept, and follows how its table is paid for`()
        async throws
    {
        func units(_ answer: Answer, _ member: String) -> String? {
            let index = answer.node("Table", "GlobalSecondaryIndexes")?.elements.first { _ in true }
            return index?[member].map { String(decoding: $0.rawBytes, as: UTF8.self) }
        }
        let one = TableRequests.throughput(1, 1)
        let two = TableRequests.throughput(2, 20_000)
        try await withTable(
            global: [IndexedTable.index("by-g", "g HASH", rest: ",\(one)")], attributes: ["g"],
            billing: one
        ) { table in
            let same = await table.update(#"{"Update":{"IndexName":"by-g",\#(one)}}"#)
            #expect(
                same.message?.hasPrefix(
                    "The provisioned throughput for the index by-g will not change. The requested "
                        + "value equals the current value. Current ReadCapacityUnits provisioned "
                        + "for index by-g: 1.") == true, "\(same)")
            #expect(await table.update(#"{"Update":{"IndexName":"by-g",\#(two)}}"#).status == 200)
            let raised = await table.api.describe("clicks")
            #expect(
                units(raised, "ProvisionedThroughput")
                    == #"{"NumberOfDecreasesToday":0,"ReadCapacityUnits":2,"WriteCapacityUnits":20000}"#
            )
            let onDemand = await table.api.update("clicks", TableRequests.onDemand)
            #expect(onDemand.status == 200, "\(onDemand)")
            let described = await table.api.describe("clicks")
            #expect(
                units(described, "ProvisionedThroughput")
                    == #"{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0}"#
            )
            // What was reached is never lowered.
            #expect(
                units(described, "WarmThroughput")
                    == #"{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":20000,"Status":"ACTIVE"}"#
            )
            let refused = await table.update(#"{"Update":{"IndexName":"by-g",\#(one)}}"#)
            #expect(
                refused.isValidation(
                    invalid + "The only Updates for index: by-g when TableThroughputMode is "
                        + "PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"),
                "\(refused)")
            let back = await table.api.update(
                "clicks", #""BillingMode":"PROVISIONED",\#(one)"#)
            #expect(
                back.isValidation(
                    invalid + "ProvisionedThroughput must be specified for index: by-g"), "\(back)")
            let both = await table.update(
                #"{"Update":{"IndexName":"by-g",\#(one)}}"#, #""BillingMode":"PROVISIONED""#, one)
            #expect(both.status == 200, "\(both)")
        }
    }
}
