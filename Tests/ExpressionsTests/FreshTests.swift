import Expressions
import Sketches
import Testing
import Values

@Suite("fresh") struct FreshTests {
    private func apply(_ text: Text, _ values: [Text: Value], to item: Item) throws -> Item {
        try update(text, values, in: extended).apply(to: item)
    }

    private func refusal(_ text: Text, _ values: [Text: Value] = [":v": 1]) throws -> String? {
        try updateComplaint(text, values, in: extended)
    }

    @Test func `it is one when somebody new comes and zero otherwise`() throws {
        let text: Text = "SET f = fresh(u) OBSERVE u :v"
        let first = try apply(text, [":v": "a"], to: [:])
        #expect(first["f"] == 1)
        let second = try apply(text, [":v": "a"], to: first)
        #expect(second["f"] == 0)
        let third = try apply(text, [":v": "b"], to: second)
        #expect(third["f"] == 1)
    }

    @Test func `it counts uniques beside the sketch`() throws {
        var item: Item = ["uniques": 0]
        for visitor in ["a", "b", "a", "c", "b", "a"] as [Value] {
            item = try apply(
                "OBSERVE u :v SET uniques = uniques + fresh(u)", [":v": visitor], to: item)
        }
        #expect(item["uniques"] == 3)
    }

    @Test func `it is one for a set however many of its members are new`() throws {
        let text: Text = "SET f = fresh(u) OBSERVE u :v"
        let first = try apply(text, [":v": strings("a", "b", "c")], to: [:])
        #expect(first["f"] == 1)
        #expect(try apply(text, [":v": strings("a", "c")], to: first)["f"] == 0)
    }

    @Test func `an empty sketch made new has seen nobody new`() throws {
        #expect(try apply("SET f = fresh(u) OBSERVE u :v", [":v": ""], to: [:])["f"] == 0)
    }

    @Test func `it knows its path among several, nested ones too`() throws {
        let item: Item = ["s": ["u": Value(bytesOf: sketch(of: "a"))]]
        let text: Text =
            "SET x = fresh(u), y = fresh(s.u), z = if_not_exists(z, fresh(u)) OBSERVE s.u :v, u :v"
        let new = try apply(text, [":v": "a"], to: item)
        #expect(new["x"] == 1)
        #expect(new["y"] == 0)
        #expect(new["z"] == 1)
        let difference: Text = "SET d = fresh(u) - fresh(s.u) OBSERVE s.u :v, u :v"
        #expect(try apply(difference, [":v": "a"], to: item)["d"] == 1)
    }

    @Test(
        arguments: [
            ("SET f = fresh(u)", "[u]"), ("SET f = f + fresh(u) OBSERVE w :v", "[u]"),
            ("SET f = fresh(u.a) OBSERVE u.b :v", "[u, a]"),
            ("SET f = if_not_exists(f, fresh(u)), g = fresh(w) OBSERVE w :v", "[u]"),
        ] as [(Text, String)])
    func `a path that the update does not observe is refused`(text: Text, path: String) throws {
        #expect(
            try refusal(text)
                == "Invalid UpdateExpression: The function needs a path that OBSERVE or MERGE "
                + "updates in the same expression; function: fresh, path: \(path)")
    }

    @Test(
        arguments: [
            (
                "SET f = fresh(:v) OBSERVE u :v",
                "Operator or function requires a document path; operator or function: fresh"
            ),
            (
                "SET f = fresh(if_not_exists(u, :v)) OBSERVE u :v",
                "Operator or function requires a document path; operator or function: fresh"
            ),
            (
                "SET f = fresh(u, u) OBSERVE u :v",
                "Incorrect number of operands for operator or function; operator or function: "
                    + "fresh, number of operands: 2"
            ),
            (
                "SET f = list_append(f, fresh(u)) OBSERVE u :v",
                "Incorrect operand type for operator or function; operator or function: "
                    + "list_append, operand type: N"
            ),
            ("SET f = Fresh(u) OBSERVE u :v", "Invalid function name; function: Fresh"),
            (
                "SET f = estimate(u) OBSERVE u :v",
                "The function is not allowed in an update expression; function: estimate"
            ),
        ] as [(Text, String)])
    func `its misuse is named`(text: Text, reason: String) throws {
        #expect(try refusal(text) == "Invalid UpdateExpression: \(reason)")
    }

    @Test func `conditions do not have it`() throws {
        #expect(
            try conditionComplaint("fresh(u) = :v", [":v": 1], in: extended)
                == "Invalid ConditionExpression: The function is not allowed in a condition "
                + "expression; function: fresh")
    }
}
