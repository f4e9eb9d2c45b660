import Expressions
import Platform
import Sketches
import Testing
import Values

/// Counters and sketches, the updates that come most often, must make what the oracle makes.
@Suite("Updates of images") struct UpdateEditTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `an image becomes what the item becomes`(batch: UInt64) throws {
        var edits = 0
        let oracle = UpdateOracle()
        for number in 0..<500 as Range<UInt64> {
            let seed = batch * 500 + number
            var generator = RandomEdits(seed: seed)
            let item = generator.item()
            let update = generator.update()
            let expected: Item
            do throws(ExpressionError) {
                expected = try oracle.apply(update, to: item)
            } catch {
                #expect(outcome(of: update, on: item) == .failure(error), "seed \(seed)")
                continue
            }
            edits += 1
            let edited = try update.edit(ItemImage(item)).image
            #expect(edited.item == expected, "seed \(seed): \(update) on \(item)")
            #expect(Array(edited.encoded) == ItemCodec.encode(expected), "seed \(seed)")
            #expect(edited.size == expected.size, "seed \(seed)")
        }
        #expect(edits > 100)
    }

    @Test func `counters and sketches are edited at every size of the sketch`() throws {
        let text: Text = "ADD clicks :n OBSERVE visitors :v"
        var image = ItemImage(["link": "l", "zone": "z"])
        var item = image.item
        for visitor in 0..<9_000 as Range<Int64> {
            let update = try update(
                text, [":n": 1, ":v": .number(Number(visitor % 8_000))], in: extended)
            image = try update.edit(image).image
            item = try UpdateOracle().apply(update, to: item)
        }
        #expect(image.item == item)
        #expect(image["clicks"] == 9_000)
    }

    @Test func `a list that no item can hold is not made, not even on the way to a value`() throws {
        let nulls = Value.list(
            Array(repeating: .null, count: ExpressionLimits.itemBytesMax / 2 + 1))
        let twice = Update.Source.listAppend(
            .path(AttributePath(root: "a")), .path(AttributePath(root: "a")))
        let update = Update(actions: [
            .set(AttributePath(root: "b"), .listAppend(twice, .value(1)))
        ])
        let item: Item = ["a": nulls]
        #expect(throws: ExpressionError.tooLarge) { try update.edit(ItemImage(item)) }
    }

    @Test func `a value that is copied to many attributes is not copied to all of them`() throws {
        let large = Value.string(Text(String(repeating: "x", count: 400_000)))
        let copies = (0..<800).map { number in
            Update.Action.set(
                AttributePath(root: Text("c\(number)")), .path(AttributePath(root: "a")))
        }
        let image = ItemImage(["a": large])
        #expect(throws: ExpressionError.tooLarge) { try Update(actions: copies).edit(image) }
        // What else is wrong with it comes first.
        let missing = Update.Action.set(
            AttributePath(root: "b"), .path(AttributePath(root: "none")))
        #expect(throws: ExpressionError.missingAttribute) {
            try Update(actions: copies + [missing]).edit(image)
        }
        // An item may be too large on the way: what follows can take it all away.
        let moved = Update(actions: [copies[0], .set(AttributePath(root: "z"), .value(1))])
        #expect(try moved.edit(ItemImage(["a": large, "z": large])).image.size < 1_000_000)
    }

    @Test func `of ten thousand actions the first that does not fit is complained about`() throws {
        var actions = (0..<10_000).map { number in
            Update.Action.add(AttributePath(root: Text("n\(number)")), 1)
        }
        actions += [
            .add(AttributePath(root: "z"), strings("x")), .delete(AttributePath(root: "y"), 1),
            .set(AttributePath(root: "a"), .path(AttributePath(root: "none"))),
        ]
        let item: Item = ["z": "a string", "y": "another"]
        #expect(throws: ExpressionError.incorrectType) {
            try Update(actions: actions).edit(ItemImage(item))
        }
        #expect(throws: ExpressionError.missingAttribute) {
            try Update(actions: actions.reversed()).edit(ItemImage(item))
        }
    }

    @Test(
        arguments: [
            "SET a = b", "SET a = if_not_exists(a, :n)", "SET a.b = :n", "REMOVE a", "ADD a :set",
            "SET a = :list", "MERGE a :sketch SET b = fresh(a)", "MERGE a :sketch",
        ] as [Text])
    func `what needs more than its own attribute is edited too`(text: Text) throws {
        let values: [Text: Value] = [
            ":n": 1, ":set": strings("x"), ":list": [1],
            ":sketch": Value(bytesOf: sketch(of: "a")),
        ].filter { text.string.contains($0.key.string) }
        let update = try update(text, values, in: extended)
        for item in [["a": 1, "b": 2], ["a": ["c": 1], "b": 2], ["b": 2]] as [Item] {
            let expected: Result<Item, ExpressionError>
            do throws(ExpressionError) {
                expected = .success(try UpdateOracle().apply(update, to: item))
            } catch {
                expected = .failure(error)
            }
            #expect(outcome(of: update, on: item) == expected)
        }
    }

    @Test func `damaged sketches are the same to bytes and to decoded items`() throws {
        let coupon = try #require(Coupon(of: "x")).rawValue
        let word = (0..<4).map { UInt8(truncatingIfNeeded: coupon >> (8 * $0)) }
        let twice: [UInt8] = [2, 1, 7, 12, 3, 8, 2, 0] + word + word
        var dense = sketch(of: 0..<5000).encode()
        dense[16] ^= 1
        for bytes in [twice, dense, Array(twice.dropLast())] {
            for visitor in ["x", "y", 4, 5_000_000] as [Value] {
                let update = try update("OBSERVE u :v", [":v": visitor], in: extended)
                let item: Item = ["u": .binary(Binary(bytes))]
                let edited: Item?
                do { edited = try update.edit(ItemImage(item)).image.item } catch { edited = nil }
                let applied: Item?
                do { applied = try UpdateOracle().apply(update, to: item) } catch { applied = nil }
                #expect(edited == applied, "\(visitor) in \(bytes.count) bytes")
            }
        }
    }

    @Test func `an update that does nothing leaves an item as it is`() throws {
        #expect(try Update(actions: []).apply(to: [:]) == [:])
        #expect(try Update(actions: []).apply(to: ["a": 1]) == ["a": 1])
    }

    @Test func `an item that the update does not fit is refused`() throws {
        let text: Text = "ADD n :n OBSERVE u :v"
        let update = try update(text, [":n": 1, ":v": "x"], in: extended)
        for item in [["n": "x"], ["u": 1], ["u": .binary(Binary([1, 2, 3]))]] as [Item] {
            #expect(throws: ExpressionError.self) { try update.edit(ItemImage(item)) }
            #expect(throws: ExpressionError.self) { try UpdateOracle().apply(update, to: item) }
        }
        let fine = Value.number(try Number(parsing: "0." + String(repeating: "1", count: 38)))
        #expect(throws: ExpressionError.self) { try update.edit(ItemImage(["n": fine])) }
    }
}

