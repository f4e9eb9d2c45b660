import Commands
import Model

extension SeriesPlanner {
    /// A window much like one that cannot be answered, which can.
    ///
    /// The same steps between boundaries a little further out; if that does not help, those of UTC;
    /// at last coarser steps. `nil` when there is none.
    package func alternative(
        to window: SeriesWindow, pointsMax: Int, bucketsMax: Int
    ) -> SeriesWindow? {
        guard let bounds = window.bounds else { return nil }
        func isFine(_ candidate: SeriesWindow) -> Bool {
            do throws(SeriesPlanError) {
                _ = try plan(candidate, pointsMax: pointsMax, bucketsMax: bucketsMax)
                return true
            } catch {
                return false
            }
        }
        let units = granularities.map(\.calendar).filter { $0.unit != .all }
            .sorted { $0.unit < $1.unit }
        for step in SeriesStep.allCases.drop(while: { $0 != window.step }) {
            for zone in window.zone == .utc ? [window.zone] : [window.zone, .utc] {
                let steps = StepCalendar(step: step, zone: zone)
                // The whole window has no boundaries of its own to move to.
                let stepped: [SeriesWindow] =
                    step == .all
                    ? []
                    : [
                        SeriesWindow(
                            bounds: bounds.widened(
                                start: steps.start(of:), end: steps.end(ofStepAt:)),
                            step: step, zone: zone)
                    ]
                let bucketed = units.map { calendar in
                    SeriesWindow(
                        bounds: bounds.widened(
                            start: calendar.start(of:), end: calendar.end(ofBucketAt:)),
                        step: step, zone: zone)
                }
                if let found = (bucketed + stepped).first(where: isFine) { return found }
            }
        }
        return nil
    }
}

extension Range<Int64> {
    /// The smallest range around this one that begins and ends where pieces of time do.
    fileprivate func widened(start: (Int64) -> Int64, end: (Int64) -> Int64) -> Range<Int64> {
        let last = start(upperBound)
        return start(lowerBound)..<(last == upperBound ? last : end(last))
    }
}
