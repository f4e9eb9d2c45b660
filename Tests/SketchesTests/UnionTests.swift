import Platform
import Sketches
import Testing

@Suite("Unions of sketches") struct UnionTests {
    private func stream(_ from: Int64, _ to: Int64) -> Stream {
        Stream(kind: "int64", prefix: "", from: from, to: to)
    }

    /// By definition: the union of sketches is the sketch of the union.
    @Test(arguments: 1...60)
    func `a union holds what one sketch of all items holds`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let sizes: [Int64] = [0, 3, 7, 8, 30, 90, 400, 3000, 20_000]
        let precisionMax = Int.random(in: 4...13, using: &random)
        var union = HLLUnion(precisionMax: precisionMax)
        var streams: [Stream] = []
        var precision = precisionMax
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let from = Int64.random(in: 0..<20_000, using: &random)
            let size = sizes.randomElement(using: &random) ?? 0
            let source = stream(from, from + size)
            let sketch = source.sketch(
                precision: Int.random(in: 4...13, using: &random),
                type: HLLType.allCases.randomElement(using: &random) ?? .hll4)
            if sketch.encode()[0] == 10 { precision = min(precision, sketch.precision) }
            union.merge(sketch)
            streams.append(source)
        }
        var whole = HLLSketch(precision: precision)
        for source in streams { source.feed { whole.update(coupon: $0) } }

        let result = union.result()
        #expect(result.precision == precision, "seed \(seed)")
        if result.encode()[0] == whole.encode()[0] {
            #expect(result.content.sorted() == whole.content.sorted(), "seed \(seed)")
        } else {
            // A source that was already registers leaves registers, however few items there are.
            #expect(result.encode()[0] == 10, "seed \(seed)")
        }
        let deviation = abs(result.estimate - whole.estimate) / max(whole.estimate, 1)
        #expect(deviation < 6 / Double(1 << precision).squareRoot(), "seed \(seed)")
        #expect(union.estimation == result.estimation)
    }

    @Test func `the order of dense sketches does not matter`() {
        let sketches = [stream(0, 9000), stream(5000, 12_000), stream(11_000, 30_000)]
            .enumerated()
            .map { $1.sketch(precision: 10 + $0, type: .hll4) }
        var forward = HLLUnion()
        var backward = HLLUnion()
        for sketch in sketches { forward.merge(sketch) }
        for sketch in sketches.reversed() { backward.merge(sketch) }
        #expect(forward.result().encode() == backward.result().encode())
    }

    @Test(arguments: [3, 50, 384, 385, 40_000] as [Int64])
    func `a single sketch passes through a union unchanged`(count: Int64) {
        let sketch = stream(0, count).sketch(precision: 12, type: .hll4)
        var union = HLLUnion()
        union.merge(sketch)
        #expect(union.result().encode() == sketch.encode())
    }

    @Test func `a folded sketch is what the smaller one would have been`() {
        for (precision, smaller) in [(12, 10), (13, 4), (9, 8), (21, 12)] {
            let large = stream(0, 300_000).sketch(precision: precision, type: .hll4)
            let small = stream(0, 300_000).sketch(precision: smaller, type: .hll4)
            var union = HLLUnion(precisionMax: smaller)
            union.merge(large)
            #expect(union.result().content == small.content)
            #expect(union.estimate == large.estimate)
        }
    }

    @Test(arguments: [2, 60, 5000] as [Int64], [2, 60, 5000] as [Int64])
    func `a merge that is repeated changes nothing`(mine: Int64, others: Int64) {
        var sketch = stream(0, mine).sketch(precision: 11, type: .hll4)
        let other = stream(mine / 2, mine / 2 + others).sketch(precision: 11, type: .hll6)
        #expect(sketch.merge(other) == (mine / 2 + others > mine))
        let image = sketch.encode()
        let itself = sketch
        for repeated in [other, itself, HLLSketch()] {
            let isChanged = sketch.merge(repeated)
            #expect(!isChanged)
        }
        #expect(sketch.encode() == image)
    }

    /// Sets were once fed on in the order of their coupons' bits, that is of their values, and a
    /// union with a large set came out up to a quarter too large.
    @Test func `a set that is fed on to registers leaves the estimate unbiased`() {
        var random = SplitMix64(seed: 11)
        var errors = 0.0
        for _ in 0..<100 {
            let start = Int64(random.next() >> 20)
            var union = HLLUnion()
            union.merge(stream(start, start + 1000).sketch(precision: 10, type: .hll4))
            union.merge(stream(start + 1000, start + 4000).sketch(precision: 16, type: .hll4))
            errors += union.estimate / 4000 - 1
        }
        #expect(abs(errors / 100) < 0.01)
    }

    @Test func `a merged sketch goes on counting`() {
        var sketch = stream(0, 5000).sketch(precision: 12, type: .hll4)
        sketch.merge(stream(4000, 9000).sketch(precision: 12, type: .hll8))
        stream(9000, 20_000).feed { sketch.update(coupon: $0) }
        #expect(sketch.content == stream(0, 20_000).sketch(precision: 12, type: .hll4).content)
        #expect(abs(sketch.estimate - 20_000) < 20_000 * 0.05)
    }

    @Test(arguments: 1...40)
    func `many items at once come to the same as one by one`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let precision = Int.random(in: 4...14, using: &random)
        var together = HLLSketch(precision: precision)
        var apart = together
        for _ in 0..<4 {
            let count = [0, 1, 5, 20, 300, 3000].randomElement(using: &random) ?? 0
            let numbers = (0..<count).map { _ in Int64.random(in: 0..<4000, using: &random) }
            let coupons = Set(numbers.map { Coupon(of: $0) }).sorted()
            let isChanged = together.update(coupons: coupons)
            let changes = coupons.filter { apart.update(coupon: $0) }
            #expect(isChanged == !changes.isEmpty, "seed \(seed)")
            #expect(together.encode() == apart.encode(), "seed \(seed)")
        }
    }
}
