import Expressions
import Platform
import Sketches
import Testing
import Values

@Suite("OBSERVE") struct ObserveTests {
    private func apply(
        _ text: Text, _ values: [Text: Value], to item: Item = [:],
        in dialect: Dialect = extended
    ) throws -> Item {
        try update(text, values, in: dialect).apply(to: item)
    }

    @Test(
        arguments: [
            ("v1", Coupon(of: "v1")), (7, Coupon(of: 7 as Int64)), (-1, Coupon(of: -1 as Int64)),
            (.number(Number(Int64.max)), Coupon(of: Int64.max)),
            (binary(1, 2, 3), Coupon(of: [1, 2, 3])),
        ] as [(Value, Coupon?)])
    func `a scalar is one visitor`(value: Value, coupon: Coupon?) throws {
        var expected = HLLSketch()
        expected.update(coupon: try #require(coupon))
        let item = try apply("OBSERVE u :v", [":v": value])
        #expect(isSame(item["u"], expected))
    }

    @Test(arguments: ["1.5", "-0.25", "9223372036854775808", "1e40"])
    func `a number that is no 64-bit integer is its canonical text`(text: String) throws {
        let number = try Number(parsing: text)
        let item = try apply("OBSERVE u :v", [":v": .number(number)])
        #expect(isSame(item["u"], sketch(of: number.text)))
    }

    @Test func `a set is as many visitors as it has members`() throws {
        let texts = try apply("OBSERVE u :v", [":v": strings("a", "b", "c")])
        #expect(texts["u"]?.sketch?.estimate.rounded() == 3)
        let integers = try apply("OBSERVE u :v", [":v": numbers(1, 2)])
        var expected = HLLSketch()
        for coupon in [Coupon(of: 1 as Int64), Coupon(of: 2 as Int64)].sorted() {
            expected.update(coupon: coupon)
        }
        #expect(integers["u"] == Value(bytesOf: expected))
        let bytes = try apply("OBSERVE u :v", [":v": binaries([1], [2], [3], [4])])
        #expect(bytes["u"]?.sketch?.estimate.rounded() == 4)
    }

    @Test func `the same visitor is counted once, whatever brings it`() throws {
        let once = try apply("OBSERVE u :v", [":v": "a"])
        let twice = try apply("OBSERVE u :v", [":v": strings("a")], to: once)
        let thrice = try apply("OBSERVE u :v", [":v": .binary(Binary(Array("a".utf8)))], to: twice)
        #expect(thrice == once)
    }

    /// An id passed on as binary was whatever somebody liked it to be, a million visitors too.
    @Test func `binary is one visitor, even the bytes of a sketch`() throws {
        let bytes = sketch(of: 0..<50_000).encode()
        let item = try apply("OBSERVE u :v", [":v": .binary(Binary(bytes))])
        var expected = HLLSketch()
        expected.update(bytes)
        #expect(isSame(item["u"], expected))
    }

    @Test func `a sketch among the members of a set is a visitor`() throws {
        let bytes = sketch(of: 0..<5).encode()
        let item = try apply("OBSERVE u :v", [":v": binaries(bytes)])
        var expected = HLLSketch()
        expected.update(bytes)
        #expect(isSame(item["u"], expected))
    }

    @Test func `a new sketch has the precision of its attribute, wherever in it`() throws {
        let dialect = Dialect.extended(SketchPrecisions(default: 10, attributes: ["s": 14]))
        let text: Text = "OBSERVE u :v, s.a :v"
        let item = try apply(text, [":v": "x"], to: ["s": [:]], in: dialect)
        #expect(item["u"]?.sketch?.precision == 10)
        let nested = item.value(at: AttributePath(root: "s", steps: [.name("a")]))
        #expect(nested?.sketch?.precision == 14)
        let kept = try apply("OBSERVE u :v", [":v": "y"], to: item)
        #expect(kept["u"]?.sketch?.precision == 10)
    }

    @Test(arguments: ["", binary()] as [Value])
    func `nobody is let in by nothing, but the sketch is there`(value: Value) throws {
        let item = try apply("OBSERVE u :v", [":v": value])
        #expect(isSame(item["u"], HLLSketch()))
        #expect(try apply("OBSERVE u :v", [":v": value], to: item) == item)
    }

    @Test(
        arguments: [
            1, "text", true, .null, [], [:], strings("a"), binary(), binary(1, 2, 3),
        ] as [Value])
    func `what is no sketch cannot observe`(stored: Value) throws {
        let update = try update("OBSERVE u :v", [":v": "x"], in: extended)
        #expect(
            outcome(of: update, on: ["u": stored])
                == .failure(
                    ExpressionError(
                        message: "An operand in the update expression has an incorrect data type")))
    }

