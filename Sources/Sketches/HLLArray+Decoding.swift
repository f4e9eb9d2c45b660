extension HLLArray {
    /// How far stored sums may be from the true ones, for each register, as some writers round.
    private static let sumTolerance = 0x1p-40

    /// Reads the registers of an image whose header says HLL.
    init(decoding image: SketchImage) throws(SketchError) {
        let header = image.header
        let registers = try Self.registers(decoding: image)
        let sums = RegisterSums(of: registers.span)
        if !header.isStale {
            try Self.check(sums, against: image.bytes, registers: registers, header: header)
        }
        let runningEstimate =
            header.isOutOfOrder ? 0 : try header.runningEstimate(in: image.bytes)
        self.init(
            registers: registers, sums: sums, runningEstimate: runningEstimate,
            isOutOfOrder: header.isOutOfOrder)
    }

    /// Reads the registers of an image whose header says HLL, without checking its sums against them.
    ///
    /// For a union, which asks for sums when it is through.
    init(trusting image: SketchImage) throws(SketchError) {
        let header = image.header
        self.init(
            registers: try Self.registers(decoding: image), sums: nil,
            runningEstimate: header.isOutOfOrder ? 0 : try header.runningEstimate(in: image.bytes),
            isOutOfOrder: header.isOutOfOrder)
    }

    /// Reads nothing but the registers of an image whose header says HLL; they are 63 at most.
    static func registers(decoding image: SketchImage) throws(SketchError) -> [UInt8] {
        let packed = image.bytes.extracting(HLLImage.arrayHeaderCount..<image.body.start)
        var registers: [UInt8]
        switch image.header.type {
        case .hll4:
            registers = RegisterPacking.unpack4(packed, base: image.header.extra)
            try resolve(&registers, by: image)
        case .hll6:
            return RegisterPacking.unpack6(packed, count: 1 << image.header.precision)
        case .hll8:
            registers = [UInt8](repeating: 0, count: packed.count)
            var target = registers.mutableSpan
            RegisterPacking.copy(packed, into: &target)
        }
        guard registers.span.largest <= Coupon.valueMax else {
            throw .corrupt("it has a register above 63")
        }
        return registers
    }

    /// Puts the exceptions where four bits were not enough.
    private static func resolve(
        _ registers: inout [UInt8], by image: SketchImage
    ) throws(SketchError) {
        let header = image.header
        var resolvedCount = 0
        for cell in 0..<image.body.cellCount {
            let word = image.word(at: cell)
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
        guard resolvedCount == image.body.count else {
            throw .corrupt("it has \(resolvedCount) exceptions instead of \(image.body.count)")
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
        // HLL_6 and HLL_8 need no base. Other libraries write them without updating this count.
        guard header.type == .hll4 else { return }
        let count = registers.span.count(of: header.extra)
        guard storedCount == count else {
            throw .corrupt("it has \(count) smallest registers instead of \(storedCount)")
        }
    }
}
