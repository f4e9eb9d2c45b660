import Expressions
import Testing
import Values

@Suite("What a condition may not say") struct ConditionComplaintTests {
    private func expect(
        _ text: Text, _ values: [Text: Value] = [:], names: [Text: Text] = [:],
        in dialect: Dialect? = nil, says reason: String, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            try conditionComplaint(text, values, names: names, in: dialect)
                == "Invalid ConditionExpression: \(reason)", sourceLocation: location)
        #expect(
            try conditionComplaint(text, values, names: names, as: .filter, in: dialect)
                == "Invalid FilterExpression: \(reason)", sourceLocation: location)
        #expect(
            try keyConditionComplaint(text, values, names: names)
                == "Invalid KeyConditionExpression: \(reason)", sourceLocation: location)
    }

    @Test(
        arguments: [
            "((a = b))", "a=a and a > ((views))", "(a)between(((b.c)).d)and(c)",
            "a > whatever((:things), ((a)))", "a=a AND ((a=a AND a=a)) AND a=a",
            "a=a OR ((a=a OR (a=a OR a=a)))", "((c=:c) AND ((p=:p)))", "((attribute_exists(a)))",
            "NOT ((a = b))",
        ] as [Text])
    func `parentheses around nothing but parentheses are redundant`(text: Text) throws {
        try expect(text, says: "The expression has redundant parentheses;")
    }

    @Test(
        arguments: [
            "(a = b)", "((a = b) AND c = d)", "(a = b) AND (c = d)", "((a) = (b))", "(NOT (a = b))",
            "((a).b = c)", "(a < b OR b < a) AND (b < c AND (a < b OR b < c))",
            "(attribute_exists(a))",
            "(size(a)) > (b)", "a IN ((b), (c))", "(a)between(b)and(c)", "NOT (NOT (a = b))",
        ] as [Text])
    func `one pair of parentheses more than needed is fine`(text: Text) throws {
        #expect(try conditionComplaint(text) == nil)
    }

    @Test(
        arguments: [
            ("a=a and whatever((:things)) > a", "whatever"),
            ("attRIbute_exIsts((views), #a)", "attRIbute_exIsts"), ("dog(a) = :arg", "dog"),
            ("p = :p AND BEGINS_WITH(c, :c)", "BEGINS_WITH"), ("Estimate(u) > :n", "Estimate"),
        ] as [(Text, String)])
    func `a function that does not exist is named`(text: Text, name: String) throws {
        try expect(text, says: "Invalid function name; function: \(name)")
    }

    @Test(
        arguments: [
            ("a=a and attribute_exists((views), (#a)) > b", "attribute_exists"),
            ("attribute_not_exists(things) > b", "attribute_not_exists"),
            ("attribute_type(things, :a) > b", "attribute_type"),
            ("begins_with(things, a) > b", "begins_with"), ("contains(:things, c) > b", "contains"),
            ("size(contains(a, b)) > a", "contains"), ("size(things)", "size"),
            ("NOT size(a)", "size"), ("a = b AND (size(a))", "size"),
            ("a between b and attribute_exists(things)", "attribute_exists"),
            ("a in (b, attribute_exists(things))", "attribute_exists"),
        ] as [(Text, String)])
    func `tests stand alone and size does not`(text: Text, name: String) throws {
        try expect(
            text,
            says: "The function is not allowed to be used this way in an expression; "
                + "function: \(name)")
    }

    @Test(arguments: ["if_not_exists", "list_append"])
    func `the functions of updates are not for conditions`(name: String) throws {
        try expect(
            Text("\(name)(a, a) = :v"),
            says: "The function is not allowed in a condition expression; function: \(name)")
    }

    @Test(
        arguments: [
            ("attribute_exists(things, a) and a=a", "attribute_exists", 2),
            ("attribute_not_exists(things, b)", "attribute_not_exists", 2),
            ("attribute_type(things)", "attribute_type", 1),
            ("begins_with(things)", "begins_with", 1),
            ("begins_with(things, size(a), b)", "begins_with", 3),
            ("contains(things)", "contains", 1),
            ("size(things, a) > b", "size", 2),
        ] as [(Text, String, Int)])
    func `functions have their number of operands`(text: Text, name: String, count: Int) throws {
        try expect(
            text,
            says: "Incorrect number of operands for operator or function; operator or function: "
                + "\(name), number of operands: \(count)")
    }

    static let samples: [Value] = [
        "s", 1, binary(1), true, .null, [], [:], strings("a"), numbers(1), binaries([1]),
    ]

    @Test(arguments: samples)
    func `begins_with takes S and B constants only`(value: Value) throws {
        for text in ["begins_with(a, :a)", "begins_with(:a, a)"] as [Text] {
            if value.kind == .string || value.kind == .binary {
                #expect(try conditionComplaint(text, [":a": value]) == nil)
            } else {
                try expect(text, [":a": value], says: wrongType("begins_with", value.kind))
            }
        }
        try expect("begins_with(a, size(a))", says: wrongType("begins_with", .number))
    }

    @Test(arguments: samples)
    func `size takes constants that have one`(value: Value) throws {
        if [.number, .boolean, .null].contains(value.kind) {
            try expect("size(:a) > a", [":a": value], says: wrongType("size", value.kind))
        } else {
            #expect(try conditionComplaint("size(:a) > a", [":a": value]) == nil)
        }
        try expect("size(size(a)) > b", says: wrongType("size", .number))
        try expect(
            "attribute_not_exists(size(:a))", [":a": 1], says: wrongType("size", .number))
    }

    @Test(arguments: samples)
    func `order operators take S, N and B constants only`(value: Value) throws {
        for symbol in ["<", "<=", ">", ">="] {
            for text in ["a \(symbol) :a", ":a \(symbol) a"] {
                if KeyValue(value) != nil {
                    #expect(try conditionComplaint(Text(text), [":a": value]) == nil)
                } else {
                    try expect(
                        Text(text), [":a": value], says: wrongType(symbol, value.kind))
                }
            }
        }
        for text in ["a = :a", ":a <> a", "a IN (:a)"] as [Text] {
            #expect(try conditionComplaint(text, [":a": value]) == nil)
        }
        for text in ["a BETWEEN :a AND b", "a BETWEEN b AND :a", ":a BETWEEN b AND c"] as [Text] {
            let said = try conditionComplaint(text, [":a": value])
            #expect((said == nil) == (KeyValue(value) != nil))
        }
    }

    @Test func `BETWEEN's constants agree in type and order`() throws {
        try expect(
            "a between :b and :a", [":a": "a", ":b": 1],
            says: "The BETWEEN operator requires same data type for lower and upper bounds; "
                + "lower bound operand: AttributeValue: {N:1}, "
                + "upper bound operand: AttributeValue: {S:a}")
        try expect(
            "a between :b and :a", [":a": "a", ":b": "b"],
            says: "The BETWEEN operator requires upper bound to be greater than or equal to "
                + "lower bound; lower bound operand: AttributeValue: {S:b}, "
                + "upper bound operand: AttributeValue: {S:a}")
        try expect(
            "a between :a and :b", [":a": [1, 2], ":b": [2, 3]], says: wrongType("BETWEEN", .list))
        #expect(try conditionComplaint("a between :a and :a", [":a": 1]) == nil)
    }

    @Test func `attribute_type's second operand is a constant that names a type`() throws {
        try expect(
            "attribute_type(a, :t)", [":t": "DOG"],
            says: "Invalid attribute type name found; type: DOG, "
                + "valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")
        try expect(
            "attribute_type(a, b)",
            says: "Incorrect operand type for operator or function; operator or function: "
                + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}")
        try expect("attribute_type(a, size(a))", says: wrongType("attribute_type", .number))
        for value in Self.samples where value.kind != .string {
            try expect(
                "attribute_type(a, :t)", [":t": value],
                says: wrongType("attribute_type", value.kind))
        }
    }

    @Test(
        arguments: [
            ("attribute_exists(:a) and a=a", "attribute_exists"),
            ("attribute_not_exists(size(:a))", "attribute_not_exists"),
        ] as [(Text, String)])
    func `existence is asked of paths`(text: Text, name: String) throws {
        try expect(
            text, [":a": "x"],
            says: "Operator or function requires a document path; operator or function: \(name)")
    }

    @Test(
        arguments: [
            ("a = a AND #a = b AND :views > a", "=", "[a]"), ("#a <> a", "<>", "[a]"),
            ("a > #a", ">", "[a]"), ("((a=a) OR (a=a))", "=", "[a]"),
            ("contains(ab.bc[1].a, ab.bc[1].#a)", "contains", "[ab, bc, [1], a]"),
            ("attribute_type(ab.bc[1].#a, ab.bc[1].a)", "attribute_type", "[ab, bc, [1], a]"),
            ("begins_with(ab.bc[1].a, ab.bc[1].#a)", "begins_with", "[ab, bc, [1], a]"),
        ] as [(Text, String, String)])
    func `an attribute is not compared with itself`(
        text: Text, operation: String, path: String
    ) throws {
        try expect(
            text, names: ["#a": "a"],
            says: "The first operand must be distinct from the remaining operands for this "
                + "operator or function; operator: \(operation), first operand: \(path)")
    }

    @Test func `a constant may be compared with itself`() throws {
        #expect(try conditionComplaint(":a = :a", [":a": 1]) == nil)
    }

    @Test func `one complaint wins, by rank and then by place`() throws {
        // Rank: parentheses, functions, their use, reserved words, then piece by piece.
        try expect(
            "((nothing(abort) = attribute_exists(#b)))",
            says: "The expression has redundant parentheses;")
        try expect(
            "abort = attribute_exists(#b) AND nothing(a)",
            says: "Invalid function name; function: nothing")
        try expect(
            "abort = attribute_exists(#b)",
            says: "The function is not allowed to be used this way in an expression; "
                + "function: attribute_exists")
        try expect(
            "attribute_exists(#a, views)",
            says: "Attribute name is a reserved keyword; reserved keyword: views")
        try expect(
            "a < :list AND #b = :b", [":list": []], says: wrongType("<", .list))
        try expect(
            "attribute_exists(#Pictures.RearView, :a) and a=a",
            says: "An expression attribute name used in the document path is not defined; "
                + "attribute name: #Pictures")
    }

    private func wrongType(_ operation: String, _ kind: ValueKind) -> String {
        "Incorrect operand type for operator or function; operator or function: \(operation), "
            + "operand type: \(kind.rawValue)"
    }
}
