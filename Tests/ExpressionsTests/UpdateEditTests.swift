import Expressions
import Platform
import Sketches
import Testing
import Values

/// An update of bytes must make what the update of the item makes.
@Suite("Updates of images") struct UpdateEditTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `where an image is edited, it becomes what the item becomes`(batch: UInt64) throws {
        var edits = 0
        for number in 0..<500 as Range<UInt64> {
            let seed = batch * 500 + number
            var generator = RandomEdits(seed: seed)
            let item = generator.item()
            let update = generator.update()
            guard let edited = update.edit(.encoding(item)) else { continue }
            edits += 1
            let expected = try update.apply(to: item)
            #expect(edited.item == expected, "seed \(seed): \(update) on \(item)")
            #expect(Array(edited.encoded) == ItemCodec.encode(expected), "seed \(seed)")
            #expect(edited.size == expected.size, "seed \(seed)")
        }
        #expect(edits > 100)
    }

    @Test func `counters and sketches are edited at every size of the sketch`() throws {
        let text: Text = "ADD clicks :n OBSERVE visitors :v"
        var image = ItemImage.encoding(["link": "l", "zone": "z"])
        var item = image.item
        for visitor in 0..<9_000 as Range<Int64> {
            let update = try update(
                text, [":n": 1, ":v": .number(Number(visitor % 8_000))], in: extended)
            image = try #require(update.edit(image))
            item = try update.apply(to: item)
        }
        #expect(image.item == item)
        #expect(image["clicks"] == 9_000)
    }

    @Test(
        arguments: [
            "SET a = b", "SET a = if_not_exists(a, :n)", "SET a.b = :n", "REMOVE a", "ADD a :set",
            "SET a = :list", "MERGE a :sketch SET b = fresh(a)", "MERGE a :sketch",
        ] as [Text])
    func `what needs more than its own attribute is not edited`(text: Text) throws {
        let values: [Text: Value] = [
            ":n": 1, ":set": strings("x"), ":list": [1],
            ":sketch": Value(bytesOf: sketch(of: "a")),
        ].filter { text.string.contains($0.key.string) }
        let update = try update(text, values, in: extended)
        #expect(update.edit(.encoding(["a": 1, "b": 2])) == nil)
    }

    /// How commands are grouped decides which of the two ways an update goes; the state must not.
    @Test func `damaged sketches are the same to both ways`() throws {
        let coupon = try #require(Coupon(of: "x")).rawValue
        let word = (0..<4).map { UInt8(truncatingIfNeeded: coupon >> (8 * $0)) }
        let twice: [UInt8] = [2, 1, 7, 12, 3, 8, 2, 0] + word + word
        var dense = sketch(of: 0..<5000).encode()
        dense[16] ^= 1
        for bytes in [twice, dense, Array(twice.dropLast())] {
            for visitor in ["x", "y", 4, 5_000_000] as [Value] {
                let update = try update("OBSERVE u :v", [":v": visitor], in: extended)
                let item: Item = ["u": .binary(Binary(bytes))]
                let edited = update.edit(.encoding(item))?.item
                let applied: Item?
                do { applied = try update.apply(to: item) } catch { applied = nil }
                #expect(edited == applied, "\(visitor) in \(bytes.count) bytes")
            }
        }
    }

    /// It would make an item of nothing.
    @Test func `an update that does nothing is not edited`() {
        #expect(Update(actions: []).edit(.encoding([:])) == nil)
    }

    @Test func `an item that the update does not fit is left to apply`() throws {
        let text: Text = "ADD n :n OBSERVE u :v"
        let update = try update(text, [":n": 1, ":v": "x"], in: extended)
        for item in [["n": "x"], ["u": 1], ["u": .binary(Binary([1, 2, 3]))]] as [Item] {
            #expect(update.edit(.encoding(item)) == nil)
            #expect(throws: ExpressionError.self) { try update.apply(to: item) }
        }
        let fine = Value.number(try Number(parsing: "0." + String(repeating: "1", count: 38)))
        #expect(update.edit(.encoding(["n": fine])) == nil)
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
