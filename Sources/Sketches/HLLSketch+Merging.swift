extension HLLSketch {
    /// Makes this the sketch of its own items and of `other`'s; says whether that changed it.
    ///
    /// When every item of `other` has already left its mark here, nothing happens at all, so a
    /// merge that is repeated is not seen. Otherwise the precision drops to `other`'s if that is dense
    /// and smaller; an `other` that is still sparse fits any precision.
    @discardableResult
    package mutating func merge(_ other: HLLSketch) -> Bool {
        if covers(other) { return false }
        absorb(other)
        return true
    }

    /// Lets in many items, each once and in ascending order; says whether the sketch changed.
    ///
    /// The result is that of letting them in one by one; what a set has room for goes in with one pass
    /// over both.
    @discardableResult
    package mutating func update(coupons: [Coupon]) -> Bool {
        var isChanged = false
        for (index, coupon) in coupons.enumerated() {
            if array == nil, let held = couponSet?.coupons.count,
                held + coupons.count - index <= CouponSet.countMax(precision: precision)
            {
                couponSet?.formUnion(CouponSet(coupons[index...]))
                return isChanged || couponSet?.coupons.count != held
            }
            if update(coupon: coupon) { isChanged = true }
        }
        return isChanged
    }

    /// Unites as `merge` does, but counts the union of two arrays as a union even when
    /// the other array had nothing new, as other libraries do.
    mutating func absorb(_ other: HLLSketch) {
        guard let incoming = other.array else {
            absorbCoupons(of: other)
            return
        }
        if array != nil {
            array?.merge(incoming)
            precision = min(precision, other.precision)
        } else {
            adopt(incoming)
        }
    }

    /// Becomes an array that has come in, and lets the own coupons into it.
    private mutating func adopt(_ incoming: HLLArray) {
        let coupons = sparseCoupons
        become(incoming.folded(toCount: 1 << precision))
        for coupon in coupons { update(coupon: coupon) }
    }

    /// Unites with a sketch in bytes, which keeps nothing of an array but what a union needs: the
    /// sums over its registers are not checked, as they would not be used.
    mutating func absorb(decoding bytes: Span<UInt8>) throws(SketchError) {
        let image = try SketchImage(bytes)
        switch image.header.mode {
        case .array where array != nil:
            try array?.merge(decoding: image)
            precision = min(precision, image.header.precision)
        case .array: adopt(try HLLArray(trusting: image))
        // In any order, and an impossible coupon leaves no mark.
        case .list where array?.isOutOfOrder == true, .set where array?.isOutOfOrder == true:
            for cell in 0..<image.couponCellCount {
                guard let coupon = Coupon(rawValue: image.word(at: cell)) else { continue }
                _ = array?.update(coupon)
            }
        case .list, .set: absorb(try HLLSketch(decoding: image))
        }
    }

    /// The coupons of a sketch that has no array yet, in the order in which they are fed on.
    var sparseCoupons: [Coupon] {
        couponSet?.coupons ?? couponList.coupons
    }

    private mutating func absorbCoupons(of other: HLLSketch) {
        if let incoming = other.couponSet, array == nil, precision >= Self.setPrecisionMin {
            let mine = sparseCoupons
            if mine.count + incoming.coupons.count <= CouponSet.countMax(precision: precision) {
                // The result is a set whatever the order, so one pass over both will do.
                var united = couponSet ?? CouponSet(mine)
                united.formUnion(incoming)
                couponSet = united
                couponList = CouponList()
                return
            }
        }
        for coupon in other.sparseCoupons { update(coupon: coupon) }
    }

    /// Whether the item has already left its mark here, so that an update with it changes nothing.
    package func covers(_ coupon: Coupon) -> Bool {
        array?.covers(coupon) ?? contains(coupon)
    }

    /// Whether no item of `other` would change anything here.
    private func covers(_ other: HLLSketch) -> Bool {
        switch (array, other.array) {
        case (let mine?, let theirs?): mine.covers(theirs)
        case (let mine?, nil): other.sparseCoupons.allSatisfy { mine.covers($0) }
        case (nil, _?): false
        case (nil, nil): other.sparseCoupons.allSatisfy { contains($0) }
        }
    }

    private func contains(_ coupon: Coupon) -> Bool {
        couponSet?.contains(coupon) ?? couponList.coupons.contains(coupon)
    }
}
