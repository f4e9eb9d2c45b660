extension HLLSketch {
    /// Reads a sketch that any DataSketches library wrote, compact or updatable, of any type.
    ///
    /// Everything the parts say about each other is checked, down to the sums over the registers,
    /// so that most damage is noticed and none can do harm. Costs a pass over the registers.
    package init(decoding bytes: Span<UInt8>) throws(SketchError) {
        try self.init(decoding: try SketchImage(bytes))
    }

    init(decoding image: SketchImage) throws(SketchError) {
        self.init(precision: image.header.precision, type: image.header.type)
        switch image.header.mode {
        case .list: couponList = try CouponList(decoding: image)
        case .set: couponSet = try CouponSet(decoding: image)
        case .array: array = try HLLArray(decoding: image)
        }
    }

    /// Reads a sketch that any DataSketches library wrote, compact or updatable, of any type.
    package init(decoding bytes: [UInt8]) throws(SketchError) {
        try self.init(decoding: bytes.span)
    }
}

extension CouponList {
    fileprivate init(decoding image: SketchImage) throws(SketchError) {
        self.init()
        for index in 0..<image.body.count {
            guard let coupon = Coupon(rawValue: image.word(at: index)), insert(coupon) else {
                throw .corrupt("its list has an impossible or repeated coupon")
            }
        }
    }
}

extension CouponSet {
    fileprivate init(decoding image: SketchImage) throws(SketchError) {
        let count = image.body.count
        var coupons: [Coupon] = []
        coupons.reserveCapacity(count)
        for cell in 0..<image.body.cellCount {
            let word = image.word(at: cell)
            if word == 0, !image.header.isCompact { continue }
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
