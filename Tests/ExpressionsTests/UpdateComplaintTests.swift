import Expressions
import Testing
import Values

@Suite("What an update may not say") struct UpdateComplaintTests {
    @Test(
        arguments: [
            ("SET a = :v SET b = :w", "SET"), ("SET a = :v REMOVE a SET b = :w", "SET"),
            ("remove #d set a = b remove e", "REMOVE"), ("add #d :e set a = b add e :f", "ADD"),
            ("delete #d :e set a = b delete #e :f", "DELETE"),
        ] as [(Text, String)])
    func `each clause comes once`(text: Text, clause: String) throws {
        #expect(
            try updateComplaint(text)
                == "Invalid UpdateExpression: The \"\(clause)\" section can only be used once "
                + "in an update expression;")
    }

    @Test(
        arguments: [
            ("SET a = :v REMOVE a", "[a]", "[a]"), ("REMOVE a SET a = :v", "[a]", "[a]"),
            ("SET #1 = :v, #2 = :v", "[a]", "[a]"), ("SET a = :v, a.b = :v", "[a]", "[a, b]"),
            ("SET a.b = :v, a = :v", "[a, b]", "[a]"),
            ("SET a.b = :v, a.b = :v", "[a, b]", "[a, b]"),
            ("SET a.b = :v, a.b.c.d.e = :v", "[a, b]", "[a, b, c, d, e]"),
            ("SET a = :v, a[1] = :v", "[a]", "[a, [1]]"),
            ("SET a[1] = :v, a[1] = :v", "[a, [1]]", "[a, [1]]"),
            ("SET a[1][1][1][1] = :v, a[1][1] = :v", "[a, [1], [1], [1], [1]]", "[a, [1], [1]]"),
            ("set d[1] = a, d.b = a, c[1].a = a, c = if_not_exists(a)", "[c, [1], a]", "[c]"),
            ("set c[3].#d = a, c[3] = a", "[c, [3], [3]]", "[c, [3]]"),
            ("ADD a :n DELETE a :s", "[a]", "[a]"),
        ] as [(Text, String, String)])
    func `no path holds another`(text: Text, one: String, two: String) throws {
        let values: [Text: Value] = [":v": 2, ":n": 1, ":s": strings("x")]
        #expect(
            try updateComplaint(text, values, names: ["#1": "a", "#2": "a", "#d": "[3]"])
                == "Invalid UpdateExpression: Two document paths overlap with each other; must "
                + "remove or rewrite one of these paths; path one: \(one), path two: \(two)")
    }

    @Test(
        arguments: [
            ("SET a.b = :v, a[1] = :v", "[a, b]", "[a, [1]]"),
            ("SET a.b.c = :v, a.b[2] = :v", "[a, b, c]", "[a, b, [2]]"),
            ("set #c[3].#d = a, #c.#d[3] = if_not_exists(a)", "[c, [3], [3]]", "[c, [3], [3]]"),
            ("remove a.#c set a[1] = #d", "[a, c]", "[a, [1]]"),
        ] as [(Text, String, String)])
    func `nothing is used as a map and as a list`(text: Text, one: String, two: String) throws {
        #expect(
            try updateComplaint(text, [":v": 2], names: ["#c": "c", "#d": "[3]"])
                == "Invalid UpdateExpression: Two document paths conflict with each other; must "
                + "remove or rewrite one of these paths; path one: \(one), path two: \(two)")
    }

    @Test func `paths beside each other are fine, and reading is no writing`() throws {
        let text: Text =
            "SET a.b = :v, a.c.d = a.b, b[0] = b[1], b[2] = c REMOVE a.x, b[1] ADD n :v"
        #expect(try updateComplaint(text, [":v": 1]) == nil)
    }

    @Test(arguments: ConditionComplaintTests.samples)
    func `ADD takes a number or a set, DELETE a set`(value: Value) throws {
        let names: [ValueKind: String] = [
            .string: "STRING", .number: "NUMBER", .binary: "BINARY", .boolean: "BOOLEAN",
            .null: "NULL", .list: "LIST", .map: "MAP",
        ]
        for clause in ["ADD", "DELETE"] {
            let said = try updateComplaint(Text("\(clause) a.b :a"), [":a": value])
            if let name = names[value.kind], !(clause == "ADD" && value.kind == .number) {
                #expect(
                    said == "Invalid UpdateExpression: Incorrect operand type for operator or "
                        + "function; operator: \(clause), operand type: \(name)")
            } else {
                #expect(said == nil)
            }
        }
    }

    @Test(arguments: ConditionComplaintTests.samples)
    func `sums take numbers and list_append takes lists`(value: Value) throws {
        for (text, operation, kind) in [
            ("set a = :a + b", "+", .number), ("set a = b + :a", "+", .number),
            ("set a = b - :a", "-", .number), ("set a = list_append(:a, b)", "list_append", .list),
            ("set a = list_append(b, :a)", "list_append", .list),
        ] as [(Text, String, ValueKind)] {
            let said = try updateComplaint(text, [":a": value])
            if value.kind == kind {
                #expect(said == nil)
            } else {
                #expect(
                    said == "Invalid UpdateExpression: Incorrect operand type for operator or "
                        + "function; operator or function: \(operation), "
                        + "operand type: \(value.kind.rawValue)")
            }
        }
    }

    @Test(
        arguments: [
            ("set a = if_not_exists(c)", "if_not_exists", 1),
            ("set a = list_append(c)", "list_append", 1),
            ("set a = list_append(b, c, d)", "list_append", 3),
        ] as [(Text, String, Int)])
    func `functions have two operands`(text: Text, name: String, count: Int) throws {
        #expect(
            try updateComplaint(text)
                == "Invalid UpdateExpression: Incorrect number of operands for operator or "
                + "function; operator or function: \(name), number of operands: \(count)")
    }

    @Test(
        arguments: [
            "set a = if_not_exists(:v, c)", "set a = if_not_exists(if_not_exists(a, b), c)",
        ] as [Text])
    func `if_not_exists asks about a path`(text: Text) throws {
        #expect(
            try updateComplaint(text, [":v": 1])
                == "Invalid UpdateExpression: Operator or function requires a document path; "
                + "operator or function: if_not_exists")
    }

    @Test func `a value is looked up before it is found to be out of place`() throws {
        #expect(
            try updateComplaint("SET b = if_not_exists(:v2, :v1)", [":v1": 6])
                == "Invalid UpdateExpression: An expression attribute value used in expression "
                + "is not defined; attribute value: :v2")
    }

    @Test(
        arguments: [
            "SET a = list_append(list_append(:1, :2), :3)",
            "SET a = list_append(:1, list_append(:2, :3))",
            "SET a = if_not_exists(b, list_append(:1, :2))",
        ] as [Text])
    func `no function takes list_append's result`(text: Text) throws {
        #expect(
            try updateComplaint(text, [":1": [], ":2": [], ":3": []])
                == "Invalid UpdateExpression: The function is not allowed to be used this way in "
                + "an expression; function: list_append")
    }

    @Test(arguments: ["size", "attribute_exists", "begins_with", "contains"])
    func `the functions of conditions are not for updates`(name: String) throws {
        #expect(
            try updateComplaint(Text("SET a = \(name)(b)"))
                == "Invalid UpdateExpression: The function is not allowed in an update "
                + "expression; function: \(name)")
    }

    @Test(arguments: ["f", "f123_hi", "estimate", "fresh"])
    func `a function that does not exist is named`(name: String) throws {
        #expect(
            try updateComplaint(Text("SET a = \(name)(b, c, d)"), in: .strict)
                == "Invalid UpdateExpression: Invalid function name; function: \(name)")
    }

    @Test(
        arguments: [
            "set a = (b + c)", "set a = ((b.c.d)+(e))", "set a = (:v)", "set a = (:v) - (b)",
            "set a = if_not_exists((a), (:v)) + :v",
            "SET a = if_not_exists(a, if_not_exists(a, b))",
        ] as [Text])
    func `parentheses around operands and one sum are fine`(text: Text) throws {
        #expect(try updateComplaint(text, [":v": 1]) == nil)
    }

    @Test(arguments: ["set a = ((b))", "set a = ((b + c))", "set a = ((b)) + c"] as [Text])
    func `more parentheses than that are redundant`(text: Text) throws {
        #expect(
            try updateComplaint(text)
                == "Invalid UpdateExpression: The expression has redundant parentheses;")
    }

    @Test func `one complaint wins`() throws {
        #expect(
            try updateComplaint(" set #c = :c set abOrt = f(true) ")
                == "Invalid UpdateExpression: Attribute name is a reserved keyword; "
                + "reserved keyword: abOrt")
        #expect(
            try updateComplaint("set #c = if_not_exist(:c) set c = d")
                == "Invalid UpdateExpression: Invalid function name; function: if_not_exist")
        #expect(
            try updateComplaint(
                "set b = list_append(:a, a), c = if_not_exists(a) add a.b :a", [":a": "a"])
                == "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                + "operator: ADD, operand type: STRING")
    }

    @Test func `it tells what it writes and whether it creates an item`() throws {
        let parsed = try update(
            "SET b.c = :v REMOVE a ADD n :v DELETE s :s", [":v": 1, ":s": strings("x")])
        #expect(parsed.targets.map(\.description) == ["b.c", "a", "n", "s"])
        #expect(parsed.createsItem)
        #expect(try update("ADD n :v", [":v": 1]).createsItem)
        #expect(try !update("REMOVE a DELETE s :s", [":s": strings("x")]).createsItem)
    }
}
