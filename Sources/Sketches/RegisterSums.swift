/// What the estimators need to know of all registers together: the sum of 2^-register, and how
/// many registers are still zero.
///
/// The sum is kept in two parts, because then neither ever rounds: the registers below 32 are
/// multiples of 2^-31 and add up to 2^21 at most, the others are multiples of 2^-63 and add up to
/// 2^-11. Both fit a double's 53 bits, so the order of updates does not matter.
struct RegisterSums: Hashable, Sendable {
    private static let firstHighRegister: UInt8 = 32

    /// Over registers below 32; `kxq0` in other libraries.
    private(set) var low: Double
    /// Over registers from 32 on; `kxq1` in other libraries.
    private(set) var high: Double
    private(set) var zeroCount: Int

    /// The sums over `count` registers that are all zero.
    init(emptyCount count: Int) {
        low = Double(count)
        high = 0
        zeroCount = count
    }

    /// The sums over these registers; each must be 63 at most.
    init(of registers: Span<UInt8>) {
        var lowUnits: UInt64 = 0
        zeroCount = 0
        var start = 0
        while start < registers.count {
            let end = min(start + Self.blockCount, registers.count)
            let block = registers.extracting(start..<end)
            var blockShare: UInt64 = 0
            for index in 0..<block.count { blockShare &+= Self.shares[Int(block[index])] }
            lowUnits += blockShare & (1 << Self.zeroCountShift - 1)
            zeroCount += Int(blockShare >> Self.zeroCountShift)
            start = end
        }
        low = Double(lowUnits) / 0x1p31
        high = registers.largest < Self.firstHighRegister ? 0 : Self.highSum(of: registers)
    }

    /// Of so many registers the shares fit one word.
    private static let blockCount = 4096
    private static let zeroCountShift: UInt64 = 48

    /// What a register adds to a block: its part of the low sum in units of 2^-31, and above that
    /// one if it is zero.
    ///
    /// As long as a byte has values, so no index needs a check.
    private static let shares = InlineArray<256, UInt64> { register in
        if register == 0 { return 1 << zeroCountShift | 1 << 31 }
        return register < Int(firstHighRegister) ? 1 << (31 - UInt64(register)) : 0
    }

    /// One register in two thousand million items gets here, so it need not be fast.
    private static func highSum(of registers: Span<UInt8>) -> Double {
        var sum = 0.0
        for index in registers.indices where registers[index] >= firstHighRegister {
            sum += inversePower(registers[index])
        }
        return sum
    }

    var total: Double { low + high }

    /// One register went from `old` to `new`.
    @inline(__always)
    mutating func replace(_ old: UInt8, by new: UInt8) {
        if old < Self.firstHighRegister {
            low -= Self.inversePower(old)
        } else {
            high -= Self.inversePower(old)
        }
        if new < Self.firstHighRegister {
            low += Self.inversePower(new)
        } else {
            high += Self.inversePower(new)
        }
        if old == 0 { zeroCount &-= 1 }
    }

    /// 2^-register, put together from its exponent.
    @inline(__always)
    private static func inversePower(_ register: UInt8) -> Double {
        Double(bitPattern: (1023 &- UInt64(register)) &<< 52)
    }
}
