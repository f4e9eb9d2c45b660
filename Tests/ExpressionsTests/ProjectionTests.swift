import Expressions
import Testing
import Values

@Suite("Projections") struct ProjectionTests {
    private let item: Item = [
        "p": "k", "a": ["b": [2, 4, ["x": "hi", "y": "yo"]], "c": 5], "b": "hello", "a.b": "dot",
        "m": [["a": 1, "b": 2], ["a": 3]],
    ]

    @Test(
        arguments: [
            ("b", ["b": "hello"]), ("p, b", ["p": "k", "b": "hello"]),
            (" b ,  p ", ["p": "k", "b": "hello"]),
            ("a.b", ["a": ["b": [2, 4, ["x": "hi", "y": "yo"]]]]), ("a.b[0]", ["a": ["b": [2]]]),
            ("a.b[2]", ["a": ["b": [["x": "hi", "y": "yo"]]]]),
            ("a.b[2].y", ["a": ["b": [["y": "yo"]]]]),
            ("a.b[0],a.b[1]", ["a": ["b": [2, 4]]]),
            ("a.b[2].x, a.b[0]", ["a": ["b": [2, ["x": "hi"]]]]),
            ("a.b[0],a.c", ["a": ["b": [2], "c": 5]]), ("a.c,b", ["a": ["c": 5], "b": "hello"]),
            ("a.x, a.b[0], x, a.b[3].x", ["a": ["b": [2]]]),
            ("m[0].b, m[0].a", ["m": [["a": 1, "b": 2]]]),
            ("m[1].a, m[0].b", ["m": [["b": 2], ["a": 3]]]),
            ("#1", ["a.b": "dot"]), ("#2.#3", ["a": ["c": 5]]),
        ] as [(Text, Item)])
    func `paths that are there come in their nesting, lists closed up`(
        text: Text, part: Item
    ) throws {
        let all: [Text: Text] = ["#1": "a.b", "#2": "a", "#3": "c"]
        let names = all.filter { text.string.contains($0.key.string) }
        #expect(try projection(text, names: names).project(item) == part)
    }

    @Test(
        arguments: [
            "x", "a.b[3]", "a.x", "a.x.y", "a.b[3].x", "a.b.x", "a[0]", "a.b[0].x", "a.b[0][0]",
            "b.c", "b[0]", "a.b[2147483647]",
        ] as [Text])
    func `paths that are not there bring nothing`(text: Text) throws {
        #expect(try projection(text).project(item) == [:])
        #expect(try projection(text).project([:]) == [:])
    }

    @Test func `empty maps and lists are something`() throws {
        let item: Item = ["m": [:], "l": [], "n": ["m": [:]]]
        #expect(try projection("m, l, n.m").project(item) == item)
        #expect(try projection("m.x, l[0]").project(item) == [:])
    }

    @Test(
        arguments: [
            ("a, a", "[a]", "[a]"), ("a.b, a.b", "[a, b]", "[a, b]"),
            ("a[1], a[1]", "[a, [1]]", "[a, [1]]"),
            ("a, a.b", "[a]", "[a, b]"), ("a.b, a", "[a, b]", "[a]"),
            ("a.b, a.b[2]", "[a, b]", "[a, b, [2]]"),
            ("a.b.d.e, a.b", "[a, b, d, e]", "[a, b]"), ("b[1], b.a, #a.b, a", "[a, b]", "[a]"),
            ("a, #a[1]", "[a]", "[a, [1]]"),
        ] as [(Text, String, String)])
    func `no path holds another`(text: Text, one: String, two: String) throws {
        #expect(
            try projectionComplaint(text, names: ["#a": "a"])
                == "Invalid ProjectionExpression: Two document paths overlap with each other; "
                + "must remove or rewrite one of these paths; path one: \(one), path two: \(two)")
    }

    @Test(
        arguments: [
            ("a.b, a[1]", "[a, b]", "[a, [1]]"), ("a[1], a.b", "[a, [1]]", "[a, b]"),
            ("a.b[1], #a[1], #b", "[a, b, [1]]", "[a, [1]]"),
            ("a[3].b, #a.#b.b", "[a, [3], b]", "[a, [3], b]"),
            ("a.b[1], a.b.c", "[a, b, [1]]", "[a, b, c]"),
        ] as [(Text, String, String)])
    func `nothing is asked for as a map and as a list`(text: Text, one: String, two: String) throws
    {
        #expect(
            try projectionComplaint(text, names: ["#a": "a", "#b": "[3]"])
                == "Invalid ProjectionExpression: Two document paths conflict with each other; "
                + "must remove or rewrite one of these paths; path one: \(one), path two: \(two)")
    }

    @Test(arguments: ["a, b", "a.b, a.c", "a.b.d, a.b.e", "a[1], a[2]", "a.b, a.c[2]"] as [Text])
    func `paths with a common beginning are fine`(text: Text) throws {
        #expect(try projectionComplaint(text) == nil)
    }

    @Test func `the paths are kept in their order`() throws {
        #expect(try projection("b, a.c[1]").paths.map(\.description) == ["b", "a.c[1]"])
    }
}
