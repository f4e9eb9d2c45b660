import Expressions
import Testing
import Values

@Suite("Conditions on items") struct ConditionEvaluationTests {
    private func holds(
        _ text: Text, for item: Item, _ values: [Text: Value] = [:], names: [Text: Text] = [:]
    ) throws -> Bool {
        try condition(text, values, names: names).holds(for: item)
    }

    private static let samples = ConditionComplaintTests.samples

    @Test(arguments: samples)
    func `values are equal to themselves and to no other type`(value: Value) throws {
        for other in Self.samples {
            let item: Item = ["a": value, "b": other]
            #expect(try holds("a = b", for: item) == (value == other))
            #expect(try holds("a <> b", for: item) == (value != other))
            #expect(try holds("a = :o", for: item, [":o": other]) == (value == other))
            #expect(try holds("a IN (:o)", for: item, [":o": other]) == (value == other))
        }
    }

    @Test func `sets and maps are equal without an order, lists with theirs`() throws {
        let stored: Value = ["x": ["e", strings("h", "g", "l")], "y": strings("k", "j")]
        let same: Value = ["y": strings("j", "k"), "x": ["e", strings("g", "h", "l")]]
        #expect(try holds("a = :v", for: ["a": stored], [":v": same]))
        #expect(try !holds("a <> :v", for: ["a": stored], [":v": same]))
        #expect(try !holds("a = :v", for: ["a": ["x", "y"]], [":v": ["y", "x"]]))
    }

    @Test(arguments: ["=", "<", "<=", ">", ">="])
    func `a comparison with something absent is false`(symbol: String) throws {
        for item in [Item(), ["z": 1]] {
            #expect(try !holds(Text("q \(symbol) r"), for: item))
            #expect(try !holds(Text("q \(symbol) z"), for: item))
            #expect(try !holds(Text("z \(symbol) q"), for: item))
            #expect(try !holds(Text("q \(symbol) :v"), for: item, [":v": 1]))
        }
        #expect(try !holds("q BETWEEN r AND s", for: [:]))
        #expect(try !holds("q IN (r)", for: [:]))
    }

    @Test func `unequal is true of anything absent`() throws {
        #expect(try holds("q <> z", for: [:]))
        #expect(try holds("q <> :v", for: [:], [":v": 1]))
        #expect(try holds("p <> :p", for: [:], [":p": "k"]))
        #expect(try !holds("p <> :p", for: ["p": "k"], [":p": "k"]))
    }

    @Test(
        arguments: [
            (1, 2), ("a", "b"), ("cat", "catfish"), ("", "a"), (binary(127), binary(128)),
            (binary(1), binary(1, 0)), (-1.0, 1), ("Z", "a"), ("e\u{301}", "\u{E9}"),
        ] as [(any Sendable, any Sendable)])
    func `order is by number, by UTF-8 bytes or by unsigned bytes`(
        less: any Sendable, greater: any Sendable
    ) throws {
        let low = Self.value(less)
        let high = Self.value(greater)
        let values: [Text: Value] = [":l": low, ":h": high]
        for (text, truth) in [
            (":l < :h", true), (":l <= :h", true), (":l > :h", false), (":l >= :h", false),
            (":h < :l", false), (":h <= :l", false), (":h > :l", true), (":h >= :l", true),
            (":l <> :h", true), (":l = :h", false),
        ] as [(Text, Bool)] {
            #expect(try holds(text, for: [:], values) == truth)
        }
        for text in [":l <= :l", ":l >= :l", ":l = :l"] as [Text] {
            #expect(try holds(text, for: [:], [":l": low]))
        }
        for text in [":l < :l", ":l > :l", ":l <> :l"] as [Text] {
            #expect(try !holds(text, for: [:], [":l": low]))
        }
        #expect(try holds("a BETWEEN :l AND :h", for: ["a": low], values))
        #expect(try holds("a BETWEEN :l AND :h", for: ["a": high], values))
        #expect(try !holds("a BETWEEN :l AND :l", for: ["a": high], [":l": low]))
    }

    private static func value(_ sample: any Sendable) -> Value {
        switch sample {
        case let value as Value: value
        case let text as String: .string(Text(text))
        case let number as Int: .number(Number(Int64(number)))
        default: .number(-1)
        }
    }

    @Test func `an item's type that has no order makes an order comparison false`() throws {
        let item: Item = ["l": [1], "m": [:], "t": true, "n": .null, "i": 3, "s": "x"]
        for name in ["l", "m", "t", "n", "s"] {
            for symbol in ["<", "<=", ">", ">="] {
                #expect(try !holds(Text("\(name) \(symbol) :v"), for: item, [":v": 3]))
                #expect(try !holds(Text(":v \(symbol) \(name)"), for: item, [":v": 3]))
            }
            #expect(try !holds(Text("i BETWEEN \(name) AND :v"), for: item, [":v": 9]))
            #expect(try !holds(Text("i BETWEEN :v AND \(name)"), for: item, [":v": 1]))
        }
    }

