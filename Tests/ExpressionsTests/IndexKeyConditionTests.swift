import Expressions
import Testing
import Values

@Suite("Key conditions of indexes") struct IndexKeyConditionTests {
    private let partition = [
        KeyAttribute(name: "h1", type: .string), KeyAttribute(name: "h2", type: .number),
    ]
    private let sort = [
        KeyAttribute(name: "r1", type: .string), KeyAttribute(name: "r2", type: .number),
        KeyAttribute(name: "r3", type: .string),
    ]
    private let values: [Text: Value] = [":s": "a", ":n": 1, ":m": 2]

    private func resolve(_ text: Text) throws -> IndexKeyRange {
        var placeholders = try Placeholders(
            names: [:], values: values.filter { text.string.contains($0.key.string) })
        let condition = try KeyCondition.parse(
            text, with: &placeholders)
        return try condition.resolve(partition: partition, sort: sort)
    }

    private func complaint(_ text: Text) -> String? {
        do {
            _ = try resolve(text)
            return nil
        } catch {
            return (error as? ExpressionError)?.message
        }
    }

    @Test(
        arguments: [
            ("h1 = :s AND h2 = :n", [], .all),
            ("h2 = :n AND r1 = :s AND h1 = :s", [], .equal(.string("a"))),
            ("h1 = :s AND h2 = :n AND begins_with(r1, :s)", [], .beginsWith(.string("a"))),
            (
                "r2 > :m AND r1 = :s AND h1 = :s AND h2 = :n", [.string("a")],
                .greater(.number(2))
            ),
            (
                "h1 = :s AND h2 = :n AND r1 = :s AND r2 = :m AND r3 < :s",
                [.string("a"), .number(2)], .less(.string("a"))
            ),
        ] as [(Text, [KeyValue], SortRange)])
    func `equalities from the left and one range behind them, in any order of the text`(
        text: Text, prefix: [KeyValue], rest: SortRange
    ) throws {
        let range = try resolve(text)
        #expect(range.partition == [.string("a"), .number(1)])
        #expect(range.prefix == prefix)
        #expect(range.rest == rest)
    }

    @Test(
        arguments: [
            (
                "h1 = :s",
                "HASH key attributes h2 must have equality conditions specified in the query"
            ),
            (
                "h1 = :s AND h2 > :n",
                "HASH key attributes h2 must have equality conditions specified in the query"
            ),
            (
                "h1 = :s AND h2 = :n AND r2 = :m",
                "RANGE key attributes r1 must have equality conditions specified in the query "
                    + "because a condition is present on key attribute r2"
            ),
            (
                "h1 = :s AND h2 = :n AND r1 > :s AND r2 = :m",
                "RANGE key attributes r1 must have equality conditions specified in the query "
                    + "because a condition is present on key attribute r2"
            ),
            (
                "h1 = :s AND h2 = :n AND r1 = :s AND r3 = :s",
                "RANGE key attributes r2 must have equality conditions specified in the query "
                    + "because a condition is present on key attribute r3"
            ),
            ("h1 = :s AND h2 = :n AND x = :s", "Query key condition not supported"),
            (
                "h1 = :n AND h2 = :n",
                "One or more parameter values were invalid: "
                    + "Condition parameter type does not match schema type"
            ),
        ] as [(Text, String)])
    func `a gap, another attribute or a wrong type is refused`(
        text: Text, message: String
    ) throws {
        #expect(complaint(text) == message)
    }

    @Test func `the key of an index with one attribute of each kind is read like a table's`()
        throws
    {
        var placeholders = try Placeholders(names: [:], values: [":s": "a", ":n": 1])
        let condition = try KeyCondition.parse(
            "h1 = :s AND h2 >= :n", with: &placeholders)
        let range = try condition.resolve(partition: [partition[0]], sort: [partition[1]])
        #expect(range.partition == [.string("a")])
        #expect(range.prefix == [])
        #expect(range.rest == .greaterOrEqual(.number(1)))
        #expect(throws: ExpressionError(message: "Query key condition not supported")) {
            _ = try condition.resolve(partition: [partition[0]], sort: [])
        }
    }

    @Test func `a table's key has two tests at most`() throws {
        var placeholders = try Placeholders(names: [:], values: [":s": "a"])
        let condition = try KeyCondition.parse(
            "h1 = :s AND r1 = :s AND c = :s", with: &placeholders)
        let tooMany = "The number of query conditions (3) exceeds the number of key attributes "
        for (sort, count) in [([partition[1]], 2), ([], 1)] {
            #expect(
                throws: ExpressionError(message: tooMany + "defined in the schema (\(count))")
            ) {
                _ = try condition.resolve(partition: [partition[0]], sort: sort)
            }
        }
    }
}
