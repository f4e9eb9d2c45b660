import Expressions
import Sketches
import Testing
import Values

/// Updates edit bytes; an oracle does the same to decoded items.
@Suite("Updates against an oracle") struct UpdateOracleTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `bytes become what the decoded item becomes`(batch: UInt64) throws {
        for number in 0..<500 as Range<UInt64> {
            let seed = batch * 500 + number
            let example = try Example(seed: seed)
            #expect(
                example.difference(from: UpdateOracle()) == nil,
                "seed \(seed): \(example.text) on \(example.item)")
        }
    }

    /// The comparison above finds mistakes: made on purpose, each of these is noticed.
    @Test(arguments: UpdateOracle.Fault.allCases)
    func `a planted fault makes a difference`(fault: UpdateOracle.Fault) throws {
        var differences = 0
        for seed in 0..<4000 as Range<UInt64> {
            let example = try Example(seed: seed)
            if example.difference(from: UpdateOracle(fault: fault)) != nil { differences += 1 }
        }
        #expect(differences > 0)
    }

    @Test func `containers too large to be walked are read and changed like small ones`() throws {
        var members = AttributeMap()
        var item: Item = ["p": "key"]
        for number in 0..<200 {
            members[Text("m\(number)")] = .number(Number(Int64(number)))
            item[Text("a\(number)")] = .number(Number(Int64(number)))
        }
        item["map"] = .map(members)
        item["list"] = .list((0..<200).map { .number(Number($0)) })
        let text =
            "SET a5 = a150, a7 = a199 + a3, map.m9 = map.m120, map.new = list[150], "
            + "list[3] = map.m4, list[900] = list[199] REMOVE a1, map.m2, list[0], list[77]"
        let update = try update(Text(text))
        #expect(try update.apply(to: item) == UpdateOracle().apply(update, to: item))
        let holds = try condition(
            "a150 = :v AND a151 > a150 AND map.m77 < map.m78 AND list[9] = a9", [":v": 150])
        #expect(holds.holds(for: item))
        #expect(try !condition("attribute_exists(a500) OR list[3] = a4").holds(for: item))
    }

    @Test func `an item may come to have more attributes than one byte counts, or fewer`() throws {
        var item = Item()
        for number in 0..<126 { item[Text("a\(number)")] = .null }
        let more = try update("SET b = :v, c = :v, d = :v", [":v": 1])
        let larger = try more.apply(to: item)
        #expect(larger.count == 129)
        #expect(try update("REMOVE b, c, d, a1").apply(to: larger).count == 125)
    }

    @Test func `of two actions on one attribute the later counts`() throws {
        let path = AttributePath(root: "n")
        let update = Update(actions: [
            .add(path, 5), .set(AttributePath(root: "a"), .value(1)), .add(path, 2),
        ])
        #expect(try update.apply(to: ["n": 1]) == ["a": 1, "n": 3])
    }

    @Test func `the first complaint in the text is given, and one about sketches before it`() throws
    {
        let item: Item = ["a": "x", "b": "y", "s": 1]
        let order = try update("SET z = nothing ADD a :n", [":n": 1])
        #expect(outcome(of: order, on: item) == .failure(.missingAttribute))
        let sketches = try update(
            "SET z = nothing MERGE s :s", [":s": Value(bytesOf: sketch(of: "v"))], in: extended)
        let complaint = ExpressionError.notASketch(.number, at: AttributePath(root: "s"))
        #expect(outcome(of: sketches, on: item) == .failure(complaint))
    }
}

/// A random update with sketches in it, and an item that it mostly fits.
private struct Example {
    let item: Item
    let text: String
    let update: Update

    init(seed: UInt64) throws {
        var generator = RandomExpressions(seed: seed)
        var item = generator.item()
        if !item.isEmpty {
            for name in ["u1", "u2"] as [Text] where generator.random.chance(60) {
                let count = Int64(generator.random.below(40))
                item[name] =
                    generator.random.chance(90)
                    ? Value(bytesOf: ExpressionsTests.sketch(of: 0..<count)) : "no sketch"
            }
        }
        var (_, text) = generator.update(on: item)
        if generator.random.chance(40) {
            let count = Int64(generator.random.below(60))
            let visitors = generator.placeholder(
                for: Value(bytesOf: ExpressionsTests.sketch(of: 0..<count)))
            text += " MERGE u1 \(visitors)"
        }
        if generator.random.chance(40) {
            let visitor = generator.placeholder(
                for: .number(Number(Int64(generator.random.below(60)))))
            text += " OBSERVE u2 \(visitor)"
            if !text.contains("SET"), generator.random.chance(60) { text += " SET f = fresh(u2)" }
        }
        self.item = item
        self.text = text
        update = try ExpressionsTests.update(Text(text), generator.values, in: extended)
    }

    /// What the product and the oracle say when they do not say the same.
    func difference(from oracle: UpdateOracle) -> String? {
        let product = outcome(of: update, on: item)
        let expected: Result<Item, ExpressionError>
        do throws(ExpressionError) {
            expected = .success(try oracle.apply(update, to: item))
        } catch {
            expected = .failure(error)
        }
        return product == expected ? nil : "\(product) instead of \(expected)"
    }
}
