import Commands
import Expressions
import Model
import Sketches
import Values

/// What inputs are made from: sound ones of every kind, so that little has to be guessed.
enum Samples {
    static let items: [Item] = [
        AttributeMap(),
        [
            "b": .binary(Binary([0, 255])), "f": .boolean(false), "n": .number(Number(-25)),
            "s": .string(Text("ü")), "z": .null,
        ],
        [
            "l": .list([.number(Number(1)), .map(["x": .list([])])]),
            "ns": .numberSet(SortedSet(merging: [Number(1), Number(2)])),
            "ss": .stringSet(SortedSet(merging: [Text("a"), Text("b")])),
        ],
    ]

    static let commands: [[UInt8]] = {
        let table = TableID(rawValue: 7)
        let key = Key(partition: .string(Text("a")), sort: .number(Number(1)))
        var placeholders = Placeholders()
        let update = try? Update.parse(
            "ADD c d REMOVE e", in: .strict, with: &placeholders)
        let condition = try? Condition.parse(
            "attribute_exists(a)", as: .condition, in: .strict, with: &placeholders)
        let writes = [
            ItemWrite(
                table: table, key: key, condition: condition, action: .put(ItemImage(items[1]))),
            ItemWrite(table: table, key: key, action: .update(update)),
            ItemWrite(table: table, key: key, action: .delete),
        ]
        let commands: [any Command] = (writes as [any Command]) + [WriteBatch(writes)]
        return commands.map { command in
            var writer = ByteWriter()
            command.encode(to: &writer)
            return writer.bytes
        }
    }()

    static let sketches: [[UInt8]] = [3, 30, 3000].flatMap { visitors in
        HLLType.allCases.map { type in
            var sketch = HLLSketch(precision: 6, type: type)
            for visitor in 0..<Int64(visitors) { _ = sketch.update(visitor) }
            return sketch.encode()
        }
    }
}
