/// Up to a few hundred coupons: exact counting while that is smaller than an array of registers.
///
/// The other libraries keep a hash table here, whose order depends on the way it grew and changes
/// when it is written and read back. Here the coupons are sorted, for two reasons. The same items
/// give the same bytes on every machine, whether or not the sketch was stored in between, which
/// a replayed log relies on. And storing or loading is one copy instead of a walk over a
/// table. The price is an insertion that moves 0.75 KiB on average just before the set gives way
/// to an array (at the default precision).
struct CouponSet: Sendable {
    /// Strictly ascending.
    private(set) var coupons: [Coupon]

    init(_ coupons: some Sequence<Coupon>) {
        self.coupons = coupons.sorted()
    }

    /// Adopts coupons that may be in any order, or refuses them when two are equal.
    init?(unique coupons: consuming [Coupon]) {
        if !Self.isStrictlyAscending(coupons) {
            coupons.sort()
            guard Self.isStrictlyAscending(coupons) else { return nil }
        }
        self.coupons = coupons
    }

    /// The most coupons that a sketch of this precision keeps before it turns to registers.
    static func countMax(precision: Int) -> Int {
        3 << (precision - 5)
    }

    /// The binary logarithm of the hash table that other libraries would keep for `count` coupons.
    static func tableExponent(count: Int) -> UInt8 {
        var exponent: UInt8 = 5
        while 4 * count > 3 << exponent { exponent += 1 }
        return exponent
    }

    func contains(_ coupon: Coupon) -> Bool {
        let index = lowerBound(of: coupon)
        return index < coupons.count && coupons[index] == coupon
    }

    /// Adds a coupon unless it is there; says whether it was added.
    mutating func insert(_ coupon: Coupon) -> Bool {
        let index = lowerBound(of: coupon)
        guard index < coupons.count else {
            coupons.append(coupon)
            return true
        }
        guard coupons[index] != coupon else { return false }
        coupons.insert(coupon, at: index)
        return true
    }

    /// Adds all coupons of another set in one pass over both.
    mutating func formUnion(_ other: CouponSet) {
        var merged: [Coupon] = []
        merged.reserveCapacity(coupons.count + other.coupons.count)
        var index = 0
        for coupon in other.coupons {
            while index < coupons.count, coupons[index] < coupon {
                merged.append(coupons[index])
                index += 1
            }
            if index < coupons.count, coupons[index] == coupon { index += 1 }
            merged.append(coupon)
        }
        merged.append(contentsOf: coupons[index...])
        coupons = merged
    }

    /// The index of the first coupon that is not less than `coupon`.
    ///
    /// Halves the range by arithmetic instead of by branches, which nothing could predict.
    private func lowerBound(of coupon: Coupon) -> Int {
        var base = 0
        var length = coupons.count
        while length > 0 {
            let half = (length &+ 1) &>> 1
            base = coupons[base &+ half &- 1] < coupon ? base &+ half : base
            length &-= half
        }
        return base
    }

    private static func isStrictlyAscending(_ coupons: [Coupon]) -> Bool {
        var previous: UInt32 = 0
        for coupon in coupons {
            guard coupon.sortKey > previous else { return false }
            previous = coupon.sortKey
        }
        return true
    }
}
