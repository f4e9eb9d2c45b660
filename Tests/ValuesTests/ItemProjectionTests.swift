import Testing
import Values

@Suite("Projections of items") struct ItemProjectionTests {
    private let item: Item = [
        "a": .number(1), "b": .string("text"), "ba": .map(["x": .null]), "c": .binary(Binary([1])),
    ]

    @Test(
        arguments: [
            [], ["a"], ["c"], ["a", "b", "ba", "c"], ["", "ab", "b", "bz", "z"], ["ba"], ["z"],
        ] as [[Text]])
    func `the named attributes and no others are there, with their size`(names: [Text]) throws {
        var expected = Item()
        for name in names { expected[name] = item[name] }
        let image = ItemImage(item)
        let projected = image.projected(to: names)
        #expect(projected.item == expected)
        #expect(projected == ItemImage(expected))
        #expect(projected.size == expected.size && image.size(of: names) == expected.size)
        let inside = try ItemImage(validating: [9, 9] + Array(image.encoded), from: 2)
        #expect(inside.projected(to: names) == projected)
    }
}
