import Sketches
import Values

/// What inputs are made from: sound ones of every kind, so that little has to be guessed.
enum ByteSamples {
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

    static let sketches: [[UInt8]] = [3, 30, 3000].flatMap { visitors in
        HLLType.allCases.map { type in
            var sketch = HLLSketch(precision: 6, type: type)
            for visitor in 0..<Int64(visitors) { _ = sketch.update(visitor) }
            return sketch.encode()
        }
    }
}
