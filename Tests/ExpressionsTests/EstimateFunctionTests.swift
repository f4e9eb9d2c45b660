import Expressions
import Sketches
import Testing
import Values

@Suite("estimate") struct EstimateFunctionTests {
    private static let dense = sketch(of: 0..<5000)
    private static let item: Item = [
        "u": Value(bytesOf: dense), "s": ["u": Value(bytesOf: sketch(of: 0..<3))],
        "n": 3, "label": "no sketch", "raw1": binary(1, 2, 3), "zilch": Value(bytesOf: HLLSketch()),
    ]

    private func holds(_ text: Text, _ values: [Text: Value] = [:]) throws -> Bool {
        let condition = try condition(text, values, in: extended)
        var writer = ByteWriter()
        condition.encode(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try Condition(from: &reader) == condition)
        return condition.holds(for: Self.item)
    }

    @Test func `it is a number beside any operator`() throws {
        let around: [Text: Value] = [":low": 4900, ":high": 5100]
        #expect(try holds("estimate(u) > :low", [":low": 4900]))
        #expect(try holds(":high >= estimate(u)", [":high": 5100]))
        #expect(try holds("estimate(u) BETWEEN :low AND :high", around))
        #expect(try !holds("NOT estimate(u) BETWEEN :low AND :high", around))
        #expect(try holds("n BETWEEN estimate(zilch) AND estimate(u)"))
        #expect(try holds("estimate(zilch) IN (:low, :zero)", [":low": 1, ":zero": 0]))
        #expect(try holds(":zero IN (n, estimate(zilch))", [":zero": 0]))
        #expect(try holds("estimate(s.u) < estimate(u) AND size(u) > estimate(s.u)"))
        #expect(try holds("estimate(zilch) = :zero", [":zero": 0]))
        #expect(try holds("estimate(zilch) <> n"))
    }

    @Test(arguments: ["label", "raw1", "n", "nothing", "s", "s.nothing", "s.u.x"])
    func `where there is no sketch it is like a missing attribute`(path: String) throws {
        for comparator in ["=", "<", "<=", ">", ">="] {
            #expect(try !holds(Text("estimate(\(path)) \(comparator) :v"), [":v": 0]))
        }
        #expect(try holds(Text("estimate(\(path)) <> :v"), [":v": 0]))
        #expect(try !holds(Text("estimate(\(path)) IN (:v)"), [":v": 0]))
        #expect(try !holds(Text("estimate(\(path)) BETWEEN :v AND :v"), [":v": 0]))
    }

    @Test(
        arguments: [
            (
                "estimate(:v) > :v",
                "Operator or function requires a document path; operator or function: estimate"
            ),
            (
                "estimate(size(u)) > :v",
                "Operator or function requires a document path; operator or function: estimate"
            ),
            (
                "estimate(u, w) > :v",
                "Incorrect number of operands for operator or function; operator or function: "
                    + "estimate, number of operands: 2"
            ),
            (
                "size(estimate(u)) > :v",
                "Incorrect operand type for operator or function; operator or function: size, "
                    + "operand type: N"
            ),
            (
                "begins_with(estimate(u), :v)",
                "Incorrect operand type for operator or function; operator or function: "
                    + "begins_with, operand type: N"
            ),
            (
                "attribute_exists(estimate(u)) AND a = :v",
                "Operator or function requires a document path; operator or function: "
                    + "attribute_exists"
            ),
            (
                "estimate(u)",
                "The function is not allowed to be used this way in an expression; "
                    + "function: estimate"
            ),
            ("ESTIMATE(u) > :v", "Invalid function name; function: ESTIMATE"),
        ] as [(Text, String)])
    func `its misuse is named`(text: Text, reason: String) throws {
        #expect(
            try conditionComplaint(text, [":v": "x"], in: extended)
                == "Invalid ConditionExpression: \(reason)")
    }

    @Test func `key conditions do not have it`() throws {
        #expect(
            try keyConditionComplaint("estimate(u) = :v", [":v": 1])
                == "Invalid KeyConditionExpression: Invalid function name; function: estimate")
    }

    @Test func `a condition tells the path it asks about`() throws {
        #expect(try condition("estimate(a.u) > n", in: extended).rootNames == ["a", "n"])
    }

    @Test func `a projection returns it under its own text`() throws {
        let projection = try projection(
            "n, estimate(u), estimate(#s.u), estimate(label)", names: ["#s": "s"], in: extended)
        #expect(projection.paths.map(\.description) == ["n"])
        #expect(
            projection.project(Self.item) == [
                "n": 3, "estimate(u)": .number(Number(estimate: Self.dense.estimate)),
                "estimate(s.u)": .number(Number(estimate: sketch(of: 0..<3).estimate)),
            ])
    }

    @Test func `a projection may return the sketch too, or estimates alone`() throws {
        let both = try projection("u, estimate(u)", in: extended).project(Self.item)
        #expect(both.count == 2)
        let isWhole = both["u"] == Self.item["u"]
        #expect(isWhole)
        #expect(
            try projection("estimate(zilch)", in: extended).project(Self.item)
                == ["estimate(zilch)": 0])
        #expect(try projection("estimate(nothing)", in: extended).project(Self.item).isEmpty)
    }

    @Test(arguments: ["estimate(u), estimate(#u)", "estimate(u), a, #e"] as [Text])
    func `no two entries of a projection have one name`(text: Text) throws {
        #expect(
            try projectionComplaint(text, names: ["#u": "u", "#e": "estimate(u)"], in: extended)
                == "Invalid ProjectionExpression: Two document paths overlap with each other; "
                + "must remove or rewrite one of these paths; path one: [estimate(u)], "
                + "path two: [estimate(u)]")
    }

    @Test(
        arguments: [
            ("estimate()", ")", "()"), ("estimate(u", "<EOF>", "u"), ("estimate(:u)", ":u", "(:u)"),
            ("estimate(u).a", ".", ").a"), ("size(u)", "(", "size(u"),
        ] as [(Text, String, String)])
    func `a projection that is not well formed says where`(
        text: Text, token: String, near: String
    ) throws {
        #expect(
            try projectionComplaint(text, in: extended)
                == "Invalid ProjectionExpression: Syntax error; token: \"\(token)\", near: \"\(near)\""
        )
    }

    @Test(
        arguments: [
            (0, "0"), (12, "12"), (0.1, "0.1"), (1e16, "10000000000000000"),
            (123456789.123, "123456789.123"), (1.5e22, "15000000000000000000000"),
            (0x1p100, "1267650600228229400000000000000"), (Double.leastNonzeroMagnitude, "0"),
        ] as [(Double, String)])
    func `an estimate is the shortest decimal number`(estimate: Double, text: String) {
        #expect(Number(estimate: estimate).text == text)
    }
}
