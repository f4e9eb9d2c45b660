import Expressions
import PartiQL
import Testing
import Values

@Suite("Conditions of statements") struct ConditionTests {
    private let one = Operand.value(.number(Number(1)))

    @Test(
        arguments: zip(
            ["=", "<>", "!=", "<", "<=", ">", ">="],
            [
                Comparator.equal, .notEqual, .notEqual, .less, .lessOrEqual, .greater,
                .greaterOrEqual,
            ]))
    func `every comparison is one`(sign: String, comparator: Comparator) throws {
        #expect(try condition("a \(sign) 1") == .comparison(.path("a"), comparator, one))
    }

    @Test func `NOT binds before AND, and AND before OR`() throws {
        let a = Condition.comparison(.path("a"), .equal, one)
        let b = Condition.comparison(.path("b"), .equal, one)
        #expect(try condition("NOT a = 1 AND b = 1 OR a = 1") == .any([.all([.not(a), b]), a]))
        #expect(try condition("NOT (a = 1 OR b = 1)") == .not(.any([a, b])))
        #expect(try condition("NOT NOT a = 1") == a)
    }

    @Test func `BETWEEN and IN have values`() throws {
        let two = Operand.value(.number(Number(2)))
        #expect(try condition("a BETWEEN 1 AND 2") == .between(.path("a"), lower: one, upper: two))
        #expect(try condition("a IN [1, 2]") == .among(.path("a"), [one, two]))
        #expect(try condition("a IN (1, 2)") == .among(.path("a"), [one, two]))
        #expect(try condition("a NOT IN [1]") == .not(.among(.path("a"), [one])))
    }

    @Test func `IS asks for a type, or for nothing at all`() throws {
        #expect(try condition("a IS MISSING") == .notExists("a"))
        #expect(try condition("a IS NOT MISSING") == .not(.notExists("a")))
        #expect(try condition("a IS NULL") == .hasType(.path("a"), .null))
        #expect(try condition("a IS BOOL") == .hasType(.path("a"), .boolean))
        #expect(try condition("a IS NOT STRING") == .not(.hasType(.path("a"), .string)))
    }

    @Test func `functions are found in any case`() throws {
        #expect(
            try condition("begins_with(a, 'x')")
                == .beginsWith(.path("a"), .value(string("x"))))
        #expect(try condition("CONTAINS(a, 1)") == .contains(.path("a"), one))
        #expect(try condition("size(a) > 1") == .comparison(.size(.path("a")), .greater, one))
        #expect(try condition("attribute_type(a, 'SS')") == .hasType(.path("a"), .stringSet))
        #expect(try condition("Attribute_Exists(a)") == .exists("a"))
        #expect(try condition("attribute_not_exists(a) = true") == .notExists("a"))
        #expect(try condition("attribute_exists(a) = false") == .not(.exists("a")))
    }

    @Test func `what is true or false is compared with that`() throws {
        let a = Condition.comparison(.path("a"), .equal, one)
        #expect(try condition("true = attribute_exists(a)") == .exists("a"))
        #expect(try condition("attribute_exists(a) <> false") == .exists("a"))
        #expect(try condition("(a = 1 OR a = 1) = false") == .not(.any([a, a])))
        #expect(try condition("(a = 1) = true") == a)
        let isTrue = Condition.comparison(.path("a"), .equal, .value(.boolean(true)))
        #expect(try condition("a = true") == isTrue)
    }

    @Test func `paths lead into maps and lists`() throws {
        #expect(
            try condition(#"a.b[2]."c d" = 1"#)
                == .comparison(
                    .path(
                        AttributePath(
                            root: "a", steps: [.name("b"), .index(2), .name("c d")])), .equal, one))
    }
}

@Suite("Updates by statements") struct UpdateTests {
    @Test func `clauses may follow each other, and have several assignments`() throws {
        #expect(
            try actions("SET a = 1, b = 'x' SET c = d REMOVE e.f")
                == [
                    .set("a", .value(number(1))), .set("b", .value(string("x"))),
                    .set("c", .path("d")),
                    .remove(AttributePath(root: "e", steps: [.name("f")])),
                ])
    }

    @Test func `numbers are added and subtracted`() throws {
        #expect(try actions("SET a = a + 1") == [.set("a", .sum(.path("a"), .value(number(1))))])
        #expect(
            try actions("SET a = b -1") == [.set("a", .difference(.path("b"), .value(number(1))))])
    }

    @Test func `lists are appended`() throws {
        #expect(
            try actions("SET a = list_append(a, [1])")
                == [.set("a", .listAppend(.path("a"), .value(.list([number(1)]))))])
    }

    @Test func `members go into sets and out of them`() throws {
        let set = Value.stringSet(SortedSet(merging: ["x"]))
        #expect(try actions("SET a = SET_ADD(a, <<'x'>>)") == [.add("a", set)])
        #expect(try actions("SET a = set_delete(a, ?)", [set]) == [.delete("a", set)])
    }

    @Test func `visitors are let into sketches, but not in DynamoDB's own language`() throws {
        let observed = try actions("OBSERVE v 'somebody'")
        #expect(observed.count == 1 && observed[0].path == "v")
        #expect(
            complaint("UPDATE t OBSERVE v 'x' WHERE p = 1", in: .strict)
                == unreadable + "Unexpected token after expression")
    }
}
