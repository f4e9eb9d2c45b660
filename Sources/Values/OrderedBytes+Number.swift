// The ordered form of a number, at most 21 bytes.
//
//     zero      02
//     positive  03 · place · pair…
//     negative  01 · the same bytes for the magnitude, each complemented
//
//     place     the power of ten of the first digit, -130…125, plus 130: one byte
//     pair      two digits (the last one padded with a zero) times two, plus one when another
//               pair follows
//
// The first digit stands at the left of the first pair, so 38 digits are 19 pairs. As there are
// no trailing zeros, of two numbers that agree so far the one that goes on is the larger, and
// the low bit says so; it also says where the number ends.

extension OrderedBytes {
    /// The longest form: sign, place and 19 pairs.
    package static let numberBytesMax = 21

    private static let negative: UInt8 = 1
    private static let zero: UInt8 = 2
    private static let positive: UInt8 = 3

    package static func append(_ number: Number, to bytes: inout [UInt8]) {
        let parts = number.parts
        let digits = parts.digitCount
        guard digits > 0 else {
            bytes.append(zero)
            return
        }
        let mask: UInt8 = parts.isNegative ? 0xFF : 0
        bytes.append(parts.isNegative ? negative : positive)
        bytes.append(UInt8(parts.leadingExponent - Number.leadingExponents.lowerBound) ^ mask)
        let padded = digits.isMultiple(of: 2) ? parts.magnitude : parts.magnitude * 10
        appendPairs(of: padded, count: (digits + 1) / 2, mask: mask, to: &bytes)
    }

    /// Fills from the right.
    ///
    /// 128 bits are divided three times at most, which is slow; 18 digits, nine pairs, are what
    /// 64 bits surely hold.
    private static func appendPairs(
        of value: UInt128, count: Int, mask: UInt8, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        var upper = value
        var lower: UInt64 = 0
        var follows: UInt8 = 0
        for pair in 0..<count {
            if pair.isMultiple(of: 9) {
                let parts = upper.quotientAndRemainder(dividingBy: PowersOfTen[18])
                upper = parts.quotient
                lower = UInt64(truncatingIfNeeded: parts.remainder)
            }
            let digits = UInt8(truncatingIfNeeded: lower % 100)
            bytes[start + count - 1 - pair] = (digits * 2 + follows) ^ mask
            follows = 1
            lower /= 100
        }
    }

    /// Reads a number at the start of `bytes` and says where it ends.
    package static func decodeNumber(
        _ bytes: ArraySlice<UInt8>
    ) throws(CodecError) -> (number: Number, end: Int) {
        var index = bytes.startIndex
        let sign = try byte(of: bytes, at: &index)
        switch sign {
        case zero: return (.zero, index)
        case negative, positive: break
        default: throw .invalid("sign of a number")
        }
        let mask: UInt8 = sign == negative ? 0xFF : 0
        let place = Int(try byte(of: bytes, at: &index) ^ mask) + Number.leadingExponents.lowerBound
        var magnitude: UInt128 = 0
        var pairs = 0
        while true {
            let next = try byte(of: bytes, at: &index) ^ mask
            // A pair is below 100, the first below ten only if its left digit were zero.
            guard next < 200, pairs > 0 || next >= 20 else { throw .invalid("digits") }
            pairs += 1
            guard pairs <= ValueLimits.numberDigitsMax / 2 else {
                throw .invalid("number too long")
            }
            magnitude = magnitude * 100 + UInt128(next / 2)
            guard next & 1 == 1 else {
                guard next > 0 else { throw .invalid("trailing zeros") }
                break
            }
        }
        let parts = NumberParts(
            isNegative: sign == negative, magnitude: magnitude, exponent: place + 1 - 2 * pairs)
        do { return (try Number(parts), index) } catch { throw .invalid("number") }
    }

    private static func byte(
        of bytes: ArraySlice<UInt8>, at index: inout Int
    ) throws(CodecError) -> UInt8 {
        guard index < bytes.endIndex else { throw .truncated }
        defer { index += 1 }
        return bytes[index]
    }
}
