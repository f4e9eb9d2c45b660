package import Model

/// Records that follow a position.
package struct ChangePage: Sendable {
    package var records: [ChangeRecord] = []
    /// Whether the position lies before what is kept: the records are those from there on, and some
    /// may have been missed.
    package var trimmed: Bool
    /// Whether there is nothing more at the moment.
    package var isAtEnd = true
    /// Everything up to here was looked at: where to go on, also when none of it was asked for.
    package var scannedThrough: SequenceNumber

    /// Where the reader stands after this page, if it has records.
    package var last: SequenceNumber? { records.last?.sequence }
}
