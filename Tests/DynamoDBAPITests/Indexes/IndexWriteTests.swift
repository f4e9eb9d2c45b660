import DynamoDBAPI
import JSON
import Testing

@Suite("Writes to a table with indexes") struct IndexWriteTests {
    private let invalid = "One or more parameter values were invalid: "

    private func withIndexes(_ body: (IndexedTable) async throws -> Void) async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: [IndexedTable.index("by-g", "g HASH", projection: "INCLUDE o")],
                local: [IndexedTable.index("by-n", "p HASH", "n RANGE", projection: "KEYS_ONLY")],
                attributes: ["g", "n"])
            #expect(made.status == 200, "\(made)")
            try await body(table)
        }
    }

    private func update(
        _ table: IndexedTable, _ expression: String, _ values: String, _ rest: String = ""
    ) async -> Answer {
        let constants = values.split(separator: " ").map { ":\($0)" }.joined(separator: " ")
        return await table.api.call(
            "UpdateItem",
            #"{"TableName":"clicks","Key":{"p":{"S":"a"},"c":{"N":"1"}},"#
                + #""UpdateExpression":"\#(expression)","#
                + #""ExpressionAttributeValues":\#(IndexedTable.item(constants))\#(rest)}"#)
    }

    @Test func `a value that cannot stand in an index's key refuses the write`() async throws {
        let mismatch =
            "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"
        let empty =
            "One or more parameter values are not valid. A value specified for a secondary index key "
            + "is not supported. The AttributeValue for a key attribute cannot contain an empty "
            + "string value. IndexName: by-g, IndexKey: g"
        try await withIndexes { table in
            let put = await table.put("p=a c:1 g:7")
            #expect(put[0].isValidation(invalid + mismatch), "\(put)")
            #expect(await table.put("p=a c:1 g=")[0].isValidation(empty))
            let changed = await update(table, "SET g = :g", "g:7")
            #expect(changed.isValidation(invalid + mismatch), "\(changed)")
            let batch = await table.api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"clicks":[{"PutRequest":{"Item":\#(IndexedTable.item("p=a c:1"))}},"#
                    + #"{"PutRequest":{"Item":\#(IndexedTable.item("p=a c:2 g:7"))}}]}}"#)
            #expect(batch.isValidation(invalid + mismatch), "\(batch)")
            let long = String(repeating: "x", count: 2049)
            #expect(
                await table.put("p=a c:1 g=\(long)")[0].message?.contains("2048") == true)
            let left = await table.api.call("Scan", #"{"TableName":"clicks"}"#)
            #expect(left["Count"] == "0", "\(left)")
        }
    }

    @Test func `in a transaction such a value cancels, but an empty one refuses the request`()
        async throws
    {
        func transact(_ table: IndexedTable, _ second: String) async -> Answer {
            await table.api.call(
                "TransactWriteItems",
                #"{"TransactItems":[{"Put":{"TableName":"clicks","Item":"#
                    + #"\#(IndexedTable.item("p=a c:1"))}},\#(second)]}"#)
        }
        func put(_ item: String) -> String {
            #"{"Put":{"TableName":"clicks","Item":\#(IndexedTable.item(item))}}"#
        }
        try await withIndexes { table in
            let wrong = await transact(table, put("p=a c:2 g:7"))
            #expect(wrong.error == "TransactionCanceledException", "\(wrong)")
            #expect(
                wrong.message?.hasSuffix("[None, ValidationError]") == true
                    && wrong.body.contains("Type mismatch for Index Key g"), "\(wrong)")
            let changed = await transact(
                table,
                #"{"Update":{"TableName":"clicks","Key":\#(IndexedTable.item("p=a c:2")),"#
                    + #""UpdateExpression":"SET g = :g","ExpressionAttributeValues":{":g":{"N":"7"}}}}"#
            )
            #expect(
                changed.body.contains(
                    "The update expression attempted to update the secondary index key to "
                        + "unsupported type"), "\(changed)")
            let empty = await transact(table, put("p=a c:2 g="))
            #expect(empty.error == "ValidationException", "\(empty)")
            #expect(empty.message?.contains("IndexKey: g") == true)
        }
    }

    @Test func `each index is charged for what changes of its entry`() async throws {
        func cost(_ answer: Answer) -> [String?] {
            [
                answer.node("ConsumedCapacity", "CapacityUnits"),
                answer.node("ConsumedCapacity", "Table", "CapacityUnits"),
                answer.node(
                    "ConsumedCapacity", "GlobalSecondaryIndexes", "by-g", "CapacityUnits"),
                answer.node("ConsumedCapacity", "LocalSecondaryIndexes", "by-n", "CapacityUnits"),
            ].map { node in node.map { String(decoding: $0.rawBytes, as: UTF8.self) } }
        }
        let detail = #","ReturnConsumedCapacity":"INDEXES""#
        try await withIndexes { table in
            let bare = await table.put("p=a c:1 z=1", rest: detail)
            #expect(cost(bare[0]) == ["1.0", "1.0", nil, nil])
            let both = await table.put("p=a c:1 g=x n:1", rest: detail)
            #expect(cost(both[0]) == ["3.0", "1.0", "1.0", "1.0"])
            let untouched = await update(table, "SET z = :z", "z=2", detail)
            #expect(cost(untouched) == ["1.0", "1.0", nil, nil])
            let projected = await update(table, "SET o = :o", "o=2", detail)
            #expect(cost(projected) == ["2.0", "1.0", "1.0", nil])
            let moved = await update(table, "SET g = :g", "g=y", detail)
            #expect(cost(moved) == ["3.0", "1.0", "2.0", nil])
            let gone = await table.api.call(
                "DeleteItem",
                #"{"TableName":"clicks","Key":{"p":{"S":"a"},"c":{"N":"1"}}\#(detail)}"#)
            #expect(cost(gone) == ["3.0", "1.0", "1.0", "1.0"])
        }
    }

    @Test func `a transaction is charged twice for the table and once for an index`() async throws {
        try await withIndexes { table in
            let answer = await table.api.call(
                "TransactWriteItems",
                #"{"ReturnConsumedCapacity":"INDEXES","TransactItems":[{"Put":{"TableName":"clicks","#
                    + #""Item":\#(IndexedTable.item("p=a c:1 g=x"))}},{"Put":{"TableName":"clicks","#
                    + #""Item":\#(IndexedTable.item("p=a c:2 g=x"))}}]}"#)
            let expected = [
                #"[{"TableName":"clicks","CapacityUnits":6.0,"WriteCapacityUnits":6.0,"#,
                #""Table":{"CapacityUnits":4.0,"WriteCapacityUnits":4.0},"#,
                #""GlobalSecondaryIndexes":{"by-g":{"CapacityUnits":2.0,"#,
                #""WriteCapacityUnits":2.0}}}]"#,
            ].joined()
            #expect(answer["ConsumedCapacity"] == expected, "\(answer)")
        }
    }

    @Test func `item collections are reported of tables with a local index`() async throws {
        let asking = #","ReturnItemCollectionMetrics":"SIZE""#
        let metrics = #"{"ItemCollectionKey":{"p":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}"#
        try await withIndexes { table in
            let put = await table.put("p=a c:1", rest: asking)
            #expect(put[0].body == #"{"ItemCollectionMetrics":\#(metrics)}"#)
            #expect(await table.put("p=a c:1")[0].body == "{}")
            let batch = await table.api.call(
                "BatchWriteItem",
                #"{"RequestItems":{"clicks":[{"PutRequest":{"Item":\#(IndexedTable.item("p=a c:1"))}},"#
                    + #"{"PutRequest":{"Item":\#(IndexedTable.item("p=a c:2"))}}]}\#(asking)}"#)
            #expect(batch["ItemCollectionMetrics"] == #"{"clicks":[\#(metrics)]}"#, "\(batch)")
            // Other tables have no collections.
            let other = await table.api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"}}\#(asking)}"#)
            #expect(other.body == "{}")
        }
    }
}
