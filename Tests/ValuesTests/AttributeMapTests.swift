import Testing
import Values

@Suite("AttributeMap") struct AttributeMapTests {
    @Test func `maps with the same attributes are equal whatever their order was`() {
        let one: AttributeMap = ["a": .null, "b": .number(1), "c": .boolean(true)]
        let other: AttributeMap = ["c": .boolean(true), "a": .null, "b": .number(1)]
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.names == ["a", "b", "c"])
    }

    @Test func `a name may appear once`() {
        let entries: [AttributeMap.Entry] = ["a", "b", "a"].map { .init(name: $0, value: .null) }
        #expect(AttributeMap(uniqueEntries: entries) == nil)
        #expect(AttributeMap(uniqueEntries: Array(entries[...1].reversed()))?.names == ["a", "b"])
    }

    @Test func `composed and decomposed names are two attributes`() {
        var map = AttributeMap()
        map["\u{E9}"] = .number(1)
        map["e\u{301}"] = .number(2)
        #expect(map.count == 2)
        #expect(map["\u{E9}"] == .number(1))
    }

    @Test func `reading, writing and removing agree with a dictionary`() {
        let seed: UInt64 = 7
        var values = RandomValues(seed: seed)
        var map = AttributeMap()
        var model: [Text: Value] = [:]
        for step in 0..<5_000 {
            let name = Text("n\(Int.random(in: 0..<24, using: &values.random))")
            if Bool.random(using: &values.random) {
                let value = Value.number(Number(Int64(step)))
                map[name] = value
                model[name] = value
            } else {
                map[name] = nil
                model[name] = nil
            }
            #expect(map.count == model.count, "seed \(seed)")
            #expect(map[name] == model[name], "seed \(seed)")
        }
        #expect(map.names == model.keys.sorted(), "seed \(seed)")
    }

    @Test func `a value can be changed, created and removed where it lies`() {
        var map: AttributeMap = ["list": .list([.null])]
        append(.boolean(true), to: &map["list"])
        append(.boolean(true), to: &map["other"])
        #expect(map == ["list": .list([.null, .boolean(true)]), "other": .list([.boolean(true)])])
        remove(&map["list"])
        remove(&map["never there"])
        #expect(map.names == ["other"])
    }

    @Test func `changing a value in place does not copy what it holds`() {
        var room: [Value] = [.null]
        room.reserveCapacity(1_000)
        var map: AttributeMap = ["list": .list(room)]
        room = []
        append(.boolean(true), to: &map["list"])
        // A copy would be made to measure; only the array itself still has the room.
        #expect(capacity(of: map["list"]) >= 1_000)
    }

    @Test func `a copy does not see later changes`() {
        var map: AttributeMap = ["a": .number(1)]
        let copy = map
        map["a"] = .number(2)
        append(.null, to: &map["b"])
        #expect(copy == ["a": .number(1)])
    }

    private func capacity(of value: Value?) -> Int {
        guard case .list(let elements)? = value else { return 0 }
        return elements.capacity
    }

    private func append(_ element: Value, to value: inout Value?) {
        guard case .list(var elements)? = value else {
            value = .list([element])
            return
        }
        value = nil
        elements.append(element)
        value = .list(elements)
    }

    private func remove(_ value: inout Value?) {
        value = nil
    }
}

@Suite("AttributePath") struct AttributePathTests {
    private let item: Item = [
        "a": .map(["b": .list([.number(0), .map(["c": .string("deep")])])]),
        "x.y": .boolean(true),
    ]

    @Test func `a path leads through members and elements`() {
        let path = AttributePath(root: "a", steps: [.name("b"), .index(1), .name("c")])
        #expect(item.value(at: path) == .string("deep"))
        #expect(path.description == "a.b[1].c")
        #expect(item.value(at: AttributePath(root: "x.y")) == .boolean(true))
    }

    @Test func `a path that leads nowhere finds nothing`() {
        let paths = [
            AttributePath(root: "missing"),
            AttributePath(root: "a", steps: [.index(0)]),
            AttributePath(root: "a", steps: [.name("b"), .index(2)]),
            AttributePath(root: "a", steps: [.name("b"), .index(-1)]),
            AttributePath(root: "a", steps: [.name("b"), .index(0), .name("c")]),
            AttributePath(root: "x", steps: [.name("y")]),
        ]
        for path in paths { #expect(item.value(at: path) == nil, "\(path)") }
    }
}
