import Expressions
import Testing
import Values

@Suite("Key conditions") struct KeyConditionTests {
    private let strings = KeySchema(
        partition: KeyAttribute(name: "p", type: .string),
        sort: KeyAttribute(name: "c", type: .string))
    private let numbers = KeySchema(
        partition: KeyAttribute(name: "p", type: .string),
        sort: KeyAttribute(name: "c", type: .number))
    private let partitionOnly = KeySchema(partition: KeyAttribute(name: "p", type: .string))

    private func resolve(
        _ text: Text, with schema: KeySchema, _ values: [Text: Value], names: [Text: Text] = [:]
    ) throws -> (partition: KeyValue, sort: SortRange) {
        var placeholders = try Placeholders(names: names, values: values)
        let condition = try KeyCondition.parse(text, with: &placeholders)
        try placeholders.checkAllUsed()
        return try condition.resolve(with: schema)
    }

    private func complaint(
        _ text: Text, with schema: KeySchema, _ values: [Text: Value]
    ) throws -> String? {
        do {
            _ = try resolve(text, with: schema, values)
            return nil
        } catch let error as ExpressionError {
            return error.message
        }
    }

    @Test(
        arguments: [
            ("p=:p", .all), (" p  =   :p ", .all), (":p=p", .all), ("(p = :p)", .all),
            ("p=:p AND c=:c", .equal(.number(5))), ("c=:c AND p=:p", .equal(.number(5))),
            ("((c=:c) AND (p=:p))", .equal(.number(5))), (":p=p AND :c=c", .equal(.number(5))),
            ("p=:p AND c<:c", .less(.number(5))), ("p=:p AND :c>c", .less(.number(5))),
            ("p=:p AND c<=:c", .lessOrEqual(.number(5))),
            ("p=:p AND :c>=c", .lessOrEqual(.number(5))),
            ("p=:p AND c>:c", .greater(.number(5))), ("p=:p AND :c<c", .greater(.number(5))),
            ("p=:p AND c>=:c", .greaterOrEqual(.number(5))),
            ("p=:p AND :c<=c", .greaterOrEqual(.number(5))),
            ("p=:p AnD c BeTwEeN :c aNd :d", .between(.number(5), .number(7))),
            ("c between :c and :d and p = :p", .between(.number(5), .number(7))),
            ("#p=:p AND #c=:c", .equal(.number(5))),
        ] as [(Text, SortRange)])
    func `an equality and at most one range`(text: Text, range: SortRange) throws {
        let all: [Text: Value] = [":p": "k", ":c": 5, ":d": 7]
        let names: [Text: Text] = text.string.contains("#") ? ["#p": "p", "#c": "c"] : [:]
        let resolved = try resolve(
            text, with: numbers, all.filter { text.string.contains($0.key.string) }, names: names)
        #expect(resolved.partition == .string("k"))
        #expect(resolved.sort == range)
    }

