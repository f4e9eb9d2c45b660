import Commands
import Model

/// Covers windows of time with the largest whole buckets that a table has.
///
/// Pure: it knows granularities, the current time and nothing of what is stored. A plan is never
/// incomplete: what cannot be covered is an error.
package struct SeriesPlanner: Sendable {
    package let granularities: [SeriesGranularity]
    private let now: Int64
    /// Places of the granularities that cut time, from coarse to fine.
    private let coarseToFine: [Int]

    /// - Parameter now: decides which buckets still exist, in seconds since 1970.
    package init(granularities: [SeriesGranularity], now: Int64) {
        self.granularities = granularities
        self.now = now
        coarseToFine = granularities.indices
            .filter { granularities[$0].calendar.unit != .all }
            .sorted { granularities[$0].calendar.unit > granularities[$1].calendar.unit }
    }

    /// Cuts the window into points and covers each.
    ///
    /// - Parameter bucketsMax: the most buckets that a plan may need.
    package func plan(
        _ window: SeriesWindow, pointsMax: Int, bucketsMax: Int
    ) throws(SeriesPlanError) -> SeriesPlan {
        guard let bounds = window.bounds else { return try planEverything() }
        guard !coarseToFine.isEmpty else { throw .nothingButAllTime }
        let steps = StepCalendar(step: window.step, zone: window.zone)
        var plan = SeriesPlan()
        var start = bounds.lowerBound
        var next = steps.end(ofStepAt: steps.start(of: start))
        while start < bounds.upperBound {
            guard plan.points.count < pointsMax else { throw .tooManyPoints(max: pointsMax) }
            let end = min(next, bounds.upperBound)
            try cover(start..<end, of: bounds, in: &plan, bucketsMax: bucketsMax)
            start = end
            next = end < bounds.upperBound ? steps.end(ofStepAt: end) : end
        }
        return plan
    }

    /// One point that is the bucket of all time, or else all buckets of the coarsest kind that never
    /// end.
    private func planEverything() throws(SeriesPlanError) -> SeriesPlan {
        let candidates = granularities.indices.filter { granularities[$0].keepsEverything }
        let best = candidates.max {
            granularities[$0].calendar.unit < granularities[$1].calendar.unit
        }
        guard let best else { throw .everythingNotKept }
        var plan = SeriesPlan()
        plan.spans = [.init(granularity: best, start: .min, end: .max, bucketCount: 1)]
        plan.points = [.init(start: .min, end: .max, spans: 0..<1)]
        plan.bucketCount = 1
        return plan
    }

    /// Appends one point.
    private func cover(
        _ point: Range<Int64>, of bounds: Range<Int64>, in plan: inout SeriesPlan, bucketsMax: Int
    ) throws(SeriesPlanError) {
        let firstSpan = plan.spans.count
        var second = point.lowerBound
        while second < point.upperBound {
            guard let (place, end) = coarsestBucket(at: second, upTo: point.upperBound) else {
                throw obstacle(at: second, in: point, of: bounds)
            }
            guard plan.bucketCount < bucketsMax else { throw .tooManyBuckets(max: bucketsMax) }
            plan.bucketCount += 1
            let last = plan.spans.count - 1
            if last >= firstSpan, plan.spans[last].granularity == place {
                plan.spans[last].end = end
                plan.spans[last].bucketCount += 1
            } else {
                plan.spans.append(
                    .init(granularity: place, start: second, end: end, bucketCount: 1))
            }
            second = end
        }
        plan.points.append(
            .init(
                start: point.lowerBound, end: point.upperBound,
                spans: firstSpan..<plan.spans.count))
    }

    private func coarsestBucket(
        at second: Int64, upTo bound: Int64
    ) -> (granularity: Int, end: Int64)? {
        for place in coarseToFine where granularities[place].hasBucket(startingAt: second) {
            let end = granularities[place].calendar.end(ofBucketAt: second)
            if isFitting(end, upTo: bound),
                granularities[place].keeps(bucketFrom: second, to: end, at: now)
            {
                return (place, end)
            }
        }
        return nil
    }

    /// Whether a cover can go on where a bucket ends.
    ///
    /// Months of one zone need not end where days of another do.
    private func isFitting(_ end: Int64, upTo bound: Int64) -> Bool {
        end == bound
            || end < bound
                && coarseToFine.contains { granularities[$0].hasBucket(startingAt: end) }
    }

    /// Why no bucket covers the time from `second` on.
    private func obstacle(
        at second: Int64, in point: Range<Int64>, of bounds: Range<Int64>
    ) -> SeriesPlanError {
        for place in coarseToFine where granularities[place].hasBucket(startingAt: second) {
            let end = granularities[place].calendar.end(ofBucketAt: second)
            if isFitting(end, upTo: point.upperBound),
                let since = granularities[place].keptSince(at: now)
            {
                return .notKept(granularity: place, at: second, since: since)
            }
        }
        // Either nothing starts here, or all that does goes beyond the end.
        let finest = coarseToFine[coarseToFine.count - 1]
        let isStartFine = granularities[finest].hasBucket(startingAt: second)
        let boundary = isStartFine ? point.upperBound : second
        let role: SeriesPlanError.Boundary =
            boundary == bounds.lowerBound
            ? .from : boundary == bounds.upperBound ? .to : .step
        let before = granularities[finest].calendar.start(of: boundary)
        return .misaligned(
            role, at: boundary, granularity: finest, before: before,
            after: granularities[finest].calendar.end(ofBucketAt: before))
    }
}
