/// A sketch where it lies in its bytes: asked without being decoded.
///
/// A sketch that is only looked at, or that lets in one visitor of its first few, need not become
/// an `HLLSketch`. Every answer is the one that decoding would give. What costs a pass over coupons
/// or registers is not checked, though: bytes that decoding would refuse for what they hold may
/// be taken here, and do no harm.
package struct SketchImage: ~Escapable {
    let bytes: Span<UInt8>
    let header: HLLHeader
    let body: Body

    /// What lies behind the header.
    struct Body {
        /// The coupons of a list or set, or the exceptions of an array.
        let count: Int
        /// Where the first of the words lies that hold them.
        let start: Int
        /// So many words there are; zeros among them are empty unless the image is compact.
        let cellCount: Int
    }

    /// Looks at bytes that any DataSketches library wrote; checks the header, and the lengths and
    /// counts it gives.
    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) throws(SketchError) {
        let header = try HLLHeader(decoding: bytes)
        self.bytes = bytes
        self.header = header
        body =
            switch header.mode {
            case .list: try Body(ofList: bytes, header: header)
            case .set: try Body(ofSet: bytes, header: header)
            case .array: try Body(ofArray: bytes, header: header)
            }
    }

    /// The estimate with all that its bounds need.
    ///
    /// Read from the header, unless registers of several sketches were united in this one: then
    /// it costs what decoding costs.
    package var estimation: HLLEstimation {
        get throws(SketchError) {
            guard header.mode == .array else { return HLLEstimation(couponCount: body.count) }
            guard !header.isOutOfOrder, !header.isStale else {
                return try HLLSketch(decoding: bytes).estimation
            }
            let count = 1 << header.precision
            // With a base above zero, this is the number of registers that are at the base.
            let zeroCount = header.extra == 0 ? Int(bytes.word32(at: 32)) : 0
            guard zeroCount <= count else { throw .corrupt("it has \(zeroCount) zeros") }
            return HLLEstimation(
                estimate: try header.runningEstimate(in: bytes), registersInUse: count - zeroCount,
                precision: header.precision, isOutOfOrder: false)
        }
    }

    /// Whether the item has already left its mark here, so that an update with it changes nothing.
    ///
    /// Costs a few instructions, or a look at every coupon of a list or set.
    package func covers(_ coupon: Coupon) -> Bool {
        guard header.mode == .array else { return holds(coupon) }
        return coupon.value <= register(at: coupon.slot(among: 1 << header.precision))
    }

    /// The image that `HLLSketch` would write after an update with this coupon, if the sketch is a
    /// list and stays one.
    ///
    /// `nil` where that takes a decoding, or where the coupon changes nothing.
    package func adding(_ coupon: Coupon) -> [UInt8]? {
        let count = body.count + 1
        guard header.mode == .list, count < CouponList.capacity, isListOfItems, !holds(coupon)
        else { return nil }
        var image = HLLImage.start(
            .list, precision: header.precision, type: header.type,
            byteCount: HLLImage.headerCount + 4 * count,
            tableExponent: HLLImage.listTableExponent, extra: UInt8(count))
        var target = image.mutableSpan
        for index in 0..<body.count {
            target.store(word32: word(at: index), at: HLLImage.headerCount + 4 * index)
        }
        target.store(word32: coupon.rawValue, at: HLLImage.headerCount + 4 * body.count)
        return image
    }

    /// The word in one of the cells.
    func word(at cell: Int) -> UInt32 {
        bytes.word32(at: body.start &+ 4 &* cell)
    }

    /// So many cells may have coupons; what lies in a list's others means nothing.
    var couponCellCount: Int { header.mode == .list ? body.count : body.cellCount }

    private func holds(_ coupon: Coupon) -> Bool {
        let count = couponCellCount
        let words = bytes.extracting(body.start..<body.start + 4 * count)
        // All of them, without a branch in between, is what the compiler makes vectors of.
        var isFound = false
        for index in 0..<count {
            isFound = isFound || words.word32(at: 4 &* index) == coupon.rawValue
        }
        return isFound
    }

    /// Whether the words of a list are coupons, each there once.
    private var isListOfItems: Bool {
        for index in 0..<body.count {
            let word = word(at: index)
            guard Coupon(rawValue: word) != nil else { return false }
            for other in 0..<index where self.word(at: other) == word { return false }
        }
        return true
    }

    /// Refuses exceptions of an HLL_4 image that do not match its registers.
    func checkExceptions() throws(SketchError) {
        let registerCount = 1 << header.precision
        var matchCount = 0
        for cell in 0..<body.cellCount {
            let word = word(at: cell)
            if word == 0, !header.isCompact { continue }
            let slot = Int(word & 0x3ff_ffff)
            guard slot < registerCount, distance(at: slot) == RegisterPacking.exceptionMark,
                UInt8(word >> 26) >= header.extra + RegisterPacking.exceptionMark
            else { throw .corrupt("an exception does not match its register") }
            matchCount += 1
        }
        guard matchCount == body.count else {
            throw .corrupt("it has \(matchCount) exceptions instead of \(body.count)")
        }
    }

    /// The four bits of a register in an HLL_4 image.
    private func distance(at slot: Int) -> UInt8 {
        let pair = bytes[HLLImage.arrayHeaderCount + slot / 2]
        return slot % 2 == 0 ? pair & 15 : pair >> 4
    }

    private func register(at slot: Int) -> UInt8 {
        let start = HLLImage.arrayHeaderCount
        switch header.type {
        case .hll4:
            let distance = distance(at: slot)
            guard distance == RegisterPacking.exceptionMark else { return header.extra + distance }
            return exception(at: slot)
        case .hll6:
            let offset = start + slot / 4 * 3
            let group =
                UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
                | UInt32(bytes[offset + 2]) << 16
            return UInt8(group >> UInt32(slot % 4 * 6) & 63)
        case .hll8:
            return bytes[start + slot]
        }
    }

    /// The register that is listed behind the others.
    private func exception(at slot: Int) -> UInt8 {
        for cell in 0..<body.cellCount {
            let word = word(at: cell)
            if Int(word & 0x3ff_ffff) == slot, word != 0 { return UInt8(word >> 26) }
        }
        return 0
    }
}

