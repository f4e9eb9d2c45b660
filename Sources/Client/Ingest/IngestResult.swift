/// What an ingestion has done.
package struct IngestResult: Sendable {
    /// Events of this source that were counted before.
    package var before: Int64 = 0
    /// Events of this source that are counted now.
    package var total: Int64 = 0
    /// By how many seconds they were moved.
    package var shift: Int64 = 0
    /// Counts that were left out, because nothing so old is kept.
    package var expired: Int64 = 0
    package var skippedLines = 0
    /// How much of a last line there is that has no end yet.
    package var unfinishedBytes = 0
}
