import Platform

/// All that a sketch wants to know of one item: 26 bits of address and a 6-bit value.
///
/// ```
/// bit 31      26 25                       0
///     value 1…63 address (low bits: register)
/// ```
/// A coupon is computed once, where the item is first seen, and travels in place of the item: four
/// bytes instead of any length, and nothing of the visitor can be read back from it. It fits
/// sketches of every precision.
package struct Coupon: Hashable, Comparable, Sendable {
    /// The seed that every Apache DataSketches library hashes with.
    private static let seed: UInt64 = 9001
    private static let addressBits: UInt32 = 26
    private static let valueBits: UInt32 = 6
    static let valueMax: UInt8 = 63

    package let rawValue: UInt32

    /// The coupon with these bits, or `nil` for bits that no item has.
    package init?(rawValue: UInt32) {
        guard rawValue >> Self.addressBits > 0 else { return nil }
        self.rawValue = rawValue
    }

    /// The coupon of a byte string, or `nil` for the empty one, which sketches ignore.
    @inline(__always)
    package init?(of bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return nil }
        self.init(hash: MurmurHash3.hash(bytes, seed: Self.seed))
    }

    /// The coupon of a byte string, or `nil` for the empty one, which sketches ignore.
    package init?(of bytes: [UInt8]) {
        self.init(of: bytes.span)
    }

    /// The coupon of a text's UTF-8 bytes, or `nil` for the empty text.
    package init?(of text: String) {
        self.init(of: text.utf8Span.span)
    }

    /// The coupon of an integer; narrower integers are the same item as their 64-bit value.
    package init(of integer: Int64) {
        let word = UInt64(bitPattern: integer)
        self.init(hash: MurmurHash3.hash(word: word, seed: Self.seed))
    }

    /// The coupon of a floating-point number.
    ///
    /// 5 and 5.0 are different items to every library. Both zeros are one item, and so are all that is not a number.
    package init(of number: Double) {
        let notANumber: UInt64 = 0x7ff8_0000_0000_0000
        let word = number.isNaN ? notANumber : number == 0 ? 0 : number.bitPattern
        self.init(hash: MurmurHash3.hash(word: word, seed: Self.seed))
    }

    @inline(__always)
    private init(hash: (UInt64, UInt64)) {
        let address = UInt32(truncatingIfNeeded: hash.0) & (1 &<< Self.addressBits &- 1)
        let value = UInt32(truncatingIfNeeded: min(hash.1.leadingZeroBitCount, 62) &+ 1)
        rawValue = value &<< Self.addressBits | address
    }

    /// One more than the zeros that the second hash word starts with, 1 to 63.
    @inline(__always)
    var value: UInt8 {
        UInt8(truncatingIfNeeded: rawValue &>> Self.addressBits)
    }

    /// The register this coupon belongs to among `count`, a power of two.
    @inline(__always)
    func slot(among count: Int) -> Int {
        Int(rawValue) & (count &- 1)
    }

    /// By address, then by value.
    ///
    /// The order must not follow the values: sets are fed on to registers in this order, and a
    /// running estimate that sees small values first comes out too large.
    package static func < (left: Coupon, right: Coupon) -> Bool {
        left.sortKey < right.sortKey
    }

    @inline(__always)
    var sortKey: UInt32 {
        rawValue &<< Self.valueBits | rawValue &>> Self.addressBits
    }
}
