import Expressions
import Testing
import Values

@Suite("UPDATED_OLD and UPDATED_NEW") struct UpdatedAttributesTests {
    private struct Case {
        let text: Text
        var values: [Text: Value] = [:]
        let old: Item
        let new: Item
    }

    private let item: Item = ["p": "k", "a": ["b": "dog", "c": [1, 2, 3]], "d": "cat"]

    @Test func `only the touched part is returned, in its nesting`() throws {
        for example in [
            Case(
                text: "SET a.b = :v", values: [":v": "hi"], old: ["a": ["b": "dog"]],
                new: ["a": ["b": "hi"]]),
            Case(
                text: "SET a.c[1] = :v", values: [":v": 7], old: ["a": ["c": [2]]],
                new: ["a": ["c": [7]]]),
            Case(
                text: "SET a.c[1] = :v, a.b = :w", values: [":v": 8, ":w": "x"],
                old: ["a": ["b": "dog", "c": [2]]], new: ["a": ["b": "x", "c": [8]]]),
            Case(text: "SET d = :v", values: [":v": "cat"], old: ["d": "cat"], new: ["d": "cat"]),
            Case(
                text: "SET d = :v, e = :v", values: [":v": 1], old: ["d": "cat"],
                new: ["d": 1, "e": 1]),
            Case(text: "REMOVE d", old: ["d": "cat"], new: [:]),
            Case(text: "SET a.x = :v", values: [":v": 8], old: [:], new: ["a": ["x": 8]]),
            Case(text: "ADD n :v", values: [":v": 8], old: [:], new: ["n": 8]),
            // A second position that is not there brings nothing.
            Case(text: "REMOVE a.c[1], a.c[3]", old: ["a": ["c": [2]]], new: ["a": ["c": [3]]]),
            // What is appended is not where the text says.
            Case(text: "SET a.c[100] = :v", values: [":v": 70], old: [:], new: [:]),
            // What moved into the place is there.
            Case(text: "REMOVE a.c[1]", old: ["a": ["c": [2]]], new: ["a": ["c": [3]]]),
            Case(text: "REMOVE z", old: [:], new: [:]),
        ] {
            let update = try update(example.text, example.values)
            #expect(update.updatedAttributes(of: item) == example.old, "\(example.text)")
            let new = try update.apply(to: item)
            #expect(update.updatedAttributes(of: new) == example.new, "\(example.text)")
        }
    }
}
