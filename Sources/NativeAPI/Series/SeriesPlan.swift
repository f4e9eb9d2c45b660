/// What a request wants to know of time.
package struct SeriesWindow: Hashable, Sendable {
    /// The seconds asked for; `nil` means everything.
    package var bounds: Range<Int64>?
    package var step: SeriesStep
    package var zone: TimeZoneRules

    package init(bounds: Range<Int64>?, step: SeriesStep, zone: TimeZoneRules) {
        self.bounds = bounds
        self.step = step
        self.zone = zone
    }
}

/// From which buckets each point of an answer comes.
package struct SeriesPlan: Hashable, Sendable {
    /// Buckets of one granularity that follow each other.
    package struct Span: Hashable, Sendable {
        /// The place of the granularity in the planner's list.
        package let granularity: Int
        package let start: Int64
        package internal(set) var end: Int64
        package internal(set) var bucketCount: Int
    }

    /// One point, and which of the plan's spans cover it.
    package struct Point: Hashable, Sendable {
        package let start: Int64
        package let end: Int64
        package let spans: Range<Int>
    }

    /// In the order of time, without gaps.
    package internal(set) var points: [Point] = []
    package internal(set) var spans: [Span] = []
    /// Buckets of one series.
    package internal(set) var bucketCount = 0

    /// The spans of some points, those of neighbours made one where they can be read at once.
    func spans(ofPoints range: Range<Int>) -> [Span] {
        guard let first = range.first, let last = range.last else { return [] }
        var joined: [Span] = []
        for span in spans[points[first].spans.lowerBound..<points[last].spans.upperBound] {
            if let previous = joined.last, previous.granularity == span.granularity,
                previous.end == span.start
            {
                joined[joined.count - 1].end = span.end
                joined[joined.count - 1].bucketCount += span.bucketCount
            } else {
                joined.append(span)
            }
        }
        return joined
    }
}

/// Why there is no plan.
package enum SeriesPlanError: Error, Hashable, Sendable {
    /// A boundary of the window, or one between two points.
    package enum Boundary: String, Sendable {
        case from, to, step
    }

    /// No bucket begins or ends at a boundary; the nearest that do are `before` and `after`.
    case misaligned(
        Boundary, at: Int64, granularity: Int, before: Int64, after: Int64)
    /// The buckets of this granularity, which would answer for `at`, do not exist any more.
    case notKept(granularity: Int, at: Int64, since: Int64)
    /// There is no granularity that could answer for a window, but only one of all time.
    case nothingButAllTime
    /// Everything is asked for, but all buckets end some day.
    case everythingNotKept
    case tooManyPoints(max: Int)
    case tooManyBuckets(max: Int)
}
