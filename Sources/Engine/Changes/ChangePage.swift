package import Model

/// Records that follow a position.
package struct ChangePage: Sendable {
    package var records: [ChangeRecord] = []
    /// Whether the position lies before the stream's horizon: the page begins at the horizon, and
    /// the reader may have missed records.
    package var trimmed: Bool
    /// Whether there is nothing more at the moment.
    package var isAtEnd = true
    /// All records up to here were examined: where the next page begins, also when this one is
    /// empty because all of them were of other slots.
    package var scannedThrough: SequenceNumber

    /// Where the reader stands after this page, if it has records.
    package var last: SequenceNumber? { records.last?.sequence }
}
