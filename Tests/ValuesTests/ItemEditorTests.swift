import Testing
import Values

@Suite("ItemEditor") struct ItemEditorTests {
    private struct HasNone: Error {}

    private func editor(_ item: Item, visits: Int) throws -> ItemEditor {
        guard let editor = try ItemEditor(.encoding(item), visits: visits) else { throw HasNone() }
        return editor
    }

    private let bytes = Value.binary(Binary([1, 2]))

    @Test func `what is not replaced stays`() throws {
        let item: Item = ["a": .number(1), "b": .string("x"), "d": .list([.null])]
        var editor = try editor(item, visits: 3)
        let hasA = try editor.seek("a")
        let number = try editor.readNumber()
        #expect(hasA && number == 1)
        editor.replace(with: .number(2))
        let hasC = try editor.seek("c")
        #expect(!hasC)
        editor.replace(with: .string("new"))
        let hasD = try editor.seek("d")
        #expect(hasD)
        try editor.skip()
        let image = editor.finish()
        let expected: Item = [
            "a": .number(2), "b": .string("x"), "c": .string("new"), "d": .list([.null]),
        ]
        #expect(image.item == expected)
        #expect(image.size == expected.size)
    }

    @Test func `a value of another type is not read as a number or as binary`() throws {
        var editor = try editor(["a": .string("1"), "b": .number(1)], visits: 2)
        _ = try editor.seek("a")
        let number = try editor.readNumber()
        #expect(number == nil)
        var binary = try editor.readBinary()
        #expect(binary == nil)
        try editor.skip()
        editor.replace(with: bytes)
        _ = try editor.seek("b")
        binary = try editor.readBinary()
        #expect(binary == nil)
        try editor.skip()
        #expect(editor.finish().item == ["a": bytes, "b": .number(1)])
    }

    @Test func `random replacements make the item that the map makes`() throws {
        let seed: UInt64 = 47
        var values = RandomValues(seed: seed)
        for _ in 0..<600 {
            var item = values.item()
            let names =
                (item.names.filter { _ in Bool.random(using: &values.random) } + [values.text()])
            var editor = try editor(item, visits: names.count)
            var last: Text?
            for name in names.sorted() where name != last {
                last = name
                if try editor.seek(name) { try editor.skip() }
                guard Bool.random(using: &values.random) else { continue }
                let value = values.value(depth: 1)
                editor.replace(with: value)
                item[name] = value
            }
            let image = editor.finish()
            #expect(Array(image.encoded) == ItemCodec.encode(item), "seed \(seed)")
            #expect(image.size == item.size, "seed \(seed)")
        }
    }

    @Test func `an item with more attributes than one byte counts has no editor`() throws {
        func item(of count: Int) -> Item {
            var item = Item()
            for index in 0..<count { item[Text("a\(index)")] = .null }
            return item
        }
        func hasEditor(_ image: ItemImage, visits: Int) throws -> Bool {
            if try ItemEditor(image, visits: visits) == nil { false } else { true }
        }
        #expect(try hasEditor(.encoding(item(of: 126)), visits: 1))
        #expect(try !hasEditor(.encoding(item(of: 126)), visits: 2))
        #expect(try !hasEditor(.encoding(item(of: 300)), visits: 1))
        #expect(try !hasEditor(ItemImage(["a": .number(1)]), visits: 1))
    }
}
