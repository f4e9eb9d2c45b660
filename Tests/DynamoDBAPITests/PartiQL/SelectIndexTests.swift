import DynamoDBAPI
import JSON
import Testing

@Suite("ExecuteStatement: reads of an index") struct SelectIndexTests {
    private let invalid = "One or more parameter values were invalid: "

    /// Four items under a global index of everything, one of some attributes, one of two partition
    /// attributes, and a local one of keys.
    private func withClicks(_ body: (IndexedTable) async throws -> Void) async throws {
        try await withAPI { api in
            let table = IndexedTable(api: api)
            let made = await table.create(
                global: [
                    IndexedTable.index("by-g", "g HASH", "n RANGE"),
                    IndexedTable.index("some", "g HASH", projection: "INCLUDE o"),
                    IndexedTable.index("pair", "g HASH", "h HASH"),
                ],
                local: [IndexedTable.index("loc", "p HASH", "n RANGE", projection: "KEYS_ONLY")],
                attributes: ["g", "h", "n"])
            #expect(made.status == 200, "\(made)")
            _ = await table.put(
                "p=a c:1 g=x n:3 o=late s=q", "p=a c:2 g=x n:1 o=early s=r", "p=b c:1 g=x n:2",
                "p=b c:2 g=y n:2 o=other")
            try await body(table)
        }
    }

