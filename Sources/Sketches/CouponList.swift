/// The first few coupons of a sketch, in the order in which they came.
///
/// Most links have a handful of visitors in a minute, so most sketches never leave this form.
struct CouponList: Sendable {
    /// With this many coupons the list becomes a set or an array at once.
    static let capacity = 8

    private(set) var coupons: [Coupon] = []

    /// Adds a coupon unless it is there; says whether it was added.
    mutating func insert(_ coupon: Coupon) -> Bool {
        guard !coupons.contains(coupon) else { return false }
        coupons.append(coupon)
        return true
    }
}
