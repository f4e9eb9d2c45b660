extension HLLSketch {
    /// Reads a sketch that any DataSketches library wrote, compact or updatable, of any type.
    ///
    /// Everything the parts say about each other is checked, down to the sums over the registers,
    /// so that most damage is noticed and none can do harm. Costs a pass over the registers.
    package init(decoding bytes: Span<UInt8>) throws(SketchError) {
        let header = try HLLHeader(decoding: bytes)
        self.init(precision: header.precision, type: header.type)
        switch header.mode {
        case .list: couponList = try CouponList(decoding: bytes, header: header)
        case .set: couponSet = try CouponSet(decoding: bytes, header: header)
        case .array: array = try HLLArray(decoding: bytes, header: header)
        }
    }

    /// Reads a sketch that any DataSketches library wrote, compact or updatable, of any type.
    package init(decoding bytes: [UInt8]) throws(SketchError) {
        try self.init(decoding: bytes.span)
    }
}

extension CouponList {
    fileprivate init(decoding bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        let count = Int(header.extra)
        guard count < Self.capacity else { throw .corrupt("its list has \(count) coupons") }
        guard header.isFlaggedEmpty == (count == 0) else {
            throw .corrupt("its list has \(count) coupons, its flags say otherwise")
        }
        let cells = header.isCompact ? count : Self.capacity
        try header.check(bytes, needed: HLLImage.headerCount + 4 * cells)
        self.init()
        for index in 0..<count {
            let word = bytes.word32(at: HLLImage.headerCount + 4 * index)
            guard let coupon = Coupon(rawValue: word), insert(coupon) else {
                throw .corrupt("its list has an impossible or repeated coupon")
            }
        }
    }
}

extension CouponSet {
    fileprivate init(decoding bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        guard header.precision >= HLLSketch.setPrecisionMin else {
            throw .corrupt("its precision is too small for a set of coupons")
        }
        guard bytes.count >= HLLImage.setHeaderCount else {
            throw .truncated(needed: HLLImage.setHeaderCount, available: bytes.count)
        }
        let count = Int(bytes.word32(at: HLLImage.headerCount))
        let countMax = CouponSet.countMax(precision: header.precision)
        guard (CouponList.capacity...countMax).contains(count), !header.isFlaggedEmpty else {
            throw .corrupt("its set has \(count) coupons")
        }
        let tableExponent = max(header.tableExponent, CouponSet.tableExponent(count: count))
        guard header.isCompact || Int(tableExponent) <= header.precision - 3 else {
            throw .corrupt("its set has a table of 2^\(tableExponent) cells")
        }
        let cells = header.isCompact ? count : 1 << Int(tableExponent)
        try header.check(bytes, needed: HLLImage.setHeaderCount + 4 * cells)

        var coupons: [Coupon] = []
        coupons.reserveCapacity(count)
        for cell in 0..<cells {
            let word = bytes.word32(at: HLLImage.setHeaderCount + 4 * cell)
            if word == 0, !header.isCompact { continue }
            guard let coupon = Coupon(rawValue: word) else {
                throw .corrupt("its set has an impossible coupon")
            }
            coupons.append(coupon)
        }
        guard coupons.count == count else {
            throw .corrupt("its set has \(coupons.count) coupons instead of \(count)")
        }
        guard let set = CouponSet(unique: coupons) else {
            throw .corrupt("its set has a repeated coupon")
        }
        self = set
    }
}
