package import Model
import Values

/// A granularity of a table with its time arithmetic at hand.
package struct SeriesGranularity: Sendable {
    package let granularity: Granularity
    package let calendar: BucketCalendar
    package let format: BucketFormat

    /// `nil` for a zone or a format that no definition can contain.
    package init?(_ granularity: Granularity) {
        guard let zone = TimeZoneRules(identifier: granularity.timeZone.string),
            let format = BucketFormat(granularity.format.string)
        else { return nil }
        self.granularity = granularity
        self.format = format
        calendar = BucketCalendar(unit: granularity.unit, zone: zone)
    }

    /// Whether a bucket starts at an instant.
    func hasBucket(startingAt second: Int64) -> Bool {
        calendar.start(of: second) == second
    }

    /// Whether a bucket can have the start that its sort key says: only pieces of an hour are longer
    /// than the finest field of their format.
    func canStart(at second: Int64) -> Bool {
        switch calendar.unit {
        case .quarterHour, .halfHour: hasBucket(startingAt: second)
        case .minute, .hour, .day, .month, .year, .all: true
        }
    }

    /// Whether a bucket can have this sort key: what no bucket could be called is something else.
    func hasBucket(under sort: KeyValue?) -> Bool {
        guard case .string(let text)? = sort, text.starts(with: granularity.prefix) else {
            return false
        }
        let written = text.string.utf8.span.extracting(granularity.prefix.utf8Count...)
        guard let start = format.bucketStart(parsing: written, in: calendar.zone) else {
            return false
        }
        return canStart(at: start)
    }

    /// Whether a bucket has all events of its time and still exists.
    func keeps(bucketFrom start: Int64, to end: Int64, at now: Int64) -> Bool {
        let (isComplete, retention) = granularity.keeping(ofBucketAt: start)
        guard isComplete else { return false }
        guard let retention else { return true }
        let (over, overflows) = end.addingReportingOverflow(retention)
        return overflows || over > now
    }

    /// The start of the oldest bucket that is complete and still exists; `nil` when that is any.
    func keptSince(at now: Int64) -> Int64? {
        let since = granularity.retentionSeconds.map { calendar.start(of: now - $0) }
        guard let history = granularity.history, since.map({ $0 < history.since }) ?? true else {
            return since
        }
        guard let before = history.retentionBefore else {
            let start = calendar.start(of: history.since)
            return start == history.since ? start : calendar.end(ofBucketAt: start)
        }
        return max(since ?? .min, calendar.start(of: now - before))
    }

    /// Whether every bucket that there ever was is complete and still exists.
    var keepsEverything: Bool {
        granularity.history == nil && granularity.retentionSeconds == nil
    }
}
