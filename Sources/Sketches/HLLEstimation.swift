/// How sure a bound shall be: 68.3 %, 95.4 % or 99.7 % of sketches lie within both bounds.
package enum StandardDeviations: Int, Hashable, Sendable, CaseIterable {
    case one = 1
    case two = 2
    case three = 3
}

/// An estimate and the bounds around it.
package struct HLLEstimation: Hashable, Sendable {
    private enum Source: Hashable {
        case coupons
        case registers(precision: Int, isOutOfOrder: Bool)
    }

    package let estimate: Double
    private let source: Source
    /// What the bounds are reckoned from: the estimate before it was raised to `certain`.
    private let center: Double
    /// So many different items were seen without any doubt.
    private let certain: Double

    init(couponCount: Int) {
        source = .coupons
        center = HLLEstimator.couponEstimate(count: couponCount)
        certain = Double(couponCount)
        estimate = max(center, certain)
    }

    init(estimate: Double, registersInUse: Int, precision: Int, isOutOfOrder: Bool) {
        source = .registers(precision: precision, isOutOfOrder: isOutOfOrder)
        center = estimate
        certain = Double(registersInUse)
        self.estimate = estimate
    }

    /// The true count is above this, as sure as the deviations say.
    package func lowerBound(_ deviations: StandardDeviations) -> Double {
        switch source {
        case .coupons:
            let error = Double(deviations.rawValue) * HLLConstants.couponError
            return max(center / (1 + error), certain)
        case .registers(let precision, let isOutOfOrder):
            let error = HLLConstants.relativeError(
                .lower, deviations, precision: precision, isOutOfOrder: isOutOfOrder)
            return max(center / (1 + error), certain)
        }
    }

    /// The true count is below this, as sure as the deviations say.
    package func upperBound(_ deviations: StandardDeviations) -> Double {
        switch source {
        case .coupons:
            let error = Double(deviations.rawValue) * HLLConstants.couponError
            return max(center / (1 - error), certain)
        case .registers(let precision, let isOutOfOrder):
            let error = HLLConstants.relativeError(
                .upper, deviations, precision: precision, isOutOfOrder: isOutOfOrder)
            return center / (1 + error)
        }
    }
}
