import Expressions
import PartiQL
import Testing
import Values

@Suite("What statements are refused for") struct ComplaintTests {
    @Test(arguments: [
        "SELECT * FROM t WHERE p = 1 foo", "SELECT * FROM t WHERE p = 1 e5",
        "INSERT INTO t VALUE {'p': 1} foo", "UPDATE t SET a = 9 WHERE p = 1 foo",
        "DELETE FROM t WHERE p = 1 foo", "SELECT * FROM t WHERE p = 1)",
        "DELETE FROM t WHERE p = 1 ORDER BY p", "SELECT * FROM t ORDER BY p WHERE p = 1",
        "INSERT INTO t x VALUE {'p': 'x'}", "FROM t SET c = 1 WHERE p = 'x'",
    ])
    func `what is left over`(text: String) {
        #expect(complaint(Text(text)) == unreadable + "Unexpected token after expression")
    }

    @Test(arguments: [
        "SELECT * FROM t WHERE", "SELECT * FROM t WHERE;", "UPDATE t SET a = 1 WHERE",
        "DELETE FROM t WHERE", "SELECT * FROM t WHERE NOT", "SELECT * FROM t WHERE (",
        "SELECT * FROM",
    ])
    func `a condition or a table that is not there`(text: String) {
        #expect(complaint(Text(text)) == unreadable + "Unexpected term")
    }

    @Test(arguments: [
        ("SELECT * FROM t WHERE p = 1 AND", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM t WHERE p = 1 OR", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM t WHERE ORDER BY p", "Unexpected keyword"),
        ("SELECT * FROM t WHERE IS NULL", "Unexpected operator"),
        ("SELECT * FROM t WHERE p = LIKE", "Unexpected operator"),
        ("SELECT * FROM t WHERE x IS FOO", "Expected type name"),
        ("SELECT * FROM t WHERE attribute_exists(m.inner)", "Invalid path dot component"),
        ("DELETE FROM", "Expected identifier for simple path"),
        ("DELETE FROM;", "Expected identifier for simple path"),
        ("DELETE FROM WHERE p = 'a'", "Expected identifier for simple path"),
        ("SLECT * FROM t WHERE p = 1", "Expected data manipulation"),
    ])
    func `a word or a sign out of place`(text: String, detail: String) {
        #expect(complaint(Text(text)) == unreadable + detail)
    }

    @Test(arguments: [
        "1e2147483648", "1e99999999999", "1.5e-2147483647", "1 # note", "1 /* note", "'x", "\"x",
    ])
    func `what is no token`(text: String) {
        #expect(complaint(Text("SELECT * FROM t WHERE p = \(text)")) == unreadable)
    }

    @Test(arguments: [
        "SELECT * FROM t x WHERE p = 1", "SELECT * FROM t AS x WHERE p = 1",
        "UPDATE t x SET a = 3 WHERE p = 1", "DELETE FROM t x WHERE p = 1", "SELECT a AS b FROM t",
    ])
    func `a second name`(text: String) {
        #expect(complaint(Text(text)) == "Aliasing is not supported")
    }

    @Test(arguments: [
        ("SELECT * FROM t WHERE p = 1e126", "overflow", "root"),
        ("SELECT * FROM t WHERE p = 1e-131", "underflow", "root"),
        ("INSERT INTO t VALUE {'p': 1e126}", "overflow", "root"),
        ("INSERT INTO t VALUE {'p': 1, 'm': {'x': 1e126}}", "overflow", "root.x"),
        ("INSERT INTO t VALUE {'p': 1, 'l': [1, 1e126]}", "overflow", "root[1]"),
    ])
    func `a number out of range, with where it stands`(
        text: String, problem: String, place: String
    ) {
        let message = complaint(Text(text))
        #expect(message.hasPrefix("Number \(problem). "))
        #expect(message.hasSuffix("supported range under \(place)"))
    }

