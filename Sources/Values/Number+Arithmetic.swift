// Exact sums. Nothing is rounded: a result that needs more than 38 digits is an overflow.

extension Number {
    package func adding(_ other: Number) throws(NumberError) -> Number {
        if case .integer(let left) = storage, case .integer(let right) = other.storage {
            let (sum, overflows) = left.addingReportingOverflow(right)
            if !overflows { return Number(sum) }
        }
        return try Number(Number.sum(parts, other.parts))
    }

    package func subtracting(_ other: Number) throws(NumberError) -> Number {
        if case .integer(let left) = storage, case .integer(let right) = other.storage {
            let (difference, overflows) = left.subtractingReportingOverflow(right)
            if !overflows { return Number(difference) }
        }
        var negated = other.parts
        negated.isNegative.toggle()
        return try Number(Number.sum(parts, negated))
    }

    package var negated: Number {
        switch storage {
        case .integer(let value) where value != Int64.min:
            return Number(-value)
        default:
            var parts = parts
            parts.isNegative.toggle()
            do { return try Number(parts) } catch {
                preconditionFailure("The range of numbers is the same on both sides of zero")
            }
        }
    }

    /// Brings both to the lower exponent and adds.
    ///
    /// Both magnitudes end in a digit other than zero, so where the exponents differ the sum
    /// ends in one too and cannot be trimmed: what passes 128 bits here passes 38 digits for
    /// certain. The larger one may pass 10^38 and still come back below it (10^38 - 1), which
    /// 128 unsigned bits can hold.
    private static func sum(
        _ left: NumberParts, _ right: NumberParts
    ) throws(NumberError) -> NumberParts {
        if left.magnitude == 0 { return right }
        if right.magnitude == 0 { return left }
        let (upper, lower) = left.exponent >= right.exponent ? (left, right) : (right, left)
        let shift = upper.exponent - lower.exponent
        guard shift <= PowersOfTen.exponentMax else { throw .overflow }
        let (scaled, scalingOverflows) = upper.magnitude.multipliedReportingOverflow(
            by: PowersOfTen[shift])
        guard !scalingOverflows else { throw .overflow }
        if upper.isNegative == lower.isNegative {
            let (sum, overflows) = scaled.addingReportingOverflow(lower.magnitude)
            guard !overflows else { throw .overflow }
            return NumberParts(
                isNegative: upper.isNegative, magnitude: sum, exponent: lower.exponent)
        }
        if scaled >= lower.magnitude {
            return NumberParts(
                isNegative: upper.isNegative, magnitude: scaled - lower.magnitude,
                exponent: lower.exponent)
        }
        return NumberParts(
            isNegative: lower.isNegative, magnitude: lower.magnitude - scaled,
            exponent: lower.exponent)
    }
}
