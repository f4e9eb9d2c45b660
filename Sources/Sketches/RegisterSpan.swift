/// Passes over registers, written so that the compiler makes vector instructions of them.
extension Span where Element == UInt8 {
    /// Zero when empty.
    var largest: UInt8 {
        var largest: UInt8 = 0
        for index in 0..<count { largest = Swift.max(largest, self[index]) }
        return largest
    }

    /// 255 when empty.
    var smallest: UInt8 {
        var smallest = UInt8.max
        for index in 0..<count { smallest = Swift.min(smallest, self[index]) }
        return smallest
    }

    /// The length must be a multiple of sixteen, as it is for registers of every precision.
    func count(of value: UInt8) -> Int {
        let wanted = SIMD16(repeating: value)
        var total = 0
        var start = 0
        while start < count {
            // So far a byte can count in each lane.
            let end = Swift.min(start &+ 16 &* 255, count)
            var lanes = SIMD16<UInt8>()
            while start < end {
                lanes = lanes.replacing(with: lanes &+ 1, where: vector(at: start) .== wanted)
                start &+= 16
            }
            total &+= Int(SIMD16<UInt16>(truncatingIfNeeded: lanes).wrappedSum())
        }
        return total
    }

    /// Sixteen elements, cut out first so that one check of the bounds makes it one load.
    @inline(__always)
    private func vector(at offset: Int) -> SIMD16<UInt8> {
        let part = extracting(offset..<offset &+ 16)
        return SIMD16(
            part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7],
            part[8], part[9], part[10], part[11], part[12], part[13], part[14], part[15])
    }

    /// Whether no element is larger than the other span's at the same place; both are as long.
    func isNowhereAbove(_ other: Span<UInt8>) -> Bool {
        let other = other.extracting(first: count)
        var excess: UInt8 = 0
        for index in 0..<count {
            excess |= Swift.max(self[index], other[index]) &- other[index]
        }
        return excess == 0
    }
}
