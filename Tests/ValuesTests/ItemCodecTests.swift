import Platform
import Testing
import Values

@Suite("ItemCodec") struct ItemCodecTests {
    @Test func `an item of every type has these bytes`() throws {
        let item: Item = [
            "a": .string("hé"), "b": .number(-3), "c": .number(try Number(parsing: "1.5")),
            "d": .binary(Binary([0xFF])), "e": .boolean(true), "f": .boolean(false), "g": .null,
            "h": .list([.null, .number(300)]), "i": .map(["x": .string("")]),
            "j": .stringSet(SortedSet(merging: ["z", "y"])),
            "k": .numberSet(SortedSet(merging: [2, 1])),
            "l": .binarySet(SortedSet(merging: [Binary([1])])),
        ]
        let golden = [
            "01 0c",
            "01 61 05 03 68 c3 a9",
            "01 62 03 05",
            "01 63 04 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0f",
            "01 64 06 01 ff",
            "01 65 02",
            "01 66 01",
            "01 67 00",
            "01 68 07 00 00 00 05 02 00 03 d8 04",
            "01 69 08 00 00 00 05 01 01 78 05 00",
            "01 6a 09 00 00 00 05 02 01 79 01 7a",
            "01 6b 0a 00 00 00 05 02 03 02 03 04",
            "01 6c 0b 00 00 00 03 01 01 01",
        ].joined(separator: " ")
        let bytes = ItemCodec.encode(item)
        #expect(hexadecimal(bytes) == golden)
        #expect(try ItemCodec.decode(bytes) == item)
    }

    @Test func `random items come back, and so does each attribute by itself`() throws {
        let seed: UInt64 = 23
        var values = RandomValues(seed: seed)
        for _ in 0..<600 {
            let item = values.item()
            let bytes = ItemCodec.encode(item)
            #expect(try ItemCodec.decode(bytes) == item, "seed \(seed)")
            #expect(try ItemCodec.decode([9, 9] + bytes, from: 2) == item, "seed \(seed)")
            for entry in item.entries {
                let found = try attribute(entry.name, in: bytes)
                #expect(found == entry.value, "seed \(seed)")
            }
            let absent = Text(values.text().string + "?")
            #expect(try attribute(absent, in: bytes) == item[absent], "seed \(seed)")
        }
    }

    private func attribute(_ name: Text, in bytes: [UInt8]) throws -> Value? {
        try ItemImage(validating: bytes)[name]
    }

    @Test func `another version is refused`() {
        var bytes = ItemCodec.encode(["a": .null])
        bytes[0] = 2
        #expect(throws: CodecError.invalid("item version")) { try ItemCodec.decode(bytes) }
        #expect(throws: CodecError.truncated) { try ItemCodec.decode([]) }
    }

    @Test func `bytes after the item are refused`() {
        let bytes = ItemCodec.encode(["a": .null]) + [0]
        #expect(throws: CodecError.trailingBytes) { try ItemCodec.decode(bytes) }
    }

    @Test func `names and members that do not ascend are refused`() {
        let twice: [UInt8] = [1, 2, 1, 0x61, 0, 1, 0x61, 0]
        #expect(throws: CodecError.invalid("order of names")) { try ItemCodec.decode(twice) }
        let set: [UInt8] = [1, 1, 1, 0x61, 10, 0, 0, 0, 5, 2, 3, 4, 3, 2]
        #expect(throws: CodecError.invalid("order of a set")) { try ItemCodec.decode(set) }
    }

    @Test func `a decimal that is not in its one form is refused`() {
        func decimal(exponent: UInt8, _ coefficient: [UInt8]) -> [UInt8] {
            [1, 1, 1, 0x61, 4, exponent] + Array(repeating: 0, count: 16 - coefficient.count)
                + coefficient
        }
        let bad = [
            decimal(exponent: 0, [5]), decimal(exponent: 1, [50]), decimal(exponent: 1, [0]),
            decimal(exponent: 0, Array(repeating: 0xFF, count: 16)),
            decimal(exponent: 1, [0x80] + Array(repeating: 0, count: 15)),
        ]
        for bytes in bad {
            #expect(throws: CodecError.invalid("decimal")) { try ItemCodec.decode(bytes) }
        }
    }

    @Test func `values nest as deep as the limit and no deeper`() throws {
        func nested(_ depth: Int) -> Item {
            ["a": (0..<depth).reduce(Value.null) { value, _ in .list([value]) }]
        }
        let deepest = nested(ValueLimits.storedDepthMax)
        #expect(try ItemCodec.decode(ItemCodec.encode(deepest)) == deepest)
        let tooDeep = ItemCodec.encode(nested(ValueLimits.storedDepthMax + 1))
        #expect(throws: CodecError.tooDeep) { try ItemCodec.decode(tooDeep) }
    }

    @Test func `bytes cut at any place are refused`() {
        let seed: UInt64 = 29
        var values = RandomValues(seed: seed)
        for _ in 0..<40 {
            let item = values.item()
            let bytes = ItemCodec.encode(item)
            for end in bytes.indices {
                do {
                    _ = try ItemCodec.decode(Array(bytes[..<end]))
                    Issue.record("seed \(seed): \(end) of \(bytes.count) bytes passed")
                } catch { continue }
            }
        }
    }

    @Test func `a flipped bit anywhere throws or makes another sound item, and never traps`() {
        let seed: UInt64 = 31
        var values = RandomValues(seed: seed)
        for round in 0..<12 {
            let item = values.item(depth: round.isMultiple(of: 6) ? 2 : 1)
            let bytes = ItemCodec.encode(item)
            for index in bytes.indices {
                for bit in 0..<8 {
                    var bad = bytes
                    bad[index] ^= 1 << UInt8(bit)
                    do {
                        let other = try ItemCodec.decode(bad)
                        let isSound = other != item && ItemCodec.encode(other) == bad
                        if !isSound { Issue.record("seed \(seed), byte \(index), bit \(bit)") }
                    } catch { continue }
                }
                for entry in item.entries.prefix(2) {
                    var bad = bytes
                    bad[index] = UInt8.random(in: 0...255, using: &values.random)
                    do { _ = try attribute(entry.name, in: bad) } catch { continue }
                }
            }
        }
    }

    @Test func `random bytes never trap`() {
        let seed: UInt64 = 37
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<40, using: &random)
            let noise = (0..<count).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &random) ? 12 : 255), using: &random)
            }
            do {
                let item = try ItemCodec.decode([1] + noise)
                #expect(ItemCodec.encode(item) == [1] + noise, "seed \(seed)")
            } catch { continue }
        }
    }
}