extension SketchImage.Body {
    fileprivate init(ofList bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        count = Int(header.extra)
        guard count < CouponList.capacity else { throw .corrupt("its list has \(count) coupons") }
        guard header.isFlaggedEmpty == (count == 0) else {
            throw .corrupt("its list has \(count) coupons, its flags say otherwise")
        }
        start = HLLImage.headerCount
        cellCount = header.isCompact ? count : CouponList.capacity
        try header.check(bytes, needed: start + 4 * cellCount)
    }

    fileprivate init(ofSet bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        guard header.precision >= HLLSketch.setPrecisionMin else {
            throw .corrupt("its precision is too small for a set of coupons")
        }
        start = HLLImage.setHeaderCount
        guard bytes.count >= start else {
            throw .truncated(needed: start, available: bytes.count)
        }
        count = Int(bytes.word32(at: HLLImage.headerCount))
        let countMax = CouponSet.countMax(precision: header.precision)
        guard (CouponList.capacity...countMax).contains(count), !header.isFlaggedEmpty else {
            throw .corrupt("its set has \(count) coupons")
        }
        let tableExponent = max(header.tableExponent, CouponSet.tableExponent(count: count))
        guard header.isCompact || Int(tableExponent) <= header.precision - 3 else {
            throw .corrupt("its set has a table of 2^\(tableExponent) cells")
        }
        cellCount = header.isCompact ? count : 1 << Int(tableExponent)
        try header.check(bytes, needed: start + 4 * cellCount)
    }

    fileprivate init(ofArray bytes: Span<UInt8>, header: HLLHeader) throws(SketchError) {
        let registerCount = 1 << header.precision
        start =
            HLLImage.arrayHeaderCount
            + RegisterPacking.byteCount(of: registerCount, as: header.type)
        guard bytes.count >= start else {
            throw .truncated(needed: start, available: bytes.count)
        }
        guard header.extra <= Coupon.valueMax else {
            throw .corrupt("its smallest register is \(header.extra)")
        }
        count = Int(bytes.word32(at: 36))
        guard header.type == .hll4 || count == 0 else {
            throw .corrupt("it has \(count) exceptions, which only HLL_4 may have")
        }
        guard count <= registerCount else { throw .corrupt("it has \(count) exceptions") }
        if header.isCompact || count == 0 {
            cellCount = count
        } else {
            guard (1...HLLSketch.precisions.upperBound + 1).contains(Int(header.tableExponent))
            else { throw .corrupt("its exceptions fill 2^\(header.tableExponent) cells") }
            cellCount = 1 << Int(header.tableExponent)
        }
        try header.check(bytes, needed: start + 4 * cellCount)
    }
}
