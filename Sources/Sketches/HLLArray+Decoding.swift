extension HLLArray {
    /// How far stored sums may be from the true ones, for each register, as some writers round.
    private static let sumTolerance = 0x1p-40

    /// Reads the registers of an image whose header says HLL.
    init(decoding bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        let registers = try Self.registers(decoding: bytes, header: header)
        let sums = RegisterSums(of: registers.span)
        if !header.isStale {
            try Self.check(sums, against: bytes, registers: registers, header: header)
        }
        let runningEstimate = bytes.double(at: 8)
        guard header.isOutOfOrder || (0...Self.estimateMax).contains(runningEstimate) else {
            throw .corrupt("its running estimate is \(runningEstimate)")
        }
        self.init(
            registers: registers, sums: sums, runningEstimate: runningEstimate,
            isOutOfOrder: header.isOutOfOrder)
    }

    /// Reads nothing but the registers of an image whose header says HLL; they are 63 at most.
    static func registers(
        decoding bytes: Span<UInt8>, header: HLLHeader
    ) throws(SketchError) -> [UInt8] {
        let packedCount = RegisterPacking.byteCount(
            of: 1 << header.precision, as: header.type)
        let exceptionsStart = HLLImage.arrayHeaderCount + packedCount
        guard bytes.count >= exceptionsStart else {
            throw .truncated(needed: exceptionsStart, available: bytes.count)
        }
        guard header.extra <= Coupon.valueMax else {
            throw .corrupt("its smallest register is \(header.extra)")
        }
        let packed = bytes.extracting(HLLImage.arrayHeaderCount..<exceptionsStart)
        let registers = try Self.registers(
            packed: packed, exceptionsIn: bytes, from: exceptionsStart, header: header)
        guard registers.span.largest <= Coupon.valueMax else {
            throw .corrupt("it has a register above 63")
        }
        return registers
    }

    private static func registers(
        packed: Span<UInt8>, exceptionsIn bytes: Span<UInt8>, from start: Int, header: HLLHeader
    ) throws(SketchError) -> [UInt8] {
        let exceptionCount = Int(bytes.word32(at: 36))
        guard header.type == .hll4 || exceptionCount == 0 else {
            throw .corrupt("it has \(exceptionCount) exceptions, which only HLL_4 may have")
        }
        switch header.type {
        case .hll4:
            var registers = RegisterPacking.unpack4(packed, base: header.extra)
            try resolve(
                &registers, exceptionCount: exceptionCount, in: bytes, from: start, header: header)
            return registers
        case .hll6:
            try header.check(bytes, needed: start)
            return RegisterPacking.unpack6(packed, count: 1 << header.precision)
        case .hll8:
            try header.check(bytes, needed: start)
            var registers = [UInt8](repeating: 0, count: packed.count)
            var target = registers.mutableSpan
            RegisterPacking.copy(packed, into: &target)
            return registers
        }
    }

    /// Puts the exceptions where four bits were not enough.
    private static func resolve(
        _ registers: inout [UInt8], exceptionCount: Int, in bytes: Span<UInt8>, from start: Int,
        header: HLLHeader
    ) throws(SketchError) {
        guard exceptionCount <= registers.count else {
            throw .corrupt("it has \(exceptionCount) exceptions")
        }
        var cells = exceptionCount
        if !header.isCompact, exceptionCount > 0 {
            guard (1...HLLSketch.precisions.upperBound + 1).contains(Int(header.tableExponent))
            else { throw .corrupt("its exceptions fill 2^\(header.tableExponent) cells") }
            cells = 1 << Int(header.tableExponent)
        }
        try header.check(bytes, needed: start + 4 * cells)

        var resolvedCount = 0
        for cell in 0..<cells {
            let word = bytes.word32(at: start + 4 * cell)
            if word == 0, !header.isCompact { continue }
            let slot = Int(word & 0x3ff_ffff)
            let value = UInt8(word >> 26)
            guard slot < registers.count, registers[slot] == RegisterPacking.unresolved,
                value >= header.extra + RegisterPacking.exceptionMark
            else { throw .corrupt("an exception does not match its register") }
            registers[slot] = value
            resolvedCount += 1
        }
        // A register left unresolved is found by its value.
        guard resolvedCount == exceptionCount else {
            throw .corrupt("it has \(resolvedCount) exceptions instead of \(exceptionCount)")
        }
    }

    private static func check(
        _ sums: RegisterSums, against bytes: Span<UInt8>, registers: [UInt8], header: HLLHeader
    ) throws(SketchError) {
        let storedSum = bytes.double(at: 16) + bytes.double(at: 24)
        let tolerance = sumTolerance * Double(registers.count)
        guard (sums.total - tolerance...sums.total + tolerance).contains(storedSum) else {
            throw .corrupt("its registers do not add up")
        }
        let storedCount = Int(bytes.word32(at: 32))
        if header.extra == 0 {
            guard storedCount == sums.zeroCount else {
                throw .corrupt("it has \(sums.zeroCount) zeros instead of \(storedCount)")
            }
            return
        }
        guard sums.zeroCount == 0 else {
            throw .corrupt("it has registers below its smallest")
        }
        // HLL_6 and HLL_8 need no base. Who writes one does not keep this count up to date.
        guard header.type == .hll4 else { return }
        let count = registers.span.count(of: header.extra)
        guard storedCount == count else {
            throw .corrupt("it has \(count) smallest registers instead of \(storedCount)")
        }
    }
}
