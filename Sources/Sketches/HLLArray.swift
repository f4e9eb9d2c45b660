/// The dense form of a sketch: 2^precision registers, each the largest value seen at its address.
///
/// In memory a register is always one byte, whatever the form it is written in: updates are one
/// load and one compare, and a union of two arrays is a byte-wise maximum that the compiler turns
/// into vector instructions.
struct HLLArray: Sendable {
    private(set) var registers: [UInt8]
    /// `nil` after registers came in from elsewhere, until they are asked for.
    private(set) var sums: RegisterSums?
    /// The running estimate of the items seen (historic inverse probability).
    ///
    /// It is better than any estimate from the registers alone, but it only holds while items come
    /// one by one.
    private(set) var runningEstimate: Double
    /// True once registers of another array came in; the running estimate is over for good.
    private(set) var isOutOfOrder: Bool

    /// No running estimate goes beyond this, nor is one read that does: what was updated can always be
    /// stored and read again.
    static let estimateMax = 0x1p100

    /// An array of zeros.
    init(precision: Int) {
        registers = [UInt8](repeating: 0, count: 1 << precision)
        sums = RegisterSums(emptyCount: registers.count)
        runningEstimate = 0
        isOutOfOrder = false
    }

    /// The array that takes over from a list or set of coupons.
    init(promoting coupons: [Coupon], precision: Int) {
        self.init(precision: precision)
        for coupon in coupons {
            _ = update(coupon)
        }
        // The coupons were still all there to be counted, so their number is the better start.
        runningEstimate = HLLEstimator.couponEstimate(count: coupons.count)
    }

    /// An array with given contents; `registers` is a power of two long and 63 at most everywhere.
    init(registers: [UInt8], sums: RegisterSums?, runningEstimate: Double, isOutOfOrder: Bool) {
        self.registers = registers
        self.sums = sums
        self.runningEstimate = isOutOfOrder ? 0 : runningEstimate
        self.isOutOfOrder = isOutOfOrder
    }

    /// The sums over the registers as they are now; costs a pass over them when they are not kept.
    var currentSums: RegisterSums {
        sums ?? RegisterSums(of: registers.span)
    }

    /// Registers that have seen nothing; costs a short pass over them when the sums are not kept.
    var zeroCount: Int {
        sums?.zeroCount ?? registers.span.count(of: 0)
    }

    /// Lets one coupon in; says whether it changed a register.
    @inline(__always)
    mutating func update(_ coupon: Coupon) -> Bool {
        let slot = coupon.slot(among: registers.count)
        let old = registers[slot]
        let new = coupon.value
        guard new > old else { return false }
        if sums == nil, !isOutOfOrder { sums = RegisterSums(of: registers.span) }
        if let total = sums?.total {
            if !isOutOfOrder {
                runningEstimate = min(
                    runningEstimate + Double(registers.count) / total, Self.estimateMax)
            }
            sums?.replace(old, by: new)
        }
        registers[slot] = new
        return true
    }

    /// The same contents with fewer registers: each new one is the largest of those that share
    /// its low address bits.
    ///
    /// The running estimate stays, as it is about the items, not the array.
    func folded(toCount count: Int) -> HLLArray {
        guard count < registers.count else { return self }
        var folded = [UInt8](repeating: 0, count: count)
        Self.raise(&folded, to: registers)
        return HLLArray(
            registers: folded, sums: nil, runningEstimate: runningEstimate,
            isOutOfOrder: isOutOfOrder)
    }

    /// Takes the larger of each pair of registers; the smaller array's length is the result's.
    mutating func merge(_ other: HLLArray) {
        merge(registers: other.registers)
    }

    /// Takes the larger of each pair of registers, one of each read from a sketch's image.
    ///
    /// Those of HLL_4 are not unpacked before; nothing has changed when this throws.
    mutating func merge(decoding image: SketchImage) throws(SketchError) {
        let header = image.header
        guard header.type == .hll4, header.extra <= RegisterPacking.baseMax else {
            return merge(registers: try Self.registers(decoding: image))
        }
        try image.checkExceptions()
        if 1 << header.precision < registers.count {
            self = folded(toCount: 1 << header.precision)
        }
        let packed = image.bytes.extracting(HLLImage.arrayHeaderCount..<image.body.start)
        let half = registers.count / 2
        var target = registers.mutableSpan
        for start in stride(from: 0, to: packed.count, by: half) {
            RegisterPacking.raise4(
                &target, to: packed.extracting(start..<start + half), base: header.extra)
        }
        for cell in 0..<image.body.cellCount {
            guard let exception = Coupon(rawValue: image.word(at: cell)) else { continue }
            let slot = exception.slot(among: registers.count)
            registers[slot] = max(registers[slot], exception.value)
        }
        becomeUnion()
    }

    /// Takes the larger of each pair of registers; `others` are as many as those of an array.
    private mutating func merge(registers others: [UInt8]) {
        if others.count < registers.count { self = folded(toCount: others.count) }
        Self.raise(&registers, to: others)
        becomeUnion()
    }

    /// The registers have items of several arrays now.
    private mutating func becomeUnion() {
        sums = nil
        isOutOfOrder = true
        runningEstimate = 0
    }

    /// Whether merging `other` would leave every register as it is.
    func covers(_ other: HLLArray) -> Bool {
        guard other.registers.count >= registers.count else { return false }
        let mine = registers.span
        var start = 0
        while start < other.registers.count {
            let block = other.registers.span.extracting(start..<start + mine.count)
            guard block.isNowhereAbove(mine) else { return false }
            start += mine.count
        }
        return true
    }

    /// Whether the coupon would leave its register as it is.
    func covers(_ coupon: Coupon) -> Bool {
        coupon.value <= registers[coupon.slot(among: registers.count)]
    }

    /// Raises `registers` to the maximum of themselves and of `others`, laid over them as many
    /// times as they are longer.
    private static func raise(_ registers: inout [UInt8], to others: [UInt8]) {
        var target = registers.mutableSpan
        let count = target.count
        var start = 0
        while start < others.count {
            let source = others.span.extracting(start..<start + count)
            for index in 0..<count {
                target[index] = max(target[index], source[index])
            }
            start += count
        }
    }
}
