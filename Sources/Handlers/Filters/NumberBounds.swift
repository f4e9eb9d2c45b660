import Values

/// A range of numbers, each end of which is included, excluded or open.
struct NumberBounds: Sendable {
    private struct Bound {
        let number: Number
        let isIncluded: Bool
    }

    private var lower: Bound?
    private var upper: Bound?

    /// Reads one comparison or two, as in `> 0` and `<= 5`.
    init(_ comparisons: [(sign: String, number: Number)]) throws(FilterError) {
        for (sign, number) in comparisons {
            switch sign {
            case "=":
                guard comparisons.count == 1 else {
                    throw FilterError("= cannot be combined with another comparison")
                }
                lower = Bound(number: number, isIncluded: true)
                upper = lower
            case ">", ">=":
                guard lower == nil else { throw FilterError("There are two lower bounds") }
                lower = Bound(number: number, isIncluded: sign == ">=")
            case "<", "<=":
                guard upper == nil else { throw FilterError("There are two upper bounds") }
                upper = Bound(number: number, isIncluded: sign == "<=")
            default:
                throw FilterError("A comparison is one of = < <= > >=, found \"\(sign)\"")
            }
        }
        guard let lower, let upper else { return }
        let isEmpty =
            upper.number < lower.number
            || (upper.number == lower.number && !(upper.isIncluded && lower.isIncluded))
        if isEmpty { throw FilterError("No number lies between these bounds") }
    }

    func contains(_ number: Number) -> Bool {
        if let lower, number < lower.number || (number == lower.number && !lower.isIncluded) {
            return false
        }
        if let upper, upper.number < number || (number == upper.number && !upper.isIncluded) {
            return false
        }
        return true
    }
}
