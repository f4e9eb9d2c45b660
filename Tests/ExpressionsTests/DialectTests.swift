import Expressions
import Testing
import Values

@Suite("Dialects") struct DialectTests {
    @Test(
        arguments: [
            ("OBSERVE u :v", "OBSERVE", "OBSERVE u"), ("observe u :v", "observe", "observe u"),
            ("MERGE u :v", "MERGE", "MERGE u"), ("ADD c :v merge u :v", "merge", ":v merge u"),
            ("ADD c :v ONCE :v", "ONCE", ":v ONCE :v"), ("ONCE :v", "ONCE", "ONCE :v"),
        ] as [(Text, String, String)])
    func `strictly there is no OBSERVE, no MERGE and no ONCE`(
        text: Text, token: String, near: String
    ) throws {
        #expect(
            try updateComplaint(text, [":v": 1], in: .strict)
                == "Invalid UpdateExpression: Syntax error; token: \"\(token)\", near: \"\(near)\"")
    }

    @Test(arguments: ["estimate", "fresh"])
    func `strictly there are no functions of sketches`(name: String) throws {
        let reason = "Invalid function name; function: \(name)"
        #expect(
            try updateComplaint(Text("SET a = \(name)(u)"), in: .strict)
                == "Invalid UpdateExpression: \(reason)")
        let text = Text("\(name)(u) > :v")
        #expect(
            try conditionComplaint(text, [":v": 1], in: .strict)
                == "Invalid ConditionExpression: \(reason)")
        #expect(
            try conditionComplaint(text, [":v": 1], as: .filter, in: .strict)
                == "Invalid FilterExpression: \(reason)")
        #expect(
            try projectionComplaint(Text("\(name)(u)"), in: .strict)
                == "Invalid ProjectionExpression: Syntax error; token: \"(\", near: \"\(name)(u\"")
    }

    @Test(
        arguments: [
            "SET observe = :v, once = observe", "ADD once :v", "REMOVE OBSERVE, a.once",
            "SET estimate = :v, fresh = estimate + :v",
        ] as [Text])
    func `attributes may go by the new words in either dialect`(text: Text) throws {
        let values: [Text: Value] = text.string.contains(":v") ? [":v": 1] : [:]
        #expect(try updateComplaint(text, values) == nil)
        #expect(try update(text, values) == update(text, values, in: extended))
        #expect(try conditionComplaint("once = observe OR estimate < fresh") == nil)
        #expect(try projectionComplaint("once, observe, estimate, fresh.estimate") == nil)
    }

    @Test func `an attribute named like a clause observes too`() throws {
        let update = try update(
            "OBSERVE observe :v, once :v ONCE :v", [":v": 1], in: extended)
        #expect(update.targets.map(\.description) == ["observe", "once"])
        #expect(update.once != nil)
    }

    @Test(
        arguments: [
            ("OBSERVE", "<EOF>", "OBSERVE"), ("OBSERVE u", "<EOF>", "u"),
            ("OBSERVE u = :v", "=", "u = :v"), ("OBSERVE u :v,", "<EOF>", ","),
            ("MERGE", "<EOF>", "MERGE"), ("MERGE u = :v", "=", "u = :v"),
            ("OBSERVE u w", "w", "u w"), ("OBSERVE u fresh(u)", "fresh", "u fresh("),
            ("ONCE", "<EOF>", "ONCE"), ("ONCE a", "a", "ONCE a"), ("ONCE :v, :v", ",", ":v, :v"),
            ("ONCE :v :v", ":v", ":v :v"),
        ] as [(Text, String, String)])
    func `a clause that is not well formed says where`(
        text: Text, token: String, near: String
    ) throws {
        #expect(
            try updateComplaint(text, [":v": 1], in: extended)
                == "Invalid UpdateExpression: Syntax error; token: \"\(token)\", near: \"\(near)\"")
    }

    @Test(
        arguments: [
            (true, "BOOLEAN"), (.null, "NULL"), ([1], "LIST"), (["a": 1], "MAP"),
        ] as [(Value, String)])
    func `what nobody can be is not observed`(value: Value, type: String) throws {
        #expect(
            try updateComplaint("OBSERVE u :v", [":v": value], in: extended)
                == "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                + "operator: OBSERVE, operand type: \(type)")
    }

    @Test func `sections, paths and placeholders are judged like those of other clauses`() throws {
        let values: [Text: Value] = [":v": 1]
        #expect(
            try updateComplaint("OBSERVE u :v OBSERVE w :v", values, in: extended)
                == "Invalid UpdateExpression: The \"OBSERVE\" section can only be used once in an "
                + "update expression;")
        #expect(
            try updateComplaint("SET u.a = :v OBSERVE u :v", values, in: extended)
                == "Invalid UpdateExpression: Two document paths overlap with each other; must "
                + "remove or rewrite one of these paths; path one: [u, a], path two: [u]")
        #expect(
            try updateComplaint("OBSERVE u :w", values, in: extended)
                == "Invalid UpdateExpression: An expression attribute value used in expression is "
                + "not defined; attribute value: :w")
        #expect(
            try updateComplaint("ONCE :w", values, in: extended)
                == "Invalid UpdateExpression: An expression attribute value used in expression is "
                + "not defined; attribute value: :w")
        #expect(
            try updateComplaint("OBSERVE #u :v", values, in: extended)
                == "Invalid UpdateExpression: An expression attribute name used in the document "
                + "path is not defined; attribute name: #u")
        #expect(
            try updateComplaint("OBSERVE size :v", values, in: extended)
                == "Invalid UpdateExpression: Attribute name is a reserved keyword; "
                + "reserved keyword: size")
    }
}
