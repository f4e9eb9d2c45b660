import DynamoDBAPI
import JSON
import Testing

@Suite("Query and Scan of an index") struct IndexReadTests {
    private let invalid = "One or more parameter values were invalid: "
    private static let items = [
        "p=a c:1 g=x n:3 o=late s=q", "p=a c:2 g=x n:1 o=early s=r", "p=b c:1 g=x n:2 o=middle",
        "p=b c:2 g=y n:2 o=other", "p=b c:3 o=bare",
    ]

    /// Five items, four of which have `g`, under an index of each kind.
    private func withClicks(_ body: (IndexedTable) async throws -> Void) async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: [
                    IndexedTable.index("by-g", "g HASH", "n RANGE"),
                    IndexedTable.index("keys", "g HASH", projection: "KEYS_ONLY"),
                    IndexedTable.index("some", "g HASH", "n RANGE", projection: "INCLUDE o"),
                ],
                local: [
                    IndexedTable.index("by-n", "p HASH", "n RANGE", projection: "KEYS_ONLY")
                ], attributes: ["g", "n"])
            #expect(made.status == 200, "\(made)")
            for item in Self.items {
                #expect(await table.put(item).allSatisfy { $0.status == 200 })
            }
            try await body(table)
        }
    }

    @Test func `items come in the order of the index's sort key, as far as it projects them`()
        async throws
    {
        try await withClicks { table in
            let all = await table.query("by-g", "g = :g", "g=x")
            #expect(
                all.items == [
                    "c:2 g=x n:1 o=early p=a s=r", "c:1 g=x n:2 o=middle p=b",
                    "c:1 g=x n:3 o=late p=a s=q",
                ], "\(all)")
            let some = await table.query("some", "g = :g AND n >= :n", "g=x n:2")
            #expect(
                some.items == ["c:1 g=x n:2 o=middle p=b", "c:1 g=x n:3 o=late p=a"], "\(some)")
            let backwards = await table.query(
                "some", "g = :g", "g=x", #","ScanIndexForward":false,"Limit":1"#)
            #expect(backwards.items == ["c:1 g=x n:3 o=late p=a"], "\(backwards)")
            let keys = await table.query("keys", "g = :g", "g=y")
            #expect(keys.items == ["c:2 g=y p=b"], "\(keys)")
        }
    }

    @Test func `a page ends at the keys of the index and of the table, and the next begins there`()
        async throws
    {
        try await withClicks { table in
            var seen: [String] = []
            var start = ""
            repeat {
                let page = await table.query("by-g", "g = :g", "g=x", #","Limit":1\#(start)"#)
                #expect(page["Count"] == "1" || page["LastEvaluatedKey"] == nil, "\(page)")
                seen += page.items.map { String($0.prefix(12)) }
                let last = page.node("LastEvaluatedKey")
                let names = last.map { key in key.members.map(\.name).sorted() }
                #expect(last == nil || names == ["c", "g", "n", "p"])
                start = page["LastEvaluatedKey"].map { #","ExclusiveStartKey":\#($0)"# } ?? ""
            } while !start.isEmpty
            #expect(seen == ["c:2 g=x n:1 ", "c:1 g=x n:2 ", "c:1 g=x n:3 "])
        }
    }

    @Test(arguments: [
        ("g=x p=a c:1", "The provided starting key is invalid"),
        ("g=x n:1 p=a c:1 z=z", "The provided starting key is invalid"),
        ("g=x n=1 p=a c:1", "The provided starting key is invalid"),
        (
            "g=y n:1 p=a c:1",
            "The provided starting key is outside query boundaries based on provided conditions"
        ),
        ("g=x n:9 p=a c:1", "The provided starting key does not match the range key predicate"),
    ])
    func `a start key must be one that the query could end at`(
        key: String, message: String
    ) async throws {
        try await withClicks { table in
            let answer = await table.query(
                "by-g", "g = :g AND n < :n", "g=x n:5",
                #","ExclusiveStartKey":\#(IndexedTable.item(key))"#)
            #expect(answer.isValidation(message), "\(answer)")
        }
    }

    @Test func `a global index refuses what only the table could give`() async throws {
        try await withClicks { table in
            for operation in ["Query", "Scan"] {
                let condition =
                    operation == "Scan"
                    ? ""
                    : #","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":{"S":"x"}}"#
                let cases = [
                    (
                        #","ConsistentRead":true"#,
                        "Consistent reads are not supported on global secondary indexes"
                    ),
                    (
                        #","Select":"ALL_ATTRIBUTES""#,
                        invalid
                            + "Select type ALL_ATTRIBUTES is not supported for global secondary "
                            + "index some because its projection type is not ALL"
                    ),
                    (
                        #","ProjectionExpression":"o, s""#,
                        invalid + "Global secondary index some does not project [s]"
                    ),
                ]
                for (members, message) in cases {
                    let answer = await table.read(operation, "some", condition + members)
                    #expect(answer.isValidation(message), "\(answer)")
                }
                let unknown = await table.read(operation, "none", condition)
                #expect(
                    unknown.isValidation("The table does not have the specified index: none"),
                    "\(unknown)")
                let whole = await table.read(
                    operation, "by-g", condition + #","Select":"ALL_ATTRIBUTES""#)
                #expect(whole.status == 200, "\(whole)")
            }
        }
    }

    @Test func `a local index fetches from the table what it does not project, and counts it`()
        async throws
    {
        try await withClicks { table in
            let rest = #","ConsistentRead":true,"ReturnConsumedCapacity":"INDEXES""#
            let keys = await table.query("by-n", "p = :p", "p=a", rest)
            #expect(keys.items == ["c:2 n:1 p=a", "c:1 n:3 p=a"], "\(keys)")
            func capacity(_ units: String, _ ofTable: String) -> String {
                #"{"TableName":"clicks","CapacityUnits":\#(units),"Table":{"CapacityUnits":\#(ofTable)},"#
                    + #""LocalSecondaryIndexes":{"by-n":{"CapacityUnits":1.0}}}"#
            }
            #expect(keys["ConsumedCapacity"] == capacity("1.0", "0.0"))
            let whole = await table.query(
                "by-n", "p = :p", "p=a", rest + #","Select":"ALL_ATTRIBUTES""#)
            #expect(
                whole.items == ["c:2 g=x n:1 o=early p=a s=r", "c:1 g=x n:3 o=late p=a s=q"],
                "\(whole)")
            #expect(whole["ConsumedCapacity"] == capacity("3.0", "2.0"))
            let one = await table.query(
                "by-n", "p = :p", "p=a", #","ProjectionExpression":"s""#)
            #expect(one.items == ["s=r", "s=q"], "\(one)")
            let scanned = await table.read(
                "Scan", "by-n",
                #","FilterExpression":"attribute_not_exists(o)","Select":"COUNT""#)
            #expect(scanned["Count"] == "4" && scanned["ScannedCount"] == "4", "\(scanned)")
        }
    }

    @Test func `a scan gives the items that have an entry, in segments too`() async throws {
        try await withClicks { table in
            let whole = await table.read("Scan", "keys", "")
            #expect(
                whole.items.sorted() == [
                    "c:1 g=x p=a", "c:1 g=x p=b", "c:2 g=x p=a", "c:2 g=y p=b",
                ])
            var seen: [String] = []
            for segment in 0..<3 {
                let part = await table.read(
                    "Scan", "keys", #","Segment":\#(segment),"TotalSegments":3"#)
                seen += part.items
                // A key of one segment leads nowhere in the others.
                guard let item = part.items.first else { continue }
                let wrong = await table.read(
                    "Scan", "keys",
                    #","Segment":\#((segment + 1) % 3),"TotalSegments":3,"ExclusiveStartKey":"#
                        + IndexedTable.item(item))
                #expect(
                    wrong.message?.hasPrefix(
                        "The provided starting key is invalid: Invalid ExclusiveStartKey.") == true,
                    "\(wrong)")
            }
            #expect(seen.sorted() == whole.items.sorted())
        }
    }

    @Test func `a filter of a query sees what the index projects and names nothing else`()
        async throws
    {
        try await withClicks { table in
            for (index, condition, values) in [
                ("some", "g = :g", "g=x o=late"), ("by-n", "p = :p", "p=a o=late"),
            ] {
                let answer = await table.query(
                    index, condition, values, #","FilterExpression":"s <> :o AND r <> :o""#)
                #expect(
                    answer.isValidation(
                        invalid + "Secondary index \(index) does not project one or more filter "
                            + "attributes: [r, s]"), "\(answer)")
            }
            let seen = await table.query(
                "some", "g = :g", "g=x o=late", #","FilterExpression":"o = :o""#)
            #expect(seen.items == ["c:1 g=x n:3 o=late p=a"], "\(seen)")
        }
    }

    @Test func `a filter may name the table's key but not the index's`() async throws {
        try await withClicks { table in
            let own = await table.query(
                "by-g", "g = :g", "g=x n:2", #","FilterExpression":"n = :n""#)
            #expect(
                own.isValidation(
                    "Filter Expression can only contain non-primary key attributes: "
                        + "Primary key attribute: n"), "\(own)")
            let table = await table.query(
                "by-g", "g = :g", "g=x p=b", #","FilterExpression":"p = :p""#)
            #expect(table.items == ["c:1 g=x n:2 o=middle p=b"], "\(table)")
        }
    }

    @Test func `of several attributes all of HASH are equal, those of RANGE from the left`()
        async throws
    {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: [
                    IndexedTable.index("many", "g HASH", "h HASH", "n RANGE", "r RANGE")
                ], attributes: ["g", "h", "n", "r"])
            #expect(made.status == 200, "\(made)")
            _ = await table.put(
                "p=a c:1 g=x h=y n:1 r=b", "p=a c:2 g=x h=y n:1 r=a", "p=a c:3 g=x h=y n:10 r=a",
                "p=a c:4 g=x h=z n:1 r=a", "p=a c:5 g=x h=y n:1")
            func keys(_ condition: String, _ values: String) async -> [String] {
                await table.query("many", condition, values).items.map { String($0.prefix(3)) }
            }
            #expect(await keys("g = :g AND h = :h", "g=x h=y") == ["c:2", "c:1", "c:3"])
            #expect(await keys("g = :g AND h = :h AND n = :n", "g=x h=y n:1") == ["c:2", "c:1"])
            #expect(
                await keys(
                    "g = :g AND h = :h AND n = :n AND begins_with(r, :r)", "g=x h=y n:1 r=b")
                    == ["c:1"])
            #expect(await keys("h = :h AND g = :g AND n > :n", "g=x h=y n:1") == ["c:3"])
            let missing = await table.query("many", "g = :g", "g=x")
            #expect(
                missing.isValidation(
                    "HASH key attributes h must have equality conditions specified in the query"),
                "\(missing)")
            let gap = await table.query("many", "g = :g AND h = :h AND r = :r", "g=x h=y r=a")
            #expect(
                gap.isValidation(
                    "RANGE key attributes n must have equality conditions specified in the query "
                        + "because a condition is present on key attribute r"), "\(gap)")
        }
    }

    @Test func `the older parameters read an index as well`() async throws {
        try await withClicks { table in
            let answer = await table.read(
                "Query", "some",
                #","KeyConditions":{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]},"#
                    + #""n":{"ComparisonOperator":"GT","AttributeValueList":[{"N":"2"}]}},"#
                    + #""AttributesToGet":["o"]"#)
            #expect(answer.items == ["o=late"], "\(answer)")
            let count = await table.query("some", "g = :g", "g=x", #","Select":"COUNT""#)
            #expect(count.body == #"{"Count":3,"ScannedCount":3}"#)
        }
    }
}
