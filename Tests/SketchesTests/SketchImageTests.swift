import Platform
import Sketches
import Testing

/// What a sketch in its bytes answers is what it answers when decoded.
@Suite("Sketches where they lie") struct SketchImageTests {
    /// Items as they come, and now and then one whose register takes any value.
    private static func coupon(_ random: inout SplitMix64, isWild: Bool) -> Coupon {
        let value = UInt32.random(in: 1...63, using: &random)
        let address = UInt32(truncatingIfNeeded: random.next() & 0x3ff_ffff)
        guard isWild, let coupon = Coupon(rawValue: value << 26 | address) else {
            return Coupon(of: Int64(address))
        }
        return coupon
    }

    private func check(_ bytes: [UInt8], _ random: inout SplitMix64) throws {
        let sketch = try HLLSketch(decoding: bytes)
        let image = try SketchImage(bytes.span)
        #expect(try image.estimation == sketch.estimation)
        for number in 0..<20 {
            let coupon = Self.coupon(&random, isWild: number.isMultiple(of: 2))
            try check(coupon, on: bytes)
            var updated = sketch
            if updated.update(coupon: coupon) { try check(coupon, on: updated.encode()) }
        }
    }

    private func check(_ coupon: Coupon, on bytes: [UInt8]) throws {
        var sketch = try HLLSketch(decoding: bytes)
        let isList = bytes[0] == 2
        let image = try SketchImage(bytes.span)
        #expect(image.covers(coupon) == sketch.covers(coupon))
        let added = image.adding(coupon)
        let isChanged = sketch.update(coupon: coupon)
        let expected = sketch.encode()
        #expect(added == (isList && isChanged && expected[0] == 2 ? expected : nil))
    }

    @Test(arguments: HLLSketch.precisions)
    func `a sketch of any size answers as if decoded`(precision: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for type in HLLType.allCases {
            for isWild in [false, true] {
                var sketch = HLLSketch(precision: precision, type: type)
                var checked = 0
                for step in 0..<3000 {
                    if step < 12 || step == checked * 3 {
                        try check(sketch.encode(), &random)
                        checked = step
                    }
                    sketch.update(coupon: Self.coupon(&random, isWild: isWild))
                }
                try check(sketch.encode(), &random)
                var united = HLLUnion(precisionMax: precision)
                united.merge(sketch)
                united.merge(sketch)
                try check(united.result(type: type).encode(), &random)
            }
        }
    }

    @Test func `images of other libraries answer as if decoded`() throws {
        var random = SplitMix64(seed: 3)
        let file = try VectorFile.shared.get()
        var images = file.sketches.map(\.bytes_base64)
        images += file.sketches.compactMap(\.updatable_base64)
        images += file.unions.flatMap { [$0.bytes_base64, $0.java_compact_base64] }
        images += file.conversions.flatMap { vector in
            [
                vector.hll8_base64, vector.hll4_cpp_base64, vector.hll4_cpp_updatable_base64,
                vector.hll4_java_base64, vector.hll6_cpp_base64,
            ]
        }
        for image in images { try check([UInt8](image), &random) }
    }

    @Test func `sums that are flagged as stale are worked out again`() throws {
        var sketch = HLLSketch(precision: 10)
        for number in Int64(0)..<5000 { sketch.update(number) }
        var bytes = sketch.encode()
        bytes[5] |= 0x20
        bytes.replaceSubrange(32..<36, with: repeatElement(0, count: 4))
        #expect(try SketchImage(bytes.span).estimation == sketch.estimation)
    }

    @Test func `a list that decoding would refuse is not added to`() throws {
        var sketch = HLLSketch()
        for number in Int64(0)..<5 { sketch.update(number) }
        let coupon = Coupon(of: Int64(99))
        let bytes = sketch.encode()
        #expect(try SketchImage(bytes.span).adding(coupon) != nil)
        var repeated = bytes
        repeated.replaceSubrange(8..<12, with: bytes[12..<16])
        #expect(try SketchImage(repeated.span).adding(coupon) == nil)
        var impossible = bytes
        impossible.replaceSubrange(8..<12, with: [1, 0, 0, 0])
        #expect(try SketchImage(impossible.span).adding(coupon) == nil)
    }

    @Test(arguments: 1...40)
    func `random damage is survived`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for count in [0, 5, 20, 300, 5000, 30_000] {
            for type in HLLType.allCases {
                var sketch = HLLSketch(
                    precision: Int.random(in: 4...12, using: &random), type: type)
                for number in 0..<Int64(count) { sketch.update(number) }
                for _ in 0..<20 {
                    var bytes = sketch.encode()
                    for _ in 0..<Int.random(in: 1...4, using: &random) {
                        let end = Bool.random(using: &random) ? bytes.count : min(bytes.count, 48)
                        bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(
                            in: 0...255, using: &random)
                    }
                    let kept = Int.random(in: 0...bytes.count, using: &random)
                    survive(Bool.random(using: &random) ? bytes : Array(bytes[..<kept]), &random)
                }
            }
        }
    }

    private func survive(_ bytes: [UInt8], _ random: inout SplitMix64) {
        do throws(SketchError) {
            let image = try SketchImage(bytes.span)
            for _ in 0..<100 {
                let coupon = Self.coupon(&random, isWild: true)
                _ = image.covers(coupon)
                _ = image.adding(coupon)
            }
            #expect(try image.estimation.estimate.isFinite)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }
}