    @Test func `conditions on the index's key find and order what a query does`() async throws {
        try await withClicks { table in
            for (statement, items) in [
                (
                    #"SELECT n FROM "clicks"."by-g" WHERE g = 'x'"#, ["n:1", "n:2", "n:3"]
                ),
                (
                    #"SELECT n FROM "clicks"."by-g" WHERE g = 'x' AND n >= 2 ORDER BY n DESC"#,
                    ["n:3", "n:2"]
                ),
                (
                    #"SELECT n FROM "clicks"."by-g" WHERE g IN ['x', 'y'] AND o <> 'late'"#,
                    ["n:1", "n:2", "n:2"]
                ),
                // Without the index's partition all of it is read.
                (#"SELECT s FROM "clicks"."by-g" WHERE p = 'a' AND n = 3"#, ["s=q"]),
                (#"SELECT * FROM "clicks"."some" WHERE g = 'y'"#, ["c:2 g=y o=other p=b"]),
            ] {
                let answer = await table.api.execute(statement)
                #expect(answer.items == items, "\(statement): \(answer)")
            }
        }
    }

    @Test func `a local index reaches attributes outside its projection`() async throws {
        try await withClicks { table in
            let one = await table.api.execute(
                #"SELECT s FROM "clicks"."loc" WHERE p = 'a' AND n = 3"#,
                #""ConsistentRead":true"#, #""ReturnConsumedCapacity":"INDEXES""#)
            #expect(one.items == ["s=q"], "\(one)")
            let capacity = one.node("ConsumedCapacity", "LocalSecondaryIndexes", "loc")
            #expect(
                capacity?["CapacityUnits"].map { String(decoding: $0.rawBytes, as: UTF8.self) }
                    == "1.0")
            let keys = await table.api.execute(#"SELECT * FROM "clicks"."loc" WHERE p = 'a'"#)
            #expect(keys.items == ["c:2 n:1 p=a", "c:1 n:3 p=a"], "\(keys)")
        }
    }

    @Test func `pages of an index go on where they ended`() async throws {
        try await withClicks { table in
            for statement in [
                #"SELECT n FROM "clicks"."by-g" WHERE g = 'x'"#, #"SELECT n FROM "clicks"."by-g""#,
                #"SELECT n FROM "clicks"."by-g" WHERE g IN ['x', 'y'] ORDER BY g, n DESC"#,
            ] {
                let whole = await table.api.execute(statement)
                var items: [String] = []
                var token = ""
                repeat {
                    let page = await table.api.execute(statement, #""Limit":1\#(token)"#)
                    #expect(page.error == nil, "\(page)")
                    items += page.items
                    token = page["NextToken"].map { #","NextToken":\#($0)"# } ?? ""
                } while !token.isEmpty
                #expect(items == whole.items && items.count >= 3, "\(statement)")
            }
            let first = await table.api.execute(
                #"SELECT n FROM "clicks"."by-g" WHERE g = 'x'"#, #""Limit":1"#)
            let names = first.node("LastEvaluatedKey")?.members.map(\.name).sorted()
            #expect(names == ["c", "g", "n", "p"])
            let other = await table.api.execute(
                #"SELECT o FROM "clicks"."some" WHERE g = 'x'"#,
                #""NextToken":\#(first["NextToken"] ?? "")"#)
            #expect(other.isValidation("NextToken does not match request"), "\(other)")
        }
    }

    @Test func `beside a condition of the index's key others are about what it projects`()
        async throws
    {
        try await withClicks { table in
            for (statement, index) in [
                (#"SELECT p FROM "clicks"."some" WHERE g = 'x' AND NOT s = 'q'"#, "some"),
                (#"SELECT p FROM "clicks"."some" WHERE g IN ['x', 'y'] AND s = 'q'"#, "some"),
                (#"SELECT p FROM "clicks"."loc" WHERE p = 'a' AND s IS MISSING"#, "loc"),
            ] {
                let answer = await table.api.execute(statement)
                #expect(
                    answer.isValidation(
                        invalid + "Secondary index \(index) does not project one or more filter "
                            + "attributes: [s]"), "\(answer)")
            }
            // Without the key the index is read as it is, in which the attribute is missing everywhere.
            for (statement, count) in [
                (#"SELECT p FROM "clicks"."some" WHERE s = 'q'"#, 0),
                (#"SELECT p FROM "clicks"."loc" WHERE s = 'q'"#, 0),
                (#"SELECT p FROM "clicks"."some" WHERE NOT s = 'q'"#, 4),
                (#"SELECT p FROM "clicks"."some" WHERE (g = 'x' AND s = 'q') OR g = 'y'"#, 1),
            ] {
                let answer = await table.api.execute(statement)
                #expect(answer.items.count == count, "\(statement): \(answer)")
            }
        }
    }

    @Test func `a batch reads items by their own keys only`() async throws {
        try await withClicks { table in
            let answer = await table.api.batch(
                #"SELECT * FROM "clicks"."by-g" WHERE g = 'x' AND n = 1"#,
                #"SELECT * FROM "clicks"."pair" WHERE g = 'x' AND h = 'y'"#)
            let messages = answer.node("Responses")?.elements.map {
                $0["Error"]?["Message"]?.string
            }
            #expect(
                messages == [
                    "Select statements within BatchExecuteStatement must specify the primary key in "
                        + "the where clause.",
                    "PartiQL statements cannot be executed on tables with multi-attribute HASH keys "
                        + "or multi-attribute RANGE keys.",
                ], "\(answer)")
        }
    }

    @Test func `what an index cannot give is refused`() async throws {
        try await withClicks { table in
            for (statement, members, message) in [
                (
                    #"SELECT * FROM "clicks"."none""#, #""ConsistentRead":true"#,
                    "The table does not have the specified index"
                ),
                (
                    #"SELECT * FROM "clicks"."by-g""#, #""ConsistentRead":true"#,
                    "Strongly consistent read is not supported on Global Secondary Indexes"
                ),
                (
                    #"SELECT s, o, p, z FROM "clicks"."some" WHERE g = 'x'"#, #""Limit":5"#,
                    invalid + "Global secondary index some does not project [s, z]"
                ),
                (
                    #"SELECT * FROM "clicks"."pair" WHERE g = 5"#, #""Limit":5"#,
                    "PartiQL statements cannot be executed on tables with multi-attribute HASH keys "
                        + "or multi-attribute RANGE keys."
                ),
            ] {
                let answer = await table.api.execute(statement, members)
                #expect(answer.isValidation(message), "\(answer)")
            }
        }
    }
}