    @Test func `sketches inside maps and lists observe`() throws {
        let item = try apply(
            "OBSERVE stats.u :v, l[0] :v", [":v": "x"],
            to: ["stats": ["n": 1], "l": [Value(bytesOf: HLLSketch())]])
        let expected = Value(bytesOf: sketch(of: "x"))
        #expect(item == ["stats": ["n": 1, "u": expected], "l": [expected]])
        let homeless = try update("OBSERVE stats.u :v", [":v": "x"], in: extended)
        #expect(
            outcome(of: homeless, on: ["a": 1])
                == .failure(
                    ExpressionError(
                        message: "The document path provided in the update expression is "
                            + "invalid for update")))
    }

    @Test func `all clauses work beside each other`() throws {
        let item = try apply(
            "OBSERVE u :v ADD c :one REMOVE x SET n = :v DELETE s :s ONCE :id",
            [":v": "a", ":one": 1, ":s": strings("a"), ":id": "1"],
            to: ["c": 1, "x": 2, "s": strings("a", "b")])
        #expect(
            item == [
                "u": Value(bytesOf: sketch(of: "a")), "c": 2, "n": "a", "s": strings("b"),
            ])
    }

    @Test func `a foreign sketch keeps its bytes until somebody new comes`() throws {
        // HLL_8 without the compact flag: nothing that we would write ourselves.
        var bytes = sketch(of: 0..<2000, type: .hll8).encode()
        bytes[5] &= ~0x08
        let item: Item = ["u": .binary(Binary(bytes))]
        let same = try apply("OBSERVE u :v", [":v": 5], to: item)
        let isEqual = same == item
        #expect(isEqual)
        guard case .binary(let kept)? = same["u"] else {
            Issue.record("no binary")
            return
        }
        let isKept = kept.bytes == bytes
        #expect(isKept)
        let grown = try apply("OBSERVE u :v", [":v": -5], to: same)
        var expected = sketch(of: 0..<2000, type: .hll8)
        expected.update(-5 as Int64)
        #expect(isSame(grown["u"], expected))
    }

    @Test func `bytes that nobody changes stay what they are`() throws {
        let stored: Item = ["u": Value(bytesOf: sketch(of: 0..<2000))]
        #expect(try apply("OBSERVE u :v", [":v": 1], to: stored) == stored)
        let observed = try apply("OBSERVE u :v", [":v": -1], to: stored)
        #expect(observed != stored)
        #expect(try apply("OBSERVE u :v", [":v": -1], to: observed) == observed)
    }

    @Test func `it is among the targets, creates the item and is what an update returns`() throws {
        let update = try update("OBSERVE u :v, s.t :v REMOVE x", [":v": "a"], in: extended)
        #expect(update.targets.map(\.description) == ["u", "s.t", "x"])
        #expect(update.createsItem)
        let item = try update.apply(to: ["s": ["a": 1], "b": 2])
        let expected = Value(bytesOf: sketch(of: "a"))
        #expect(update.updatedAttributes(of: item) == ["u": expected, "s": ["t": expected]])
    }
}

@Suite("OBSERVE against sketches fed directly") struct ObservePropertyTests {
    /// One observation, and what it does to a sketch that is fed by hand.
    private func observation(
        _ random: inout SplitMix64
    ) -> (value: Value, feed: (inout HLLSketch) -> Void) {
        switch random.below(8) {
        case 0, 1, 2:
            let text = "visitor \(random.below(3000))"
            return (.string(Text(text)), { $0.update(text) })
        case 3:
            let integer = Int64(random.below(3000))
            return (.number(Number(integer)), { $0.update(integer) })
        case 4:
            let bytes = [UInt8(random.below(256)), UInt8(random.below(256))]
            return (.binary(Binary(bytes)), { $0.update(bytes) })
        case 5, 6:
            let texts = (0...random.below(400)).map { _ in Text("member \(random.below(9000))") }
            let coupons = Set(texts.compactMap { Coupon(of: $0.string) }).sorted()
            return (
                .stringSet(SortedSet(merging: texts)),
                { for coupon in coupons { $0.update(coupon: coupon) } }
            )
        default:
            let start = Int64(random.below(20_000))
            let other = sketch(
                of: start..<start + Int64(random.below(2000)), precision: 10 + random.below(4))
            return (Value(bytesOf: other), { $0.merge(other) })
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `many updates, stored in between or not, give the bytes of one sketch`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(seed: seed)
        let precision = 8 + random.below(7)
        let dialect = Dialect.extended(SketchPrecisions(default: precision))
        var expected = HLLSketch(precision: precision)
        var item = Item()
        var news: Int64 = 0
        for step in 0..<100 {
            let (value, feed) = observation(&random)
            let before = expected.encode()
            feed(&expected)
            let after = expected.encode()
            if after != before { news += 1 }
            let clause = value.sketch == nil ? "OBSERVE" : "MERGE"
            let update = try update(
                Text("SET n = if_not_exists(n, :z) + fresh(u) \(clause) u :v"),
                [":v": value, ":z": 0], in: dialect)
            item = try update.apply(to: item)
            // A group of updates ends anywhere, and a log is replayed in other groups.
            if random.chance(30) { item = try ItemCodec.decode(ItemCodec.encode(item)) }
            let isSame = item["u"] == .binary(Binary(after))
            try #require(isSame, "seed \(seed), step \(step): \(value.kind)")
            #expect(item["n"] == .number(Number(news)), "seed \(seed), step \(step)")
            #expect(item["u"]?.size == after.count, "seed \(seed), step \(step)")
        }
    }
}
