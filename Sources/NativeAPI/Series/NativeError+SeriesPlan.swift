import Model
import Values

extension NativeError {
    /// Why a window cannot be answered, with what would work instead.
    init(
        _ error: SeriesPlanError, for window: SeriesWindow, planner: SeriesPlanner
    ) {
        switch error {
        case .misaligned(let boundary, let second, let place, let before, let after):
            let granularity = planner.granularities[place].granularity
            let nearest =
                "The nearest boundaries of granularity \(granularity.name), the finest there is, "
                + "are \(Instant.text(second: before)) and \(Instant.text(second: after))."
            let at = Instant.text(second: second)
            if boundary == .step {
                let isTooFine =
                    window.step.unit < planner.granularities[place].calendar.unit
                let isZone = window.zone != .utc && !isTooFine
                self = .invalid(
                    field: isZone ? "tz" : "step",
                    "A \(window.step.rawValue) of \(window.zone.identifier) begins or ends at "
                        + "\(at), where no bucket does. \(nearest)")
            } else {
                self = .invalid(
                    field: boundary.rawValue,
                    "Parameter \(boundary.rawValue) is \(at), where no bucket begins or ends. "
                        + nearest)
            }
        case .notKept(let place, let second, let since):
            let granularity = planner.granularities[place].granularity
            let isStep = window.bounds?.lowerBound != second
            self = .windowNotKept(
                field: isStep ? "step" : "from",
                "From \(Instant.text(second: second)) on it takes buckets of granularity "
                    + "\(granularity.name), which are kept since \(Instant.text(second: since)). "
                    + NativeError.advice(for: window, planner: planner))
        case .nothingButAllTime:
            self = .invalid(
                field: "from",
                "This table has no granularity that cuts time, so only everything can be asked "
                    + "for: step=all without from and to.")
        case .everythingNotKept:
            self = .windowNotKept(
                field: "from",
                "No granularity of this table is kept for ever, so there is no total of "
                    + "everything. What would work: a window from and to.")
        case .tooManyPoints(let max): self = .tooManyPoints(max: max)
        case .tooManyBuckets(let max): self = .tooManyBuckets(max: max)
        }
    }

    static func tooManyPoints(max: Int) -> NativeError {
        .invalid(
            field: "step",
            "The answer would have more than \(max) points; ask for longer steps, a shorter "
                + "window or fewer rows.")
    }

    static func tooManyBuckets(max: Int) -> NativeError {
        .invalid(
            field: "series",
            "The answer would add up more than \(max) buckets; ask for fewer series or a "
                + "shorter window, or move its ends to boundaries of coarser buckets.")
    }

    private static func advice(for window: SeriesWindow, planner: SeriesPlanner) -> String {
        let found = planner.alternative(
            to: window, pointsMax: NativeLimits.pointsPerAnswerMax,
            bucketsMax: NativeLimits.bucketsPerAnswerMax)
        guard let found, let bounds = found.bounds else {
            return "What would work: a later window."
        }
        return "What would work: from=\(Instant.text(second: bounds.lowerBound)), "
            + "to=\(Instant.text(second: bounds.upperBound)), step=\(found.step.rawValue), "
            + "tz=\(found.zone.identifier)."
    }
}
