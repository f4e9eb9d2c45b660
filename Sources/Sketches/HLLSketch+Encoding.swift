extension HLLSketch {
    /// The sketch's compact image, the same for the same content on every machine.
    ///
    /// 8 bytes when empty, 4 a coupon while sparse, then half a byte a register (HLL_4). Costs
    /// about as much as copying the result.
    package func encode() -> [UInt8] {
        if let array { return encode(array) }
        if let couponSet { return encode(couponSet) }
        return encodeList()
    }

    /// How many bytes `encode` returns; costs two passes over the registers at most.
    package var encodedCount: Int {
        guard let array else {
            return couponSet.map { HLLImage.setHeaderCount + 4 * $0.coupons.count }
                ?? HLLImage.headerCount + 4 * couponList.coupons.count
        }
        let registers = array.registers.span
        let base = base(of: array)
        let exceptionCount = type == .hll4 ? exceptions(among: registers, base: base).count : 0
        return HLLImage.arrayHeaderCount
            + RegisterPacking.byteCount(of: registers.count, as: type) + 4 * exceptionCount
    }

    private func encodeList() -> [UInt8] {
        let coupons = couponList.coupons
        var bytes = HLLImage.start(
            .list, precision: precision, type: type,
            byteCount: HLLImage.headerCount + 4 * coupons.count,
            tableExponent: HLLImage.listTableExponent,
            flags: coupons.isEmpty ? HLLImage.emptyFlag : 0, extra: UInt8(coupons.count))
        var target = bytes.mutableSpan
        store(coupons, in: &target, at: HLLImage.headerCount)
        return bytes
    }

    private func encode(_ set: CouponSet) -> [UInt8] {
        let count = set.coupons.count
        var bytes = HLLImage.start(
            .set, precision: precision, type: type,
            byteCount: HLLImage.setHeaderCount + 4 * count,
            tableExponent: CouponSet.tableExponent(count: count))
        var target = bytes.mutableSpan
        target.store(word32: UInt32(count), at: HLLImage.headerCount)
        store(set.coupons, in: &target, at: HLLImage.setHeaderCount)
        return bytes
    }

    private func store(_ coupons: [Coupon], in target: inout MutableSpan<UInt8>, at start: Int) {
        for index in coupons.indices {
            target.store(word32: coupons[index].rawValue, at: start + 4 * index)
        }
    }

    private func encode(_ array: HLLArray) -> [UInt8] {
        let registers = array.registers.span
        let sums = array.currentSums
        let base = base(of: array)
        let exceptions = type == .hll4 ? exceptions(among: registers, base: base) : []
        let exceptionsStart =
            HLLImage.arrayHeaderCount
            + RegisterPacking.byteCount(of: registers.count, as: type)
        var bytes = HLLImage.start(
            .array, precision: precision, type: type,
            byteCount: exceptionsStart + 4 * exceptions.count,
            tableExponent: HLLImage.exceptionTableExponent(
                precision: precision, count: exceptions.count),
            flags: array.isOutOfOrder ? HLLImage.outOfOrderFlag : 0, extra: base)
        let baseCount = base == 0 ? sums.zeroCount : registers.count(of: base)
        var target = bytes.mutableSpan
        target.store(double: array.runningEstimate, at: 8)
        target.store(double: sums.low, at: 16)
        target.store(double: sums.high, at: 24)
        target.store(word32: UInt32(baseCount), at: 32)
        target.store(word32: UInt32(exceptions.count), at: 36)
        var packed = target._mutatingExtracting(HLLImage.arrayHeaderCount..<exceptionsStart)
        switch type {
        case .hll4: RegisterPacking.pack4(registers, base: base, into: &packed)
        case .hll6: RegisterPacking.pack6(registers, into: &packed)
        case .hll8: RegisterPacking.copy(registers, into: &packed)
        }
        for index in exceptions.indices {
            target.store(word32: exceptions[index], at: exceptionsStart + 4 * index)
        }
        return bytes
    }

    /// The smallest register, if the type stores registers by what they are above it.
    private func base(of array: HLLArray) -> UInt8 {
        // Most arrays still have zeros, and know it.
        guard type == .hll4, array.sums?.zeroCount ?? 0 == 0 else { return 0 }
        return array.registers.span.smallest
    }

    /// The registers too far above the base for four bits, in the shape of coupons, by slot.
    private func exceptions(among registers: Span<UInt8>, base: UInt8) -> [UInt32] {
        let threshold = base + RegisterPacking.exceptionMark
        guard registers.largest >= threshold else { return [] }
        var exceptions: [UInt32] = []
        var start = 0
        while start < registers.count {
            // Most blocks have none, and to see that takes a few instructions.
            let block = registers.extracting(start..<min(start + 128, registers.count))
            if block.largest >= threshold {
                for index in block.indices where block[index] >= threshold {
                    exceptions.append(UInt32(block[index]) << 26 | UInt32(start + index))
                }
            }
            start += 128
        }
        return exceptions
    }
}
