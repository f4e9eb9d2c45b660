import Expressions
import Platform
import Sketches
import Testing
import Values

/// Nothing here expects an answer, only that there is one: a trap would end the process.
@Suite("Hostile expressions") struct FuzzTests {
    private static let words = [
        "a", "b", "c", "#n", "#m", ":v", ":w", ":s", ":l", "0", "1", "99999999999", "(", ")", "[",
        "]",
        "((", "))", "[0]", "[1]", ".b", ".", ",", "=", "<>", "<", "<=", ">", ">=", "+", "-", "AND",
        "OR",
        "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE", "size(", "attribute_exists(",
        "attribute_type(", "begins_with(", "contains(", "if_not_exists(", "list_append(", "f(",
        "name", "_", "!", "\"", "é", "🙂", "\u{0}", "\t", "#", ":", "OBSERVE", "MERGE", "ONCE",
        "estimate(", "fresh(", ":b",
    ]

    private static let valid = [
        "SET a.b = if_not_exists(c, :v) + :w, l = list_append(:l, l) REMOVE d[1], e ADD n :v DELETE s :s",
        "set #n = :v, a[3] = :w", "ADD a :v", "REMOVE a.b[2].c",
        "(a = :v AND NOT b.c[1] <> :w) OR size(#n) BETWEEN :v AND :w",
        "a IN (:v, :w, b) AND attribute_exists(c) AND begins_with(d, :s)",
        "contains(a, :v) OR attribute_type(a, :t)", "p = :v AND begins_with(c, :w)",
        "p = :v AND c BETWEEN :v AND :w", "a, b.c, #n[0], d[1].e", "a.b.c.d",
        "SET n = n + fresh(u) OBSERVE u :v, a.b :s ONCE :w ADD c :v", "MERGE a :b ONCE :s",
        "estimate(a.b) BETWEEN :v AND :w OR estimate(u) IN (:v, size(u))", "a, estimate(a.b), u",
    ]

    private static let placeholders: (names: [Text: Text], values: [Text: Value]) = (
        ["#n": "n", "#m": "a.b"],
        [
            ":v": 1, ":w": 2, ":s": strings("x"), ":l": [1, "x"], ":t": "S",
            ":b": Value(bytesOf: sketch),
        ]
    )

    private static let sketch: HLLSketch = {
        var sketch = HLLSketch()
        for number in 0..<20 as Range<Int64> { sketch.update(number) }
        return sketch
    }()

    private func tryAll(_ text: Text, on item: Item) throws {
        var item = item
        item["u"] = Value(bytesOf: Self.sketch)
        try tryAll(text, in: .strict, on: item)
        try tryAll(text, in: extended, on: item)
    }

    private func tryAll(_ text: Text, in dialect: Dialect, on item: Item) throws {
        let fresh = try Placeholders(
            names: Self.placeholders.names, values: Self.placeholders.values)
        for role in [ConditionRole.condition, .filter] {
            var mine = fresh
            do {
                let condition = try Condition.parse(text, as: role, in: dialect, with: &mine)
                _ = condition.holds(for: item)
                _ = condition.rootNames
            } catch {
                #expect(error.message.contains("Expression"))
            }
        }
        var mine = fresh
        do {
            let update = try Update.parse(text, in: dialect, with: &mine)
            _ = outcome(of: update, on: item)
            _ = update.updatedAttributes(of: item)
        } catch {
            #expect(error.message.hasPrefix("Invalid UpdateExpression: "))
        }
        do {
            _ = try Projection.parse(text, in: dialect, with: &mine).project(item)
        } catch {
            #expect(error.message.hasPrefix("Invalid ProjectionExpression: "))
        }
        let schema = KeySchema(
            partition: KeyAttribute(name: "p", type: .string),
            sort: KeyAttribute(name: "c", type: .number))
        do {
            _ = try KeyCondition.parse(text, with: &mine).resolve(with: schema)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a soup of words never stops the process`(batch: UInt64) throws {
        for number in 0..<300 as Range<UInt64> {
            let seed = batch * 300 + number
            var generator = RandomExpressions(seed: seed)
            let item = generator.item()
            let words = (0...generator.random.below(30)).map { _ in
                generator.random.pick(Self.words)
            }
            let separator = generator.random.chance(50) ? " " : ""
            try tryAll(Text(words.joined(separator: separator)), on: item)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a damaged expression never stops the process`(batch: UInt64) throws {
        for number in 0..<300 as Range<UInt64> {
            let seed = 1_000_000 + batch * 300 + number
            var generator = RandomExpressions(seed: seed)
            let item = generator.item()
            var scalars = Array(generator.random.pick(Self.valid).unicodeScalars)
            for _ in 0...generator.random.below(4) {
                let place = generator.random.below(scalars.count)
                let foreign = Array(generator.random.pick(Self.words).unicodeScalars)
                switch generator.random.below(4) {
                case 0 where scalars.count > 1: scalars.remove(at: place)
                case 1: scalars.insert(contentsOf: foreign, at: place)
                case 2: scalars.replaceSubrange(place...place, with: foreign)
                default: scalars.append(contentsOf: scalars[place...])
                }
            }
            try tryAll(Text(String(String.UnicodeScalarView(scalars))), on: item)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `damaged bytes throw or mean something, and never stop the process`(
        batch: UInt64
    ) throws {
        for number in 0..<300 as Range<UInt64> {
            let seed = 2_000_000 + batch * 300 + number
            var generator = RandomExpressions(seed: seed)
            let item = generator.item()
            let (_, conditionText) = generator.condition(on: item)
            let parsed = try condition(Text(conditionText), generator.values)
            generator.forgetValues()
            let (_, updateText) = generator.update(on: item)
            let sketch = generator.placeholder(for: Value(bytesOf: Self.sketch))
            let clauses =
                " MERGE u1 \(sketch) OBSERVE u2 \(generator.placeholder(for: 1)) ONCE :id"
            var values = generator.values
            values[":id"] = "id"
            let parsedUpdate = try update(Text(updateText + clauses), values, in: extended)

            var writer = ByteWriter()
            parsed.encode(to: &writer)
            var reader = ByteReader(damage(writer.bytes, with: &generator.random))
            do {
                _ = try Condition(from: &reader).holds(for: item)
            } catch {
                #expect(error != .trailingBytes)
            }

            var updateWriter = ByteWriter()
            parsedUpdate.encode(to: &updateWriter)
            var updateReader = ByteReader(damage(updateWriter.bytes, with: &generator.random))
            do {
                let update = try Update(from: &updateReader)
                _ = outcome(of: update, on: item)
                _ = update.updatedAttributes(of: item)
            } catch {
                #expect(error != .trailingBytes)
            }
        }
    }

    private func damage(_ bytes: [UInt8], with random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0...random.below(3) {
            bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        return bytes
    }
}
