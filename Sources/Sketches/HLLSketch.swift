/// How many different items were seen, in a few bytes to a few kilobytes, within about two percent.
///
/// A sketch starts as a list of coupons, becomes a set of them, and ends as an array of registers;
/// its estimate is exact at first (give or take 2^-26) and then has the relative standard error
/// 0.83 / √2^precision (1.3 % at the default) while items come one by one, 1.04 / √2^precision
/// after a union of dense sketches. Its bytes are Apache DataSketches', see `HLLImage`.
///
/// It is a value. An update costs a few nanoseconds, allocates nothing once the sketch is dense,
/// and says whether anything changed. What it answers and how it is written depend on nothing but
/// the items and unions it was given in their order: encoding and decoding on the way is not seen.
package struct HLLSketch: Sendable {
    /// 4096 registers: 2 KiB, the default of the other libraries and of Spark.
    package static let defaultPrecision = 12
    package static let precisions = 4...21
    /// With fewer registers than these, a list becomes an array without having been a set.
    static let setPrecisionMin = 8

    /// The binary logarithm of the number of registers; "lgK" in other libraries.
    package internal(set) var precision: Int
    /// The form in which registers are written.
    package var type: HLLType

    // One of the three is in use: the array when there is one, else the set, else the list.
    // An enum would say so better, but Swift updates an optional's payload in place, an enum's not.
    var couponList: CouponList
    var couponSet: CouponSet?
    var array: HLLArray?

    /// An empty sketch; `precision` must be one of `precisions`.
    package init(precision: Int = defaultPrecision, type: HLLType = .hll4) {
        precondition(Self.precisions.contains(precision), "A sketch's precision is 4 to 21")
        self.precision = precision
        self.type = type
        couponList = CouponList()
    }

    package var isEmpty: Bool {
        couponList.coupons.isEmpty && couponSet == nil && array == nil
    }

    /// Lets in an item that was seen elsewhere; says whether the sketch changed.
    @discardableResult
    package mutating func update(coupon: Coupon) -> Bool {
        if let isChanged = array?.update(coupon) { return isChanged }
        return updateSparse(coupon)
    }

    /// Lets in a byte string (the empty one is ignored); says whether the sketch changed.
    @discardableResult
    package mutating func update(_ bytes: [UInt8]) -> Bool {
        guard let coupon = Coupon(of: bytes) else { return false }
        return update(coupon: coupon)
    }

    /// Lets in a text (the empty one is ignored); says whether the sketch changed.
    @discardableResult
    package mutating func update(_ text: String) -> Bool {
        guard let coupon = Coupon(of: text) else { return false }
        return update(coupon: coupon)
    }

    /// Lets in an integer; says whether the sketch changed.
    @discardableResult
    package mutating func update(_ integer: Int64) -> Bool {
        update(coupon: Coupon(of: integer))
    }

    /// Lets in a floating-point number; says whether the sketch changed.
    @discardableResult
    package mutating func update(_ number: Double) -> Bool {
        update(coupon: Coupon(of: number))
    }

    private mutating func updateSparse(_ coupon: Coupon) -> Bool {
        if let isChanged = couponSet?.insert(coupon) {
            if isChanged { promoteFullSet() }
            return isChanged
        }
        guard couponList.insert(coupon) else { return false }
        if couponList.coupons.count == CouponList.capacity { promote(couponList.coupons) }
        return true
    }

    private mutating func promoteFullSet() {
        guard let coupons = couponSet?.coupons else { return }
        if coupons.count > CouponSet.countMax(precision: precision) {
            become(HLLArray(promoting: coupons, precision: precision))
        }
    }

    private mutating func promote(_ coupons: [Coupon]) {
        if precision < Self.setPrecisionMin {
            become(HLLArray(promoting: coupons, precision: precision))
        } else {
            couponSet = CouponSet(coupons)
            couponList = CouponList()
        }
    }

    /// Replaces the contents by an array, with the array's precision.
    mutating func become(_ array: HLLArray) {
        precision = array.registers.count.trailingZeroBitCount
        self.array = array
        couponSet = nil
        couponList = CouponList()
    }
}
