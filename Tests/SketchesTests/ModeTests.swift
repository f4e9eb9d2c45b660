import Platform
import Sketches
import Testing

@Suite("Modes of a sketch") struct ModeTests {
    private func sketch(_ count: Int64, precision: Int, type: HLLType = .hll4) -> HLLSketch {
        Stream(kind: "int64", prefix: "", from: 0, to: count)
            .sketch(precision: precision, type: type)
    }

    private func mode(_ sketch: HLLSketch) -> UInt8 {
        sketch.encode()[7] & 3
    }

    @Test(arguments: 4...16)
    func `a list becomes a set and then registers at the documented counts`(precision: Int) {
        let isWithSet = precision >= 8
        let arrayCount = isWithSet ? 3 << (precision - 5) + 1 : 8
        var sketch = HLLSketch(precision: precision)
        var distinct = Set<Coupon>()
        var number: Int64 = 0
        while distinct.count < arrayCount + 10 {
            let coupon = Coupon(of: number)
            let isNew = distinct.insert(coupon).inserted
            let isChanged = sketch.update(coupon: coupon)
            // Registers may already hold as much as a new coupon says; the others keep all.
            if distinct.count <= arrayCount { #expect(isChanged == isNew) }
            switch distinct.count {
            case ..<8: #expect(mode(sketch) == 0)
            case ..<arrayCount: #expect(mode(sketch) == 1)
            default: #expect(mode(sketch) == 2)
            }
            number += 1
        }
    }

    @Test(arguments: 4...18)
    func `few items are counted exactly`(precision: Int) {
        let count: Int64 = precision < 8 ? 7 : 24
        for number in 0...count {
            let estimation = sketch(number, precision: precision).estimation
            #expect(abs(estimation.estimate - Double(number)) < 1e-5)
            #expect(estimation.lowerBound(.three) == Double(number))
        }
    }

    @Test(arguments: HLLType.allCases)
    func `seeing an item again changes nothing in any mode`(type: HLLType) {
        for count in [1, 7, 8, 100, 384, 385, 5000, 100_000] as [Int64] {
            var sketch = sketch(count, precision: 12, type: type)
            let image = sketch.encode()
            var changeCount = 0
            for number in 0..<count where sketch.update(number) { changeCount += 1 }
            #expect(changeCount == 0)
            #expect(sketch.encode() == image)
        }
    }

    @Test func `the type never changes what a sketch answers`() {
        for count in [0, 5, 300, 20_000] as [Int64] {
            let sketches = HLLType.allCases.map { sketch(count, precision: 10, type: $0) }
            #expect(Set(sketches.map(\.estimation)).count == 1)
        }
    }

    /// A store encodes and decodes whenever it likes; replaying its log must not notice.
    @Test(arguments: 1...20)
    func `being stored on the way leaves no trace`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let precision = Int.random(in: 4...13, using: &random)
        let type = HLLType.allCases.randomElement(using: &random) ?? .hll4
        var kept = HLLSketch(precision: precision, type: type)
        var stored = kept
        for _ in 0..<40 {
            if Int.random(in: 0..<4, using: &random) == 0 {
                let other = Stream(
                    kind: "int64", prefix: "", from: Int64.random(in: 0..<9000, using: &random),
                    to: 9000
                ).sketch(precision: Int.random(in: 4...13, using: &random), type: .hll8)
                #expect(kept.merge(other) == stored.merge(other))
            } else {
                for _ in 0..<Int.random(in: 1..<200, using: &random) {
                    let number = Int64.random(in: 0..<20_000, using: &random)
                    #expect(kept.update(number) == stored.update(number))
                }
            }
            stored = try HLLSketch(decoding: stored.encode())
            #expect(stored.estimation == kept.estimation, "seed \(seed)")
        }
        #expect(stored.encode() == kept.encode(), "seed \(seed)")
    }
}
