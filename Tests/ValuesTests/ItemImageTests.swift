import Testing
import Values

@Suite("ItemImage") struct ItemImageTests {
    @Test func `an image of bytes says what the item says`() throws {
        let seed: UInt64 = 41
        var values = RandomValues(seed: seed)
        for _ in 0..<600 {
            let item = values.item()
            let bytes = ItemCodec.encode(item)
            let image = try ItemImage(validating: [7, 7, 7] + bytes, from: 3)
            #expect(image.size == item.size, "seed \(seed)")
            #expect(image.item == item, "seed \(seed)")
            #expect(image == ItemImage(item), "seed \(seed)")
            #expect(image.hashValue == ItemImage(item).hashValue, "seed \(seed)")
            #expect(Array(image.encoded) == bytes, "seed \(seed)")
            for entry in item.entries {
                #expect(image[entry.name] == entry.value, "seed \(seed)")
            }
            let absent = Text(values.text().string + "?")
            #expect(image[absent] == item[absent], "seed \(seed)")
        }
    }

    @Test func `images of other items are other images`() {
        func item(_ number: Number, _ name: Text, _ text: Text) -> Item {
            ["a": .number(number), name: .string(text)]
        }
        let image = ItemImage(item(1, "b", "x"))
        #expect(image == ItemImage(item(1, "b", "x")))
        #expect(image != ItemImage(item(2, "b", "x")))
        #expect(image != ItemImage(item(1, "b", "y")))
        #expect(image != ItemImage(item(1, "c", "x")))
    }

    /// What an image takes it must be able to read again, or it would trap later.
    @Test func `bytes that no item has are refused at once`() {
        let seed: UInt64 = 43
        var values = RandomValues(seed: seed)
        for round in 0..<12 {
            let bytes = ItemCodec.encode(values.item(depth: round.isMultiple(of: 6) ? 2 : 1))
            for end in bytes.indices {
                #expect(throws: CodecError.self) {
                    _ = try ItemImage(validating: Array(bytes[..<end]))
                }
            }
            for index in bytes.indices {
                for bit in 0..<8 {
                    var bad = bytes
                    bad[index] ^= 1 << UInt8(bit)
                    do {
                        let image = try ItemImage(validating: bad)
                        let isSound = image.item.size == image.size && Array(image.encoded) == bad
                        if !isSound { Issue.record("seed \(seed), byte \(index), bit \(bit)") }
                    } catch { continue }
                }
            }
        }
    }
}