    @Test(arguments: [
        ("SELECT attribute_exists(a) FROM t", "Unexpected path component at 1:8:16"),
        ("SELECT * FROM t\nWHERE EXISTS(a)", "Unrecognized function: exists at 2:7:6"),
        ("SELECT * FROM t WHERE if(a) = 1", "Unrecognized function: if at 1:23:2"),
        (
            "UPDATE t SET b = set_add(a, <<'x'>>)",
            "The first argument to SET_ADD must equal the assignment value at 1:18:7"
        ),
        (
            "UPDATE t SET a = set_delete(a, 'x')",
            "The second argument to SET_DELETE must be a value with type SET at 1:29:1"
        ),
        ("UPDATE t SET a = set_add(a)", "SET_ADD must have exactly two arguments at 1:18:7"),
        (
            "INSERT INTO t VALUE {'p': set_add(1, 2)}",
            "Unsupported data type: set_add under key root at 1:27:7"
        ),
        ("SELECT * FROM t LIMIT 1", "Unsupported clause: LIMIT at 1:17:5"),
    ])
    func `a call out of place, with its line and column`(text: String, message: String) {
        #expect(complaint(Text(text)) == message)
    }

    @Test(arguments: [
        ("SELECT * FROM t.i.x", "A path may contain at most 2 components in the FROM clause"),
        (#"SELECT * FROM """#, "Path component cannot be an empty string"),
        (#"SELECT * FROM t."""#, "Path component cannot be an empty string"),
        (
            "UPDATE t SET a = list_append(list_append(a, b), c) WHERE p = 1",
            "The function is not allowed to be used this way in an expression; "
                + "function: list_append"
        ),
        (
            "UPDATE t SET a = list_append(a, list_append([1], [2])) WHERE p = 1",
            "The function is not allowed to be used this way in an expression; "
                + "function: list_append"
        ),
        ("UPDATE t.i SET a = 1 WHERE p = 1", "This operation is not supported on an index"),
        ("DELETE FROM t.i WHERE p = 1", "This operation is not supported on an index"),
        ("SELECT * FROM t, u", "Only select from a single table or index is supported."),
        (
            "SELECT *, a FROM t",
            "Other attributes should not be present in the projection when '*' is used."
        ),
        ("SELECT a, m.a FROM t", "Duplicate identifiers in select clause: a"),
        (
            "INSERT INTO t VALUE {'p': 1} RETURNING ALL OLD *",
            "RETURNING is not supported in INSERT"
        ),
        (
            "DELETE FROM t WHERE p = 1 RETURNING MODIFIED OLD *",
            "Invalid returning clause: RETURNING MODIFIED OLD *. "
                + "Only RETURNING ALL OLD * is allowed in DELETE statements."
        ),
        ("INSERT INTO t VALUE {'p': <<>>}", "Empty bags are not supported"),
        (
            "INSERT INTO t VALUE {'p': <<'x', 'x'>>}",
            "One or more parameter values were invalid: "
                + "Input collection [x, x] contains duplicates."
        ),
        ("x IS INT4", "Unsupported operation: IsType"),
        ("x IS DOUBLE PRECISION", "Unsupported operation: IsType"),
        ("SELECT * FROM t; SELECT * FROM t", "Only one operation is allowed in a statement."),
    ])
    func `what DynamoDB does not have`(text: String, message: String) {
        #expect(complaint(Text(text)) == message)
    }

    @Test func `the types of constants, as in expressions`() {
        #expect(
            complaint("SELECT * FROM t WHERE a < ?", [.boolean(true)])
                == "Incorrect operand type for operator or function; "
                + "operator or function: <, operand type: BOOL")
        #expect(
            complaint("SELECT * FROM t WHERE attribute_exists('a')")
                == "Operator or function requires a document path; "
                + "operator or function: attribute_exists")
        #expect(
            complaint("SELECT * FROM t WHERE attribute_exists()")
                == "Incorrect number of operands for operator or function; "
                + "operator or function: attribute_exists, number of operands: 0")
        #expect(
            complaint("UPDATE t SET a = 1, a = 2 WHERE p = 1").hasPrefix(
                "Two document paths overlap with each other"))
    }

    @Test func `too few or too many parameters`() {
        let message = "Number of parameters in request and statement don't match."
        #expect(complaint("SELECT * FROM t WHERE a = ?") == message)
        #expect(complaint("SELECT * FROM t", [.null]) == message)
    }

    @Test func `nesting without end`() {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(complaint(Text("INSERT INTO t VALUE {'p': \(deep)}")).hasPrefix("Nesting Levels"))
        let open = String(repeating: "(", count: 5000)
        #expect(complaint(Text("SELECT * FROM t WHERE \(open)")).hasPrefix(unreadable))
    }
}
