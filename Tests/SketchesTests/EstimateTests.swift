import Platform
import Sketches
import Testing

/// Whether the promised accuracy is kept, over many sketches of different items.
@Suite("Accuracy of sketches") struct EstimateTests {
    private static let sketchCount = 200

    private struct Shares {
        var within1 = 0.0
        var within2 = 0.0
        var within3 = 0.0
    }

    private func shares(
        of trueCount: Int, precision: Int, estimation: (inout SplitMix64) -> HLLEstimation
    ) -> Shares {
        var random = SplitMix64(seed: UInt64(precision) << 32 + UInt64(trueCount))
        var shares = Shares()
        let share = 1 / Double(Self.sketchCount)
        for _ in 0..<Self.sketchCount {
            let estimation = estimation(&random)
            func isWithin(_ deviations: StandardDeviations) -> Bool {
                estimation.lowerBound(deviations) <= Double(trueCount)
                    && Double(trueCount) <= estimation.upperBound(deviations)
            }
            if isWithin(.one) { shares.within1 += share }
            if isWithin(.two) { shares.within2 += share }
            if isWithin(.three) { shares.within3 += share }
        }
        return shares
    }

    private func sketch(_ count: Int, precision: Int, _ random: inout SplitMix64) -> HLLSketch {
        var sketch = HLLSketch(precision: precision)
        for _ in 0..<count { sketch.update(Int64(bitPattern: random.next())) }
        return sketch
    }

    @Test(arguments: [(6, 1000), (8, 3000), (10, 700), (12, 2000)])
    func `items one by one lie within the bounds as often as promised`(precision: Int, count: Int) {
        let shares = shares(of: count, precision: precision) { random in
            sketch(count, precision: precision, &random).estimation
        }
        #expect(shares.within1 > 0.62)
        #expect(shares.within2 > 0.92)
        #expect(shares.within3 > 0.98)
    }

    @Test(arguments: [(6, 1000), (8, 3000), (10, 700), (12, 2000)])
    func `unions lie within the bounds as often as promised`(precision: Int, count: Int) {
        let shares = shares(of: count, precision: precision) { random in
            var union = HLLUnion(precisionMax: precision)
            union.merge(sketch(count / 3, precision: precision, &random))
            union.merge(sketch(count - count / 3, precision: precision, &random))
            return union.estimation
        }
        #expect(shares.within1 > 0.62)
        #expect(shares.within2 > 0.92)
        #expect(shares.within3 > 0.98)
    }

    @Test(arguments: [4, 8, 12, 14])
    func `bounds widen with the deviations and enclose the estimate`(precision: Int) {
        var random = SplitMix64(seed: 3)
        for count in [0, 1, 10, 500, 40_000] {
            let estimation = sketch(count, precision: precision, &random).estimation
            let lower = StandardDeviations.allCases.map { estimation.lowerBound($0) }
            let upper = StandardDeviations.allCases.map { estimation.upperBound($0) }
            #expect(lower == lower.sorted(by: >))
            #expect(upper == upper.sorted())
            #expect(lower[0] <= estimation.estimate && estimation.estimate <= upper[0])
        }
    }
}
