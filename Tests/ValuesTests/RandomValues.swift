import Platform
import Values

/// Values as a careless world would send them: mostly small, now and then at an edge.
struct RandomValues {
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func text() -> Text {
        let letters = [
            "a", "b", "\u{E9}", "e\u{301}", "日", "🙂", "", "z", "\u{0}", "Ω", "\u{FFFD}",
        ]
        let length = Int.random(in: 0...6, using: &random)
        return Text((0..<length).map { _ in letters.randomElement(using: &random) ?? "" }.joined())
    }

    mutating func binary() -> Binary {
        let length = Int.random(in: 0...6, using: &random)
        let edges: [UInt8] = [0, 1, 127, 128, 255]
        return Binary((0..<length).map { _ in edges.randomElement(using: &random) ?? 7 })
    }

    /// A decimal within the range, as text in any of the forms that the grammar allows.
    mutating func numberText() -> String {
        let digitCount = [1, 2, 3, 5, 17, 18, 19, 20, 37, 38].randomElement(using: &random) ?? 1
        var digits = (0..<digitCount).map { _ in
            ["0", "0", "1", "5", "9"].randomElement(using: &random) ?? "4"
        }
        let sign = ["", "", "-", "+"].randomElement(using: &random) ?? ""
        let point = Int.random(in: 0...digitCount, using: &random)
        if Bool.random(using: &random) { digits.insert(".", at: point) }
        let exponents = [-130, -129, -100, -38, -1, 0, 1, 37, 38, 39, 87, 125]
        let exponent = exponents.randomElement(using: &random) ?? 0
        let tail = Bool.random(using: &random) ? "e\(exponent)" : ""
        return sign + digits.joined() + tail
    }

    mutating func number() -> Number {
        while true {
            do { return try Number(parsing: numberText()) } catch { continue }
        }
    }

    mutating func value(depth: Int = 3) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 8), using: &random) {
        case 0: .null
        case 1: .boolean(Bool.random(using: &random))
        case 2: .number(number())
        case 3: .string(text())
        case 4: .binary(binary())
        case 5: .stringSet(SortedSet(merging: [text(), text(), text()]))
        case 6: .numberSet(SortedSet(merging: [number(), number(), number()]))
        case 7: .binarySet(SortedSet(merging: [binary(), binary()]))
        case 8:
            .list(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
        default: .map(item(depth: depth - 1))
        }
    }

    mutating func item(depth: Int = 3) -> Item {
        var item = Item()
        for _ in 0..<Int.random(in: 0...12, using: &random) { item[text()] = value(depth: depth) }
        return item
    }

    mutating func keyValue(_ type: KeyType) -> KeyValue {
        switch type {
        case .string: .string(text())
        case .number: .number(number())
        case .binary: .binary(binary())
        }
    }
}
