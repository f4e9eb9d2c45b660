import Platform
import Sketches
import Testing

@Suite("Unions of sketches in bytes") struct UnionOfBytesTests {
    @Test func `a sketch in bytes is united as if it were decoded first`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var fromBytes = HLLUnion(precisionMax: Int.random(in: 4...14, using: &random))
            var fromSketches = fromBytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let type = HLLType.allCases.randomElement(using: &random) ?? .hll4
                var sketch = HLLSketch(
                    precision: Int.random(in: 4...14, using: &random), type: type)
                let sizes = [0, 3, 20, 300, 5000]
                for _ in 0..<(sizes.randomElement(using: &random) ?? 0) {
                    sketch.update(Int64.random(in: 0...20_000, using: &random))
                }
                let bytes = sketch.encode()
                try fromBytes.merge(decoding: bytes.span)
                fromSketches.merge(try HLLSketch(decoding: bytes))
                #expect(fromBytes.estimation == fromSketches.estimation, "seed \(seed)")
                #expect(
                    fromBytes.result().encode() == fromSketches.result().encode(),
                    "seed \(seed)")
            }
        }
    }

    @Test func `bytes that are no sketch change nothing`() throws {
        var sketch = HLLSketch()
        for visitor in Int64(0)..<10_000 { sketch.update(visitor) }
        let bytes = sketch.encode()
        for union in [HLLUnion(), HLLUnion(of: sketch)] {
            for count in stride(from: 0, to: bytes.count, by: 97) {
                var union = union
                #expect(throws: SketchError.self) {
                    try union.merge(decoding: bytes.span.extracting(first: count))
                }
            }
            var foreign = bytes
            foreign[2] = 8
            var damaged = union
            #expect(throws: SketchError.self) { try damaged.merge(decoding: foreign.span) }
            #expect(damaged.estimation == union.estimation)
        }
    }
}

extension HLLUnion {
    fileprivate init(of sketch: HLLSketch) {
        self.init()
        merge(sketch)
    }
}
