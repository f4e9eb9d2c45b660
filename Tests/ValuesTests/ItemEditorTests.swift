import Testing
import Values

@Suite("ItemEditor") struct ItemEditorTests {
    private func editor(_ item: Item, visits: Int) -> ItemEditor {
        ItemEditor(ItemImage(item), visits: visits)
    }

    private let bytes = Value.binary(Binary([1, 2]))

    @Test func `what is not replaced stays`() throws {
        let item: Item = ["a": .number(1), "b": .string("x"), "d": .list([.null])]
        var editor = editor(item, visits: 3)
        let hasA = editor.seek("a")
        let number = editor.readNumber()
        #expect(hasA && number == 1)
        editor.replace(with: .number(2))
        let hasC = editor.seek("c")
        #expect(!hasC)
        editor.replace(with: .string("new"))
        let hasD = editor.seek("d")
        #expect(hasD)
        let image = editor.finish()
        let expected: Item = [
            "a": .number(2), "b": .string("x"), "c": .string("new"), "d": .list([.null]),
        ]
        #expect(image.item == expected)
        #expect(image.size == expected.size)
    }

    @Test func `a value of another type is not read as a number or as binary`() throws {
        var editor = editor(["a": .string("1"), "b": .number(1)], visits: 2)
        _ = editor.seek("a")
        let number = editor.readNumber()
        #expect(number == nil)
        var binary = editor.readBinary()
        #expect(binary == nil)
        editor.replace(with: bytes)
        _ = editor.seek("b")
        binary = editor.readBinary()
        #expect(binary == nil)
        #expect(editor.finish().item == ["a": bytes, "b": .number(1)])
    }

    @Test func `random replacements make the item that the map makes`() throws {
        let seed: UInt64 = 47
        var values = RandomValues(seed: seed)
        for _ in 0..<600 {
            var item = values.item()
            let names =
                (item.names.filter { _ in Bool.random(using: &values.random) } + [values.text()])
            var editor = editor(item, visits: names.count)
            var last: Text?
            for name in names.sorted() where name != last {
                last = name
                _ = editor.seek(name)
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

    @Test func `an item with more attributes than one byte counts has its count mended`() {
        func item(of count: Int) -> Item {
            var item = Item()
            for index in 0..<count { item[Text("a\(index)")] = .null }
            return item
        }
        for count in [0, 126, 127, 128, 300] {
            var editor = editor(item(of: count), visits: 1)
            _ = editor.seek("b")
            editor.replace(with: .null)
            var expected = item(of: count)
            expected["b"] = .null
            let image = editor.finish()
            #expect(Array(image.encoded) == ItemCodec.encode(expected))
            var shorter = ItemEditor(image, visits: 1)
            _ = shorter.seek("b")
            shorter.remove()
            #expect(shorter.finish() == ItemImage(item(of: count)))
        }
    }

    @Test func `values inside of attributes are visited in the order of their paths`() {
        let item: Item = [
            "l": .list([.number(0), .map(["x": .number(1)]), .null]),
            "m": .map(["a": .number(1), "b": .map([:])]), "n": .number(1),
        ]
        var editor = editor(item, visits: 6)
        #expect(editor.seek(path("l", .index(0))) == .found)
        editor.remove()
        #expect(editor.seek(path("l", .index(1), .name("y"))) == .absent)
        editor.replace(with: .null)
        #expect(editor.seek(path("l", .index(9))) == .absent)
        editor.replace(with: .boolean(true))
        #expect(editor.seek(path("m", .name("b"), .name("c"))) == .absent)
        editor.replace(with: .number(2))
        #expect(editor.seek(path("m", .name("c"), .name("d"))) == .unreachable)
        #expect(editor.seek(path("n", .name("x"))) == .unreachable)
        let expected: Item = [
            "l": .list([.map(["x": .number(1), "y": .null]), .null, .boolean(true)]),
            "m": .map(["a": .number(1), "b": .map(["c": .number(2)])]), "n": .number(1),
        ]
        let image = editor.finish()
        #expect(image.item == expected)
        #expect(image == ItemImage(expected))
    }

    private func path(_ root: Text, _ steps: AttributePath.Step...) -> AttributePath {
        AttributePath(root: root, steps: steps)
    }
}
