import Expressions
import PartiQL
import Testing
import Values

@Suite("Statements") struct StatementTests {
    private func selection(_ text: Text) throws -> Selection {
        guard case .select(let selection) = try read(text) else {
            throw ExpressionError(message: "no SELECT")
        }
        return selection
    }

    @Test func `a table and an index may stand in quotes`() throws {
        let plain = try ParsedStatement.parse("SELECT * FROM t").table
        #expect(plain.name == "t" && plain.index == nil)
        let both = try ParsedStatement.parse(#"select * from "a-b"."i""x""#).table
        #expect(both.name == "a-b" && both.index == #"i"x"#)
    }

    @Test func `columns are named after the last step of their paths`() throws {
        guard
            case .named(let columns) = try selection(#"SELECT a, m.b, "c d", l[0] FROM t"#).columns
        else {
            Issue.record("all columns")
            return
        }
        #expect(columns.map(\.name) == ["a", "b", "c d", "l[0]"])
        #expect(columns[1].path == AttributePath(root: "m", steps: [.name("b")]))
    }

    @Test func `an order has directions`() throws {
        let order = try selection("SELECT * FROM t WHERE p = 1 ORDER BY p, c DESC").order
        #expect(order.map(\.attribute) == ["p", "c"])
        #expect(order.map(\.isDescending) == [false, true])
    }

    @Test func `an insertion is an item of all types`() throws {
        let text: Text = """
            INSERT INTO t VALUE {'p': 'it''s', 'n': -1.5e2, 't': true, 'f': FALSE, 'z': null,
                'l': [1, ['x']], 'm': {'a': {'b': 2}}, 'ss': <<'b', 'a'>>, 'ns': <<1, 2>>, 'q': ?}
            """
        guard case .insert(let item) = try read(text, [.binary(Binary([1]))]) else {
            Issue.record("no insertion")
            return
        }
        #expect(item["p"] == string("it's"))
        #expect(item["n"] == number(-150))
        #expect(item["t"] == .boolean(true) && item["f"] == .boolean(false) && item["z"] == .null)
        #expect(item["l"] == .list([number(1), .list([string("x")])]))
        #expect(item["m"] == .map(["a": .map(["b": number(2)])]))
        #expect(item["ss"] == .stringSet(SortedSet(merging: ["a", "b"])))
        #expect(item["ns"] == .numberSet(SortedSet(merging: [Number(1), Number(2)])))
        #expect(item["q"] == .binary(Binary([1])))
    }

    @Test func `parameters stand for attributes and for members of sets`() throws {
        guard
            case .insert(let item) = try read(
                "INSERT INTO t VALUE {'p': ?, 's': <<?>>}", [string("a"), number(3)])
        else {
            Issue.record("no insertion")
            return
        }
        #expect(item["p"] == string("a"))
        #expect(item["s"] == .numberSet(SortedSet(merging: [Number(3)])))
    }

    @Test(arguments: [
        ("ALL OLD", Returning.allOld), ("MODIFIED OLD", .modifiedOld), ("all new", .allNew),
        ("MODIFIED NEW", .modifiedNew),
    ])
    func `an update says what goes back`(text: String, wanted: Returning) throws {
        guard
            case .update(_, _, let returning) = try read(
                Text("UPDATE t SET a = 1 WHERE p = 1 RETURNING \(text) *"))
        else {
            Issue.record("no update")
            return
        }
        #expect(returning == wanted)
    }

    @Test func `an update may begin with FROM`() throws {
        guard
            case .update(let update, let condition, _) = try read(
                "FROM t WHERE p = 1 SET a = 2 REMOVE b")
        else {
            Issue.record("no update")
            return
        }
        #expect(update.actions == [.set("a", .value(number(2))), .remove("b")])
        #expect(condition == .comparison(.path("p"), .equal, .value(number(1))))
    }

    @Test func `a deletion has a condition`() throws {
        guard
            case .delete(let condition, .allOld) = try read(
                "DELETE FROM t WHERE p = 1 RETURNING ALL OLD *")
        else {
            Issue.record("no deletion")
            return
        }
        #expect(condition == .comparison(.path("p"), .equal, .value(number(1))))
    }

    @Test func `EXISTS is a condition of its own`() throws {
        guard
            case .exists(let selection) = try read(
                "EXISTS(SELECT * FROM t WHERE p = 1 AND a IS MISSING)")
        else {
            Issue.record("no condition")
            return
        }
        #expect(
            selection.condition
                == .all([.comparison(.path("p"), .equal, .value(number(1))), .notExists("a")]))
    }

    @Test func `comments and a semicolon at the end say nothing`() throws {
        _ = try read("-- first\nSELECT * /* all */ FROM t -- last")
        _ = try read("SELECT * FROM t;")
    }

    @Test func `a statement is known by its text, and gets its parameters anew`() throws {
        for value in [Int64(1), 2] {
            #expect(
                try condition("a = ?", [number(value)])
                    == .comparison(.path("a"), .equal, .value(number(value))))
        }
    }
}
