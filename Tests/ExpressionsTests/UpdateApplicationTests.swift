import Expressions
import Testing
import Values

@Suite("Updates on items") struct UpdateApplicationTests {
    private func apply(
        _ text: Text, to item: Item, _ values: [Text: Value] = [:], names: [Text: Text] = [:]
    ) throws -> Item {
        try update(text, values, names: names).apply(to: item)
    }

    private func complaint(
        _ text: Text, on item: Item, _ values: [Text: Value] = [:]
    ) throws -> String? {
        switch outcome(of: try update(text, values), on: item) {
        case .success: nil
        case .failure(let error): error.message
        }
    }

    private let missing =
        "The provided expression refers to an attribute that does not exist in the item"
    private let badPath =
        "The document path provided in the update expression is invalid for update"
    private let badType = "An operand in the update expression has an incorrect data type"

    @Test func `SET writes and overwrites and leaves the rest`() throws {
        let item: Item = ["p": "k", "a": "hi"]
        #expect(
            try apply("SET b = :v, a = :w", to: item, [":v": 4, ":w": "ho"])
                == ["p": "k", "a": "ho", "b": 4])
        #expect(try apply("SET a = :v", to: [:], [":v": 4]) == ["a": 4])
    }

    @Test func `every right-hand side reads the old item`() throws {
        #expect(try apply("REMOVE a SET b = a", to: ["a": 1]) == ["b": 1])
        #expect(try apply("SET b = a REMOVE a", to: ["a": 1]) == ["b": 1])
        #expect(try apply("SET a = b, b = a", to: ["a": 1, "b": 2]) == ["a": 2, "b": 1])
        #expect(
            try apply("SET y = x, x = :v", to: ["x": 1], [":v": 9]) == ["x": 9, "y": 1])
        #expect(try complaint("SET x = :v, y = x", on: ["p": "k"], [":v": 4]) == missing)
        #expect(
            try apply("SET n = p, m = c + c", to: ["p": "k", "c": 7])
                == ["p": "k", "c": 7, "n": "k", "m": 14])
    }

    @Test func `what SET copies must be there`() throws {
        #expect(try apply("SET a = a", to: ["a": 1]) == ["a": 1])
        for item in [Item(), ["p": "k"]] {
            for text in ["SET z = z", "SET c = z", "SET c = list_append(b, c)", "SET b = b + b"] {
                #expect(try complaint(Text(text), on: item) == missing)
            }
        }
        #expect(try complaint("SET c = a.b", on: ["a": ["c": 1]]) == missing)
        #expect(try complaint("SET c = a[3]", on: ["a": [1]]) == missing)
        #expect(try apply("SET z = a.c.x", to: ["a": ["c": ["x": 7]]])["z"] == 7)
    }

    @Test func `sums are exact`() throws {
        #expect(try apply("SET a = a + :v", to: ["a": 2], [":v": 3]) == ["a": 5])
        #expect(try apply("SET a = :v - a", to: ["a": 2], [":v": 3]) == ["a": 1])
        #expect(try apply("SET a = (a - :v)", to: ["a": 2], [":v": 3]) == ["a": -1])
        let tenth: Value = .number(try Number(parsing: "0.1"))
        let fifth: Value = .number(try Number(parsing: "0.2"))
        #expect(
            try apply("SET a = a + :v", to: ["a": tenth], [":v": fifth])
                == ["a": .number(try Number(parsing: "0.3"))])
        #expect(
            try apply("SET b = if_not_exists(b, :z) + :v", to: ["a": 1], [":z": 0, ":v": 5])
                == ["a": 1, "b": 5])
        #expect(
            try apply("SET b = if_not_exists(b, :z) + :v", to: ["b": 2], [":z": 0, ":v": 5])
                == ["b": 7])
    }

    @Test func `a sum beyond 38 digits or the range is an overflow`() throws {
        let overflow = NumberError.overflow.message
        let huge: Value = .number(try Number(parsing: "9e125"))
        let wide: Value = .number(try Number(parsing: "1e50"))
        #expect(try complaint("SET a = a + a", on: ["a": huge]) == overflow)
        #expect(try complaint("ADD a :v", on: ["a": wide], [":v": 1]) == overflow)
        #expect(try complaint("SET a = a - :v", on: ["a": wide], [":v": 1]) == overflow)
    }

    @Test func `a stored operand of the wrong type is refused`() throws {
        let item: Item = ["s": "x", "n": 1, "l": [], "ss": strings("x"), "b": ["a": strings("1")]]
        for (text, values) in [
            ("SET e = s + :n", [":n": 1]), ("SET e = n - s", [:]), ("SET e = l + l", [:]),
            ("SET e = list_append(n, :l)", [":l": []]),
            ("SET e = list_append(ss, if_not_exists(f, :l))", [":l": []]),
            ("SET e = if_not_exists(s, :n) + :n", [":n": 1]),
            ("ADD s :n", [":n": 1]), ("ADD l :n", [":n": 1]), ("ADD n :s", [":s": strings("y")]),
            ("ADD ss :n", [":n": 1]), ("ADD ss :s", [":s": numbers(1)]),
            ("ADD l :s", [":s": strings("x")]), ("DELETE n :s", [":s": numbers(1)]),
            ("DELETE ss :s", [":s": numbers(1)]), ("DELETE b.a :s", [":s": binaries([1])]),
            ("DELETE b :s", [":s": strings("1")]),
        ] as [(Text, [Text: Value])] {
            #expect(try complaint(text, on: item, values) == badType, "\(text)")
        }
    }

    @Test func `if_not_exists takes the stored value or the other`() throws {
        #expect(try apply("SET a = if_not_exists(a, :v)", to: [:], [":v": 2]) == ["a": 2])
        #expect(try apply("SET a = if_not_exists(a, :v)", to: ["a": 1], [":v": 2]) == ["a": 1])
        #expect(
            try apply("SET b = if_not_exists(a, :v)", to: ["a": 1, "b": 3], [":v": 2])
                == ["a": 1, "b": 1])
        #expect(
            try apply("SET a = if_not_exists(b, if_not_exists(c, :v))", to: ["c": 5], [":v": 2])
                == ["c": 5, "a": 5])
        #expect(
            try apply("SET a = if_not_exists(b.c[1], :v)", to: ["b": ["c": [0]]], [":v": 2])["a"]
                == 2)
    }

    @Test func `list_append joins two lists`() throws {
        #expect(
            try apply("SET a = list_append(a, :v)", to: ["a": ["x"]], [":v": [1, 2]])
                == ["a": ["x", 1, 2]])
        #expect(
            try apply("SET a = list_append(:v, a)", to: ["a": ["x"]], [":v": [1]])
                == ["a": [1, "x"]])
        #expect(
            try apply(
                "SET a = list_append(if_not_exists(a, :e), :v)", to: [:], [":e": [], ":v": [1]])
                == ["a": [1]])
    }

    @Test func `REMOVE takes away and is silent about what is not there`() throws {
        let item: Item = ["a": ["x": 3], "b": ["hi"], "c": 1]
        #expect(try apply("REMOVE c", to: item) == ["a": ["x": 3], "b": ["hi"]])
        for text in ["REMOVE z", "REMOVE a.y", "REMOVE b[7]"] as [Text] {
            #expect(try apply(text, to: item) == item)
        }
        #expect(try apply("REMOVE a.x, b[0]", to: item) == ["a": [:], "b": [], "c": 1])
    }

    @Test func `a missing item has nothing to remove, a missing parent is an error`() throws {
        for text in ["REMOVE x.y", "REMOVE x[0]", "REMOVE x", "REMOVE x.y.z, a[1][2]"] as [Text] {
            #expect(try apply(text, to: [:]) == [:])
        }
        #expect(try apply("DELETE x.y :s", to: [:], [":s": strings("a")]) == [:])
        let item: Item = ["a": "hello", "b": ["hi"], "c": ["x": 1]]
        for path in [
            "a.c", "b.c", "z.c", "a[0]", "z[0]", "c[0]", "c.x.y", "c.y.z", "b[0].c", "b[5].c",
        ] {
            #expect(try complaint(Text("REMOVE \(path)"), on: item) == badPath)
            #expect(try complaint(Text("SET \(path) = :v"), on: item, [":v": 1]) == badPath)
            #expect(try complaint(Text("ADD \(path) :v"), on: item, [":v": 1]) == badPath)
            #expect(
                try complaint(Text("DELETE \(path) :v"), on: item, [":v": strings("x")]) == badPath)
        }
        #expect(try complaint("SET x.y = :v", on: [:], [":v": 1]) == badPath)
        #expect(try complaint("SET x[0] = :v", on: [:], [":v": 1]) == badPath)
    }

    @Test func `SET works inside maps and lists`() throws {
        let item: Item = ["a": ["b": 3, "c": ["hi", ["x": ["y": [3, 5, 7]]]]]]
        #expect(
            try apply("SET a.c[1].#n.y[1] = :v, a.d = :v", to: item, [":v": 9], names: ["#n": "x"])
                == ["a": ["b": 3, "c": ["hi", ["x": ["y": [3, 9, 7]]]], "d": 9]])
        #expect(
            try apply("SET a.c = :v", to: item, [":v": 7]) == ["a": ["b": 3, "c": 7]])
        #expect(
            try apply(
                "SET a.b = :1, a.c.d = :2, b.x = :3 REMOVE a.x, b.y",
                to: ["a": ["x": 3, "y": 4, "c": ["y": 3]], "b": ["x": 1, "y": 2]],
                [":1": 10, ":2": "dog", ":3": 17])
                == ["a": ["y": 4, "b": 10, "c": ["y": 3, "d": "dog"]], "b": ["x": 17]])
    }

    @Test func `positions past a list's end append in the order of the positions`() throws {
        #expect(
            try apply("SET a[7] = :v", to: ["a": [1, 2, 3]], [":v": "x"])
                == ["a": [1, 2, 3, "x"]])
        #expect(
            try apply(
                "SET a[84] = :1, a[37] = :2, a[17] = :3, a[0] = :4", to: ["a": [0]],
                [":1": "a1", ":2": "a2", ":3": "a3", ":4": "first"])
                == ["a": ["first", "a3", "a2", "a1"]])
        #expect(
            try apply(
                "SET a[9] = :v, b[3].c[5] = :v", to: ["a": [], "b": [1, 2, 3, ["c": []]]], [":v": 0]
            )
                == ["a": [0], "b": [1, 2, 3, ["c": [0]]]])
        // An appended element is not yet there for the other actions.
        #expect(
            try complaint("SET a[5] = :m, a[1].x = :v", on: ["a": [1]], [":m": [:], ":v": 1])
                == badPath)
    }

    @Test func `positions mean the list before any removal`() throws {
        for text in ["REMOVE a[1] SET a[3] = :v", "SET a[3] = :v REMOVE a[1]"] as [Text] {
            #expect(
                try apply(text, to: ["a": [2, 3, 4, 5, 6, 7]], [":v": 17])
                    == ["a": [2, 4, 17, 6, 7]])
        }
        #expect(try apply("REMOVE a[0], a[2], a[1]", to: ["a": [1, 2, 3, 4]]) == ["a": [4]])
        #expect(
            try apply("REMOVE a[2].x, a[0] SET b = a[1]", to: ["a": [1, 2, ["x": 1, "y": 2]]])
                == ["a": [2, ["y": 2]], "b": 2])
        // Nothing was there to remove, though something is appended there.
        #expect(
            try apply("SET a[9] = :v REMOVE a[1], a[0]", to: ["a": [1]], [":v": 7]) == ["a": [7]])
    }

    @Test func `ADD counts and joins sets`() throws {
        #expect(try apply("ADD a :v", to: ["a": 3], [":v": 4]) == ["a": 7])
        #expect(try apply("ADD a :v, b :v", to: ["b": -4], [":v": 4]) == ["a": 4, "b": 0])
        #expect(try apply("ADD a :v", to: [:], [":v": 4]) == ["a": 4])
        #expect(
            try apply("ADD s :v", to: ["s": strings("a", "c")], [":v": strings("b", "c")])
                == ["s": strings("a", "b", "c")])
        #expect(try apply("ADD s :v", to: [:], [":v": strings("b")]) == ["s": strings("b")])
        #expect(
            try apply(
                "ADD n :n, b :b", to: ["n": numbers(1), "b": binaries([1])],
                [":n": numbers(2), ":b": binaries([2])])
                == ["n": numbers(1, 2), "b": binaries([1], [2])])
        #expect(
            try apply(
                "ADD a.d[2] :1, a.i :2", to: ["a": ["d": [0, 1, strings("g")], "i": 1]],
                [":1": strings("l"), ":2": 2])
                == ["a": ["d": [0, 1, strings("g", "l")], "i": 3]])
        #expect(try apply("ADD a.n :v", to: ["a": [:]], [":v": 2]) == ["a": ["n": 2]])
    }

    @Test func `ADD of a list, which only the legacy parameters can say, appends`() throws {
        let legacy = Update(actions: [.add(AttributePath(root: "l"), [3])])
        #expect(try legacy.apply(to: ["l": [1]]) == ["l": [1, 3]])
        #expect(try legacy.apply(to: [:]) == ["l": [3]])
    }

    @Test func `DELETE takes members away and never leaves an empty set`() throws {
        #expect(
            try apply("DELETE s :v", to: ["s": strings("a", "b", "c")], [":v": strings("b", "z")])
                == ["s": strings("a", "c")])
        #expect(
            try apply("DELETE s :v", to: ["s": strings("a"), "b": 1], [":v": strings("a", "b")])
                == ["b": 1])
        #expect(try apply("DELETE s :v", to: ["b": 1], [":v": strings("a")]) == ["b": 1])
        #expect(try apply("DELETE s :v", to: [:], [":v": strings("a")]) == [:])
        #expect(
            try apply("DELETE l[0] :v", to: ["l": [numbers(1), 5]], [":v": numbers(1)])
                == ["l": [5]])
        #expect(
            try apply("DELETE n :v", to: ["n": numbers(1, 2)], [":v": numbers(1)])
                == ["n": numbers(2)])
        #expect(
            try apply("DELETE b :v", to: ["b": binaries([1], [2])], [":v": binaries([1])])
                == ["b": binaries([2])])
    }

    @Test func `one long list is not made into many`() throws {
        let long: Value = .list(Array(repeating: "", count: 100_000))
        let twice = (0..<3).map { "b\($0) = list_append(a, a)" }.joined(separator: ", ")
        #expect(
            try complaint(Text("SET \(twice)"), on: ["a": long])
                == "Item size to update has exceeded the maximum allowed size")
        #expect(try complaint("SET b = list_append(a, a)", on: ["a": long]) == nil)
    }

    @Test func `many removals from a long list close it up once`() throws {
        let long: Value = .list((0..<1000).map { .number(Number($0)) })
        let gone = (0..<500).map { "l[\($0 * 2)]" }.joined(separator: ",")
        #expect(
            try apply(Text("REMOVE \(gone)"), to: ["l": long])
                == ["l": .list((0..<500).map { .number(Number($0 * 2 + 1)) })])
    }

    @Test func `a dot in a defined name is part of the name`() throws {
        #expect(
            try apply("SET #a = :v", to: ["a": ["b": 1]], [":v": 3], names: ["#a": "a.b"])
                == ["a": ["b": 1], "a.b": 3])
    }
}