    @Test func `begins_with on strings and binaries`() throws {
        let resolved = try resolve(
            "p=:p AND begins_with(c, :c)", with: strings, [":p": "k", ":c": "00"])
        #expect(resolved.sort == .beginsWith(.string("00")))
        #expect(
            try complaint("p=:p AND begins_with(c, :c)", with: numbers, [":p": "k", ":c": 3])
                == "Invalid KeyConditionExpression: Incorrect operand type for operator or "
                + "function; operator or function: begins_with, operand type: N")
    }

    @Test func `a table without a sort key takes the equality only`() throws {
        #expect(try resolve("p=:p", with: partitionOnly, [":p": "k"]).sort == .all)
        #expect(
            try complaint("p=:p AND a=:p", with: partitionOnly, [":p": "k"])
                == "Query key condition not supported")
    }

    @Test(
        arguments: [
            ("a > b and size(b) > c or a > c", "OR"), ("a in (b, size(c), d)", "IN"),
            ("attribute_exists(a)", "attribute_exists"), ("contains(a.d, b)", "contains"),
            ("attribute_not_exists(a)", "attribute_not_exists"), ("not a > b", "NOT"),
            ("a <> b", "<>"),
            ("c=:a OR p=:a", "OR"), ("NOT c=:a AND p=:a", "NOT"), ("p=:a AND c<>:a", "<>"),
            ("p=:a AND c IN (:a)", "IN"), ("attribute_type(a, :t)", "attribute_type"),
        ] as [(Text, String)])
    func `most operators are refused`(text: Text, operation: String) throws {
        #expect(
            try keyConditionComplaint(text, [":a": "x", ":t": "S"])
                == "Invalid operator used in KeyConditionExpression: \(operation)")
    }

    @Test(
        arguments: [
            (":a between size(b) and size(a) and b > :b", "BETWEEN"),
            ("begins_with(:a, b) and a > :b", "begins_with"),
        ] as [(Text, String)])
    func `some operators want the attribute first`(text: Text, operation: String) throws {
        #expect(
            try keyConditionComplaint(text, [":a": "1", ":b": "1"])
                == "Invalid condition in KeyConditionExpression: \(operation) operator must have "
                + "the key attribute as its first operand")
    }

    @Test(
        arguments: [
            "size(b) > a AND a.b > b AND b > c", "a > size(b.d)", "a between size(b) and size(a)",
            "a = size(:v)",
        ] as [Text])
    func `operations do not nest`(text: Text) throws {
        #expect(
            try keyConditionComplaint(text, [":v": "x"])
                == "KeyConditionExpressions cannot contain nested operations")
    }

    @Test(
        arguments: [
            "b > a.b", "b between c[1] and d", "a between b and size(a)", "begins_with(a, b)",
            "p=c",
        ] as [Text])
    func `one attribute is compared with constants`(text: Text) throws {
        #expect(
            try keyConditionComplaint(text)
                == "Invalid condition in KeyConditionExpression: Multiple attribute names used "
                + "in one condition")
    }

    @Test(arguments: ["b.d > a AND c.d > e.f", "a.d > c", "b[0] > a", "a.b < :v"] as [Text])
    func `keys are not nested`(text: Text) throws {
        #expect(
            try keyConditionComplaint(text, [":v": 1])
                == "KeyConditionExpressions cannot have conditions on nested attributes")
    }

    @Test(arguments: [":b > :a AND a < :b", ":a > b AND :a < :b", ":a=:b"] as [Text])
    func `constants alone are no condition`(text: Text) throws {
        #expect(
            try keyConditionComplaint(text, [":a": 1, ":b": 2])
                == "Invalid condition in KeyConditionExpression: No key attribute specified")
    }

    @Test(
        arguments: [
            "b > :a AND b < :a and c = :a and d = :a",
            "(a > :a and b > :a) and (b > :a and c > :a)",
            "p=:a AND p=:a", "p=:a AND c>=:a AND c<=:a",
        ] as [Text])
    func `each key has one condition`(text: Text) throws {
        #expect(
            try keyConditionComplaint(text, [":a": 1])
                == "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one "
                + "condition per key")
    }

    @Test func `there are no more conditions than the key has attributes`() throws {
        #expect(
            try complaint("p = :a AND c < :a AND a < :a", with: numbers, [":a": 1])
                == "The number of query conditions (3) exceeds the number of key attributes "
                + "defined in the schema (2)")
    }

    @Test func `the conditions are on the key`() throws {
        #expect(
            try complaint("c=:c", with: numbers, [":c": 3])
                == "Query condition missed key schema element: p")
        #expect(
            try complaint("p=:p AND a<:a", with: numbers, [":p": "k", ":a": 3])
                == "Query condition missed key schema element: c")
        #expect(
            try complaint("p<:p", with: numbers, [":p": "k"]) == "Query key condition not supported"
        )
        #expect(
            try complaint("begins_with(p, :p)", with: strings, [":p": "k"])
                == "Query key condition not supported")
    }

    @Test func `constants have the key's types`() throws {
        let reason =
            "One or more parameter values were invalid: "
            + "Condition parameter type does not match schema type"
        #expect(try complaint("p=:p", with: numbers, [":p": 3]) == reason)
        #expect(try complaint("p<:p", with: numbers, [":p": 3]) == reason)
        #expect(try complaint("p=:p AND c=:c", with: numbers, [":p": "k", ":c": "x"]) == reason)
        #expect(
            try complaint(
                "p=:p AND c between :c and :d", with: strings, [":p": "k", ":c": 1, ":d": 2])
                == reason)
    }

    @Test func `constants have a key's size`() throws {
        func text(_ count: Int) -> Value { .string(Text(String(repeating: "x", count: count))) }
        #expect(
            try complaint("p=:p AND c=:c", with: strings, [":p": text(2048), ":c": text(1024)])
                == nil)
        #expect(
            try complaint("p=:p", with: strings, [":p": text(2049)])
                == "One or more parameter values were invalid: "
                + "Size of hashkey has exceeded the maximum size limit of2048 bytes")
        #expect(
            try complaint("p=:p AND c<:c", with: strings, [":p": "k", ":c": text(1025)])
                == "One or more parameter values were invalid: "
                + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
        #expect(
            try complaint("p=:p", with: strings, [":p": ""])
                == "One or more parameter values are not valid. The AttributeValue for a key "
                + "attribute cannot contain an empty string value. Key: p")
    }
}
