package import Values

/// One kind of time bucket that every series of a table has.
///
/// A bucket is an item: its partition key is the series, its sort key the prefix and the bucket's
/// start written in the format.
package struct Granularity: Hashable, Sendable {
    /// What a later change of the definition left of the buckets before it.
    ///
    /// Those buckets are not completed later: events from before the granularity existed are not in
    /// them, and a bucket keeps the time to live with which it was written.
    package struct History: Hashable, Sendable {
        /// Buckets that begin from this second on are as the definition says.
        package var since: Int64
        /// How long buckets that begin before that are kept after their end; `nil` when there are
        /// none that are complete.
        package var retentionBefore: Int64?

        package init(since: Int64, retentionBefore: Int64?) {
            self.since = since
            self.retentionBefore = retentionBefore
        }
    }

    package var name: Text
    /// No granularity's prefix begins another's, so that each is a range of sort keys.
    package var prefix: Text
    package var unit: BucketUnit
    /// How a bucket's start is written, such as `yyyyMMddHH`; empty for `all`.
    package var format: Text
    /// How many seconds a bucket is kept after its end; `nil` keeps it for ever.
    package var retentionSeconds: Int64?
    /// The precision of sketches in these buckets, where it is not the table's.
    package var sketchPrecision: Int?
    /// The IANA zone in which days, months and years begin; finer buckets are UTC's.
    package var timeZone: Text
    /// The store's own note; `nil` while the granularity is as it was when the table was made.
    package var history: History?

    package init(
        name: Text, prefix: Text, unit: BucketUnit, format: Text = "",
        retentionSeconds: Int64? = nil, sketchPrecision: Int? = nil, timeZone: Text = "UTC",
        history: History? = nil
    ) {
        self.name = name
        self.prefix = prefix
        self.unit = unit
        self.format = format
        self.retentionSeconds = retentionSeconds
        self.sketchPrecision = sketchPrecision
        self.timeZone = timeZone
        self.history = history
    }

    /// How a bucket that begins at `second` is kept: whether it is complete while it is there, and
    /// for how many seconds after its end it is (`nil`: for ever).
    package func keeping(ofBucketAt second: Int64) -> (isComplete: Bool, seconds: Int64?) {
        guard let history, second < history.since else { return (true, retentionSeconds) }
        guard let before = history.retentionBefore else { return (false, nil) }
        return (true, min(before, retentionSeconds ?? before))
    }

    /// The same with the note of what was before: `old` is this granularity as it was defined until
    /// `second`, `nil` when there was none like it.
    package func changed(from old: Granularity?, at second: Int64) -> Granularity {
        var changed = self
        guard let old else {
            changed.history = History(since: second, retentionBefore: nil)
            return changed
        }
        changed.history = old.history
        guard let shorter = old.retentionSeconds, retentionSeconds.map({ $0 > shorter }) ?? true
        else { return changed }
        // Longer: what is there keeps its end.
        var before: Int64? = shorter
        if let history = old.history { before = history.retentionBefore.map { min($0, shorter) } }
        changed.history = History(since: second, retentionBefore: before)
        return changed
    }

    /// Whether buckets of both have the same names for the same times.
    package func hasBuckets(of other: Granularity) -> Bool {
        unit == other.unit && prefix == other.prefix && format == other.format
            && timeZone == other.timeZone
    }

    /// Whether a sort key looks like that of a bucket: the prefix, then digits where the format has
    /// fields and its own bytes between them.
    package func hasForm(of sort: Text) -> Bool {
        // A format is as long as what it writes.
        let bytes = sort.string.utf8.span
        let prefix = prefix.string.utf8.span
        let format = format.string.utf8.span
        guard bytes.count == prefix.count + format.count else { return false }
        for index in prefix.indices where bytes[index] != prefix[index] { return false }
        for index in format.indices {
            let byte = bytes[prefix.count + index]
            switch format[index] {
            case UInt8(ascii: "y"), UInt8(ascii: "M"), UInt8(ascii: "d"), UInt8(ascii: "H"),
                UInt8(ascii: "m"):
                if byte &- UInt8(ascii: "0") > 9 { return false }
            case let form: if byte != form { return false }
            }
        }
        return true
    }
}
