/// Writes sizes and counts the way people read them.
package enum Readable {
    package static func bytes(_ count: Int) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var amount = Double(count)
        var unit = 0
        while amount >= 1024, unit + 1 < units.count {
            amount /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : "\(tenths(amount)) \(units[unit])"
    }

    /// A number with its thousands set apart when it has more than four digits.
    package static func count(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number))
        guard digits.count > 4 else { return String(digits) }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, digits[index - 1] != "-", (digits.count - index) % 3 == 0 { text += " " }
            text.append(digit)
        }
        return text
    }

    private static func tenths(_ amount: Double) -> String {
        let rounded = Int((amount * 10).rounded())
        return "\(rounded / 10).\(rounded % 10)"
    }
}
