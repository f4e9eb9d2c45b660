import Platform
import Sketches
import Testing

@Suite("What is known without encoding") struct EncodedCountTests {
    @Test(arguments: [4, 7, 8, 11, 12, 14], [HLLType.hll4, .hll6, .hll8])
    func `the count is that of the encoded bytes`(precision: Int, type: HLLType) {
        var sketch = HLLSketch(precision: precision, type: type)
        var random = SplitMix64(seed: UInt64(precision))
        #expect(sketch.encodedCount == sketch.encode().count)
        for step in 0..<20_000 {
            let isChanged = sketch.update(Int64(truncatingIfNeeded: random.next()))
            guard isChanged, step < 100 || step.isMultiple(of: 53) else { continue }
            #expect(sketch.encodedCount == sketch.encode().count, "step \(step)")
        }
    }

    @Test(arguments: [4, 9, 12])
    func `the count is right after a union and for registers far above the smallest`(
        precision: Int
    ) {
        var union = HLLUnion(precisionMax: precision)
        for part in 0..<5 as Range<Int64> {
            var sketch = HLLSketch(precision: precision)
            for number in 0..<50_000 { sketch.update(part * 25_000 + Int64(number)) }
            union.merge(sketch)
            let result = union.result()
            #expect(result.encodedCount == result.encode().count)
        }
    }

    @Test(arguments: [4, 8, 12])
    func `a covered coupon is one that changes nothing`(precision: Int) {
        var sketch = HLLSketch(precision: precision)
        var random = SplitMix64(seed: 7)
        for _ in 0..<5000 {
            let coupon = Coupon(of: Int64(random.next() % 3000))
            let isCovered = sketch.covers(coupon)
            #expect(sketch.update(coupon: coupon) == !isCovered)
            #expect(sketch.covers(coupon))
        }
    }
}
