extension FixedWidthInteger where Self: UnsignedInteger {
    /// The number in as many hexadecimal digits as it can need.
    package var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.utf8.count) + digits
    }
}
