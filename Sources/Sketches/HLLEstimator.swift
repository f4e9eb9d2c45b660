/// The formulas from counts and registers to an estimate.
///
/// Their results are compared in conditions, so they must be the same to the last bit on every
/// machine: the order of operations is fixed, and the logarithm is our own.
enum HLLEstimator {
    /// The number of items behind `count` different coupons, a little more as two items
    /// sometimes share one.
    static func couponEstimate(count: Int) -> Double {
        interpolate(
            Double(count), abscissas: HLLConstants.couponCounts,
            ordinate: { HLLConstants.couponEstimates[$0] })
    }

    /// The estimate from the registers alone: HyperLogLog's, corrected by measured tables, or
    /// linear counting of the zeros where that is better.
    static func compositeEstimate(precision: Int, sums: RegisterSums) -> Double {
        let count = Double(1 << precision)
        let raw = HLLConstants.rawFactor(precision: precision) * count * count / sums.total
        let abscissas = CompositeTable.abscissas(precision: precision)
        let stride = CompositeTable.stride(precision: precision)
        let last = abscissas.count - 1
        if raw < abscissas[0] { return 0 }
        if raw > abscissas[last] { return raw * (stride * Double(last) / abscissas[last]) }
        let adjusted = interpolate(raw, abscissas: abscissas, ordinate: { stride * Double($0) })
        if adjusted > 3 * count { return adjusted }
        let linear = linearCount(registers: 1 << precision, zeros: sums.zeroCount)
        let crossover = HLLConstants.crossover(precision: precision) * count
        return (adjusted + linear) / 2 > crossover ? adjusted : linear
    }

    /// The number of items that leave `zeros` of so many registers untouched.
    private static func linearCount(registers: Int, zeros: Int) -> Double {
        let count = Double(registers)
        if zeros == 0 { return count * naturalLogarithm(count / 0.5) }
        return count * (harmonicNumber(registers) - harmonicNumber(zeros))
    }

    /// 1 + 1/2 + 1/3 … + 1/number.
    static func harmonicNumber(_ number: Int) -> Double {
        if number < HLLConstants.harmonicNumbers.count {
            return HLLConstants.harmonicNumbers[number]
        }
        let number = Double(number)
        let square = 1 / (number * number)
        let start = naturalLogarithm(number) + HLLConstants.eulerMascheroni + 1 / (2 * number)
        let second = square * square
        return start - square / 12 + second / 120 - second * square / 252 + second * second / 240
    }

    /// The natural logarithm of a positive normal number, right to about the last bit.
    ///
    /// The system's own is not used because systems differ in the last bit.
    static func naturalLogarithm(_ number: Double) -> Double {
        var exponent = Double(number.exponent)
        var significand = number.significand
        if significand > 1.4142135623730951 {
            significand /= 2
            exponent += 1
        }
        // ln(significand) = 2 artanh(ratio), and |ratio| < 0.172, so 12 terms are plenty.
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        var series = 0.0
        var odd = 23.0
        while odd > 1 {
            series = (series + 1 / odd) * square
            odd -= 2
        }
        // ln 2 in two parts: the first times any exponent is exact.
        let high = 0x1.62e42feep-1
        let low = 0x1.a39ef35793c76p-33
        return exponent * high + (2 * ratio + (2 * ratio * series + exponent * low))
    }

    /// The cubic through the four table points around `wanted`, in Lagrange's form.
    ///
    /// `abscissas` ascend, and `wanted` lies between the first and the last.
    private static func interpolate(
        _ wanted: Double, abscissas: [Double], ordinate: (Int) -> Double
    ) -> Double {
        let last = abscissas.count - 1
        if wanted >= abscissas[last] { return ordinate(last) }
        var lower = 0
        var upper = last
        while upper - lower > 1 {
            let middle = (lower + upper) / 2
            if abscissas[middle] <= wanted { lower = middle } else { upper = middle }
        }
        let start = min(max(lower - 1, 0), last - 3)
        let x0 = abscissas[start]
        let x1 = abscissas[start + 1]
        let x2 = abscissas[start + 2]
        let x3 = abscissas[start + 3]
        let term0 = ordinate(start) * product(wanted, x1, x2, x3) / product(x0, x1, x2, x3)
        let term1 = ordinate(start + 1) * product(wanted, x0, x2, x3) / product(x1, x0, x2, x3)
        let term2 = ordinate(start + 2) * product(wanted, x0, x1, x3) / product(x2, x0, x1, x3)
        let term3 = ordinate(start + 3) * product(wanted, x0, x1, x2) / product(x3, x0, x1, x2)
        return term0 + term1 + term2 + term3
    }

    private static func product(
        _ point: Double, _ first: Double, _ second: Double, _ third: Double
    ) -> Double {
        (point - first) * (point - second) * (point - third)
    }
}
