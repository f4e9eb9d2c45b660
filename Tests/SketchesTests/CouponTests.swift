import Sketches
import Testing

@Suite("Coupon") struct CouponTests {
    @Test func `known items have the published coupons`() {
        #expect(Coupon(of: "v-0")?.rawValue == 0x0ed2_79a7)
        #expect(Coupon(of: 5 as Int64).rawValue == 0x08e6_657b)
    }

    @Test func `a text is its UTF-8 bytes, without normalization`() {
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        #expect(Coupon(of: composed) == Coupon(of: Array(composed.utf8)))
        #expect(Coupon(of: composed) == Coupon(of: Array(composed.utf8).span))
        #expect(Coupon(of: composed) != Coupon(of: decomposed))
    }

    @Test func `an empty item has no coupon and changes no sketch`() {
        #expect(Coupon(of: "") == nil)
        #expect(Coupon(of: [UInt8]()) == nil)
        var sketch = HLLSketch()
        let isChangedByText = sketch.update("")
        let isChangedByBytes = sketch.update([UInt8]())
        #expect(!isChangedByText && !isChangedByBytes)
        #expect(sketch.isEmpty)
    }

    @Test func `both zeros are one number and so are all that are none`() {
        #expect(Coupon(of: 0.0) == Coupon(of: -0.0))
        #expect(Coupon(of: Double.nan) == Coupon(of: -Double.signalingNaN))
        #expect(Coupon(of: 5.0) != Coupon(of: 5 as Int64))
    }

    @Test func `bits that no item has are refused`() {
        #expect(Coupon(rawValue: 0) == nil)
        #expect(Coupon(rawValue: 0x03ff_ffff) == nil)
        #expect(Coupon(rawValue: 0x0400_0000) != nil)
        #expect(Coupon(rawValue: 0xffff_ffff)?.rawValue == 0xffff_ffff)
    }

    @Test func `a coupon computed elsewhere counts like its item`() throws {
        var direct = HLLSketch()
        var carried = HLLSketch()
        for number in 0..<10_000 as Range<Int64> {
            let coupon = try #require(Coupon(rawValue: Coupon(of: number).rawValue))
            #expect(direct.update(number) == carried.update(coupon: coupon))
        }
        #expect(direct.encode() == carried.encode())
    }
}
