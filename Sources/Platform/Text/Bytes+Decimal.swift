extension [UInt8] {
    /// Appends a number in decimal digits, none more than it needs.
    package mutating func append(decimal number: UInt64) {
        var rest = number
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = digits.count
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        append(addingCapacity: digits.count - start) { target in
            for index in start..<digits.count { target.append(digits[index]) }
        }
    }

    /// Appends a number in decimal digits, with zeros in front up to `width`.
    package mutating func append(decimal number: Int, width: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var power: UInt = 1
        for _ in 1..<Swift.max(width, 1) { power *= 10 }
        while magnitude / power >= 10 { power *= 10 }
        while power > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / power % 10))
            power /= 10
        }
    }
}