/// Items with counters and sketches, and updates that mostly can be edits of them.
private struct RandomEdits {
    private static let names: [Text] = ["a", "b", "c", "d", "clicks"]
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func item() -> Item {
        var item: Item = ["p": "key"]
        for name in RandomEdits.names where random.chance(70) {
            item[name] =
                switch random.below(6) {
                case 0, 1: number()
                case 2: .string("text")
                case 3: [1, "x"]
                default: Value(bytesOf: sketch(of: 0..<Int64(random.below(40))))
                }
        }
        return item
    }

    mutating func update() -> Update {
        var actions: [Update.Action] = []
        for name in RandomEdits.names.shuffled(using: &random) where random.chance(45) {
            actions.append(action(at: AttributePath(root: name)))
        }
        return Update(actions: actions)
    }

    private mutating func action(at path: AttributePath) -> Update.Action {
        switch random.below(5) {
        case 0, 1: .add(path, number())
        case 2: .set(path, .value(random.chance(50) ? "set" : number()))
        default: .observe(path, observation())
        }
    }

    private mutating func number() -> Value {
        if random.chance(80) { return .number(Number(Int64(random.below(100_000)) - 300)) }
        let text = random.pick(["1.5", "-0.001", "1e30", "99999999999999999999"])
        do { return .number(try Number(parsing: text)) } catch { return 0 }
    }

    private mutating func observation() -> Observation {
        let coupons = (0..<random.below(4)).map { _ in Coupon(of: Int64(random.below(60))) }
        return Observation(coupons: coupons, precision: 12)
    }
}
