import Sketches
import Testing

/// Bytes that are stored must never change.
@Suite("Golden bytes of sketches") struct GoldenBytesTests {
    @Test func `an empty sketch is eight bytes`() {
        #expect(HLLSketch().encode() == [2, 1, 7, 12, 3, 12, 0, 0])
        #expect(HLLSketch(precision: 4, type: .hll8).encode() == [2, 1, 7, 4, 3, 12, 0, 8])
    }

    @Test func `a list keeps its order`() {
        var sketch = HLLSketch()
        sketch.update("v-0")
        sketch.update(5 as Int64)
        #expect(
            sketch.encode() == [
                2, 1, 7, 12, 3, 8, 2, 0, 0xa7, 0x79, 0xd2, 0x0e, 0x7b, 0x65, 0xe6, 0x08,
            ])
    }

    @Test func `a set is sorted by address`() {
        var sketch = HLLSketch()
        let coupons = [9, 3, 7, 1, 8, 2, 6, 4].map { (20 - $0) << 26 | $0 as UInt32 }
        for coupon in coupons.compactMap(Coupon.init(rawValue:)) { sketch.update(coupon: coupon) }
        let cells = [1, 2, 3, 4, 6, 7, 8, 9].flatMap { [$0, 0, 0, (20 - $0) << 2] as [UInt8] }
        #expect(sketch.encode() == [3, 1, 7, 12, 5, 8, 0, 1, 8, 0, 0, 0] + cells)
    }

    @Test func `registers come in pairs, and those too high at the end`() {
        var sketch = HLLSketch(precision: 4)
        for slot in 0..<16 as Range<UInt32> {
            let value = slot == 3 ? 20 : slot == 1 ? 40 : slot / 4 + 2
            if let coupon = Coupon(rawValue: value << 26 | slot) { sketch.update(coupon: coupon) }
        }
        let image = sketch.encode()
        #expect(Array(image[..<8]) == [10, 1, 7, 4, 2, 8, 2, 2])
        #expect(Array(image[32..<40]) == [2, 0, 0, 0, 2, 0, 0, 0])
        let registers: [UInt8] = [0xf0, 0xf0, 0x11, 0x11, 0x22, 0x22, 0x33, 0x33]
        let exceptions: [UInt8] = [1, 0, 0, 40 << 2, 3, 0, 0, 20 << 2]
        #expect(Array(image[40...]) == registers + exceptions)
    }

    @Test(arguments: [(HLLType.hll4, 2088), (.hll6, 3113), (.hll8, 4136)])
    func `the default precision has the documented sizes`(type: HLLType, byteCount: Int) {
        let sketch = Stream(kind: "int64", prefix: "", from: 0, to: 2000)
            .sketch(precision: HLLSketch.defaultPrecision, type: type)
        #expect(sketch.encode().count == byteCount)
    }
}
