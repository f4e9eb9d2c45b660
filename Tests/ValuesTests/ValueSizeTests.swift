import Testing
import Values

@Suite("Sizes as DynamoDB counts them") struct ValueSizeTests {
    @Test(arguments: [
        ("0", 1), ("-0", 1), ("1", 2), ("12", 2), ("123", 3), ("1234567891", 6),
        ("12345678901234567890123456789012345678", 20), ("0042", 2), ("100", 2), ("1010", 3),
        ("0.0000001", 2), ("1E125", 2), ("1E-100", 2), ("1.5", 3), ("1.200", 3), ("1.234", 4),
        ("3.14159", 5), ("100.5", 4), ("0.15", 2), ("-42", 3), ("-1E125", 3), ("-0.15", 3),
        ("0.0123", 3), ("120000", 2), ("9223372036854775807", 11),
    ])
    func `a number counts two digits a byte on each side of the point`(
        text: String, size: Int
    ) throws {
        #expect(try Number(parsing: text).size == size)
    }

    @Test func `every type counts what its rule says`() {
        let cases: [(Value, Int)] = [
            (.string("é日"), 5), (.string(""), 0), (.binary(Binary([1, 2, 3])), 3),
            (.boolean(true), 1), (.null, 1), (.list([]), 3), (.map([:]), 3),
            (.list([.string("ab"), .null]), 3 + 1 + 2 + 1 + 1),
            (.map(["ab": .string("cde"), "f": .null]), 3 + (2 + 1 + 3) + (1 + 1 + 1)),
            (.stringSet(SortedSet(merging: ["a", "bcd"])), 4),
            (.numberSet(SortedSet(merging: [1, -42])), 5),
            (.binarySet(SortedSet(merging: [Binary([1]), Binary([2, 3])])), 3),
            (.list([.list([.list([])])]), 3 + 1 + 3 + 1 + 3),
        ]
        for (value, size) in cases { #expect(value.size == size, "\(value)") }
    }

    @Test func `an item counts its names and values and nothing else`() {
        let item: Item = ["pk": .string("abc"), "n": .number(12_345), "ok": .boolean(true)]
        #expect(item.size == (2 + 3) + (1 + 4) + (2 + 1))
        #expect(Item().size == 0)
    }

    @Test func `depth counts the lists and maps around a value`() {
        #expect(Value.string("a").depth == 0)
        #expect(Value.stringSet(SortedSet(merging: ["a"])).depth == 0)
        #expect(Value.list([]).depth == 1)
        #expect(Value.map(["a": .list([.null, .map([:])])]).depth == 3)
        #expect((["a": .list([.null])] as Item).depth == 1)
        #expect(Item().depth == 0)
    }
}