    @Test func `BETWEEN's bounds from the item may be in the wrong order`() throws {
        #expect(try !holds("a BETWEEN two AND :v", for: ["a": 1, "two": 2], [":v": 1]))
        #expect(try holds("a BETWEEN x AND y", for: ["a": 2, "x": 1, "y": 3]))
    }

    @Test func `existence looks along the path`() throws {
        let item: Item = ["a": 1, "b": ["x": 3, "y": [1, 2]], "n": .null]
        for path in ["a", "b.x", "b.y[1]", "n"] as [String] {
            #expect(try holds(Text("attribute_exists(\(path))"), for: item))
            #expect(try !holds(Text("attribute_not_exists(\(path))"), for: item))
        }
        for path in ["z", "a.b", "b.z", "b.y[2]", "b[0]", "b.y.x", "b.y[1].x"] {
            #expect(try !holds(Text("attribute_exists(\(path))"), for: item))
            #expect(try holds(Text("attribute_not_exists(\(path))"), for: item))
        }
    }

    @Test(arguments: samples)
    func `attribute_type knows all ten types`(value: Value) throws {
        for kind in ValueKind.allCases {
            let type: Value = .string(Text(kind.rawValue))
            #expect(
                try holds("attribute_type(a, :t)", for: ["a": value], [":t": type])
                    == (kind == value.kind))
            #expect(
                try holds("attribute_type(:v, :t)", for: [:], [":t": type, ":v": value])
                    == (kind == value.kind))
            #expect(try !holds("attribute_type(z, :t)", for: ["a": value], [":t": type]))
        }
    }

    @Test func `begins_with compares bytes of strings or binaries`() throws {
        let item: Item = ["a": "hello", "b": binary(1, 2), "c": "he", "n": 3, "e": "e\u{301}"]
        #expect(try holds("begins_with(a, :v)", for: item, [":v": "hell"]))
        #expect(try holds("begins_with(a, c)", for: item))
        #expect(try holds("begins_with(a, :v)", for: item, [":v": ""]))
        #expect(try holds("begins_with(:v, a)", for: item, [":v": "hello there"]))
        #expect(try holds("begins_with(b, :v)", for: item, [":v": binary(1)]))
        #expect(try holds("begins_with(e, :v)", for: item, [":v": "e"]))
        for (text, value) in [
            ("begins_with(a, :v)", "ello"), ("begins_with(a, :v)", "hello there"),
            ("begins_with(a, :v)", binary(104)), ("begins_with(n, :v)", "3"),
            ("begins_with(z, :v)", "x"), ("begins_with(b, :v)", binary(2)),
        ] as [(Text, Value)] {
            #expect(try !holds(text, for: item, [":v": value]))
        }
    }

    @Test func `contains finds parts of strings and members of sets and lists`() throws {
        let item: Item = [
            "s": "hello", "b": binary(1, 2, 3), "ss": strings("x", "yy"), "ns": numbers(1, 7),
            "bs": binaries([1], [2]), "l": ["x", 4, [1], true], "m": ["x": "y"], "t": true,
        ]
        for (name, part) in [
            ("s", "ll"), ("s", "hello"), ("s", ""), ("b", binary(2, 3)), ("ss", "yy"), ("ns", 7),
            ("bs", binary(2)), ("l", "x"), ("l", 4), ("l", [1]), ("l", true),
        ] as [(String, Value)] {
            #expect(try holds(Text("contains(\(name), :v)"), for: item, [":v": part]), "\(name)")
        }
        for (name, part) in [
            ("s", "lo "), ("s", "helloo"), ("s", 1), ("b", binary(1, 3)), ("b", "x"), ("ss", "y"),
            ("ss", strings("x")), ("ns", numbers(1)), ("ns", 2), ("ns", "1"), ("bs", binary(3)),
            ("l", "y"), ("l", 1), ("l", .null), ("m", "x"), ("m", "y"), ("t", true), ("z", "x"),
        ] as [(String, Value)] {
            #expect(try !holds(Text("contains(\(name), :v)"), for: item, [":v": part]), "\(name)")
        }
        #expect(try holds("contains(:v, s)", for: item, [":v": "say hello"]))
    }

    @Test func `contains finds long parts, and soon gives up on those that nearly fit`() throws {
        let long = String(repeating: "a", count: 200_000)
        let item: Item = ["s": .string(Text(long + "b")), "t": "xabcabcabcabcabcabcabcd"]
        let part: Value = .string(Text(String(long.dropFirst(100_000)) + "b"))
        #expect(try holds("contains(s, :v)", for: item, [":v": part]))
        let nearly: Value = .string(Text("c" + long.dropFirst(100_000) + "b"))
        #expect(try !holds("contains(s, :v)", for: item, [":v": nearly]))
        let inside: Value = .string(Text(String(long.dropFirst(100_000)) + "ba"))
        #expect(try !holds("contains(s, :v)", for: item, [":v": inside]))
        #expect(try holds("contains(t, :v)", for: item, [":v": "abcabcabcabcabcabcd"]))
        #expect(try !holds("contains(t, :v)", for: item, [":v": "abcabcabcabcabcabcc"]))
    }

    @Test func `size counts UTF-16 units, bytes, members and nothing else`() throws {
        let item: Item = [
            "a": "hello", "u": "é", "b": numbers(2, 4, 7), "c": [2, "dog", 7],
            "y": "abÿ", "euro": "€", "smile": "😀", "parts": "e\u{301}", "mixed": "aé€😀",
            "nothing": "", "d": binary(1, 2), "e": ["x": 2, "y": ["m": 3]], "f": 5, "g": true,
            "h": .null,
        ]
        for (name, size) in [
            ("a", 5), ("u", 1), ("b", 3), ("c", 3), ("d", 2), ("e", 2), ("y", 3), ("euro", 1),
            ("smile", 2), ("parts", 2), ("mixed", 5), ("nothing", 0),
        ] {
            let value: Value = .number(Number(Int64(size)))
            #expect(try holds(Text("size(\(name)) = :n"), for: item, [":n": value]))
            #expect(try !holds(Text("size(\(name)) < :n"), for: item, [":n": value]))
            #expect(try holds(Text(":n <= size(\(name))"), for: item, [":n": value]))
        }
        for name in ["f", "g", "h", "z"] {
            #expect(try !holds(Text("size(\(name)) = :n"), for: item, [":n": 1]))
            #expect(try !holds(Text("size(\(name)) >= :n"), for: item, [":n": 0]))
        }
        #expect(try holds("size(a) = f", for: item))
        #expect(try holds("size(:v) = :n", for: item, [":v": "€", ":n": 1]))
        #expect(try holds("size(:v) = :n", for: item, [":v": "abc", ":n": 3]))
        #expect(try !holds("size(a) = :n", for: item, [":n": "dog"]))
        #expect(try holds("size(c) IN (:n, :m)", for: item, [":n": "dog", ":m": 3]))
    }

    @Test(
        arguments: [
            ("a < b AND b < c", true), ("a < b AND c < b", false), ("b < a OR b < c", true),
            ("b < a OR c < b", false), ("NOT b < a", true), ("NOT a < b", false),
            ("NOT NOT NOT NOT a < b", true), ("a < b OR c < b AND b < a", true),
            ("(a < b OR c < b) AND b < a", false), ("NOT a < b AND c < b", false),
            ("NOT (a < b AND c < b)", true), ("b BETWEEN a AND c AND a < b", true),
            ("b BETWEEN a AND c AND b < a", false), ("NOT b IN (a, c)", true),
            ("attribute_exists(a) AND NOT attribute_exists(z)", true),
        ] as [(Text, Bool)])
    func `NOT binds before AND before OR`(text: Text, truth: Bool) throws {
        #expect(try holds(text, for: ["a": 1, "b": 2, "c": 3]) == truth)
    }

    @Test func `names and nested paths`() throws {
        let item: Item = ["b": ["x": 1, "y": [0, 5], "p.q": 2], "p.q": 9]
        #expect(try holds("b.x < b.y[1]", for: item))
        #expect(try !holds("b.x < b.y[0]", for: item))
        #expect(try holds("#b.#p = :v", for: item, [":v": 2], names: ["#b": "b", "#p": "p.q"]))
        #expect(try holds("#p = :v", for: item, [":v": 9], names: ["#p": "p.q"]))
    }

    @Test func `it tells which attributes it mentions`() throws {
        let mentioned = try condition(
            Text(
                "a.b = c AND (size(d[1]) > :v OR NOT begins_with(e, f)) AND g IN (h, :v) "
                    + "AND attribute_exists(i.j)"), [":v": 1])
        #expect(mentioned.rootNames == ["a", "c", "d", "e", "f", "g", "h", "i"])
        #expect(mentioned.paths.first == AttributePath(root: "a", steps: [.name("b")]))
    }
}
