import Model
import Values

/// How the ends of a window are moved to where steps begin: `align=`.
enum SeriesAlignment: String, CaseIterable, Sendable {
    case down, up, nearest

    /// The window with both ends where a step begins; for a window that is one step, where a bucket
    /// of the finest granularity does that was kept then.
    func aligned(
        _ window: SeriesWindow, granularities: [SeriesGranularity], now: Int64
    ) throws(NativeError) -> SeriesWindow {
        guard let bounds = window.bounds else { return window }
        let from: Int64
        let to: Int64
        if window.step == .all {
            let kept = granularities.filter { granularity in
                granularity.calendar.unit != .all
                    && granularity.keptSince(at: now).map { $0 <= bounds.lowerBound } ?? true
            }
            guard let finest = kept.min(by: { $0.calendar.unit < $1.calendar.unit })?.calendar
            else {
                return window
            }
            from = moved(bounds.lowerBound, finest.start(of:), finest.end(ofBucketAt:))
            to = moved(bounds.upperBound, finest.start(of:), finest.end(ofBucketAt:))
        } else {
            let steps = StepCalendar(step: window.step, zone: window.zone)
            from = moved(bounds.lowerBound, steps.start(of:), steps.end(ofStepAt:))
            to = moved(bounds.upperBound, steps.start(of:), steps.end(ofStepAt:))
        }
        guard from < to else {
            throw .invalid(
                field: "align",
                "Between from and to lies no whole step: both become \(Instant.text(second: from)). "
                    + "Ask for a longer window or a shorter step.")
        }
        var window = window
        window.bounds = from..<to
        return window
    }

    private func moved(
        _ second: Int64, _ start: (Int64) -> Int64, _ end: (Int64) -> Int64
    ) -> Int64 {
        let before = start(second)
        guard before != second else { return second }
        let after = end(before)
        switch self {
        case .down: return before
        case .up: return after
        case .nearest: return second - before < after - second ? before : after
        }
    }
}
