/// Decimal arithmetic as taught at school: one digit per place, carry by carry.
///
/// It shares no idea with `Number`, which is what makes it worth comparing with.
struct SchoolDecimal: Equatable {
    /// The digit at index i stands for 10^(i - scale).
    private static let scale = 400
    private static let places = 800

    private(set) var digits = [Int](repeating: 0, count: places)
    private(set) var isNegative = false

    /// Reads plain or scientific decimal text; the caller only passes good text.
    init(_ text: String) {
        var mantissa = text.lowercased()
        var exponent = 0
        if let mark = mantissa.firstIndex(of: "e") {
            exponent = Int(mantissa[mantissa.index(after: mark)...]) ?? 0
            mantissa = String(mantissa[..<mark])
        }
        isNegative = mantissa.hasPrefix("-")
        let unsigned = mantissa.filter { $0 != "-" && $0 != "+" }
        let beforePoint = unsigned.prefix { $0 != "." }.count
        var place = Self.scale + exponent + beforePoint - 1
        for character in unsigned where character != "." {
            digits[place] = character.wholeNumberValue ?? 0
            place -= 1
        }
        if isZero { isNegative = false }
    }

    var isZero: Bool { digits.allSatisfy { $0 == 0 } }

    var negated: SchoolDecimal {
        var copy = self
        if !isZero { copy.isNegative.toggle() }
        return copy
    }

    var highestPlace: Int? { digits.lastIndex { $0 != 0 }.map { $0 - Self.scale } }

    var lowestPlace: Int? { digits.firstIndex { $0 != 0 }.map { $0 - Self.scale } }

    var significantDigits: Int {
        guard let highestPlace, let lowestPlace else { return 0 }
        return highestPlace - lowestPlace + 1
    }

    func adding(_ other: SchoolDecimal) -> SchoolDecimal {
        var result = self
        if isNegative == other.isNegative {
            result.digits = Self.sum(digits, other.digits)
        } else if Self.isLess(digits, other.digits) {
            result.digits = Self.difference(other.digits, digits)
            result.isNegative = other.isNegative
        } else {
            result.digits = Self.difference(digits, other.digits)
        }
        if result.isZero { result.isNegative = false }
        return result
    }

    func isLess(than other: SchoolDecimal) -> Bool {
        if isNegative != other.isNegative { return isNegative }
        return isNegative
            ? Self.isLess(other.digits, digits) : Self.isLess(digits, other.digits)
    }

    /// Plain decimal text without zeros that say nothing.
    var text: String {
        guard let highestPlace, let lowestPlace else { return "0" }
        var text = isNegative ? "-" : ""
        for place in stride(from: max(highestPlace, 0), through: min(lowestPlace, 0), by: -1) {
            if place == -1 { text += "." }
            text += String(digits[place + Self.scale])
        }
        return text
    }

    private static func sum(_ left: [Int], _ right: [Int]) -> [Int] {
        var carry = 0
        return zip(left, right).map { one, other in
            let total = one + other + carry
            carry = total / 10
            return total % 10
        }
    }

    private static func difference(_ larger: [Int], _ smaller: [Int]) -> [Int] {
        var borrow = 0
        return zip(larger, smaller).map { one, other in
            let total = one - other - borrow
            borrow = total < 0 ? 1 : 0
            return total < 0 ? total + 10 : total
        }
    }

    private static func isLess(_ left: [Int], _ right: [Int]) -> Bool {
        for (one, other) in zip(left, right).reversed() where one != other { return one < other }
        return false
    }
}
