import Model

/// Sums that follow from the items and that readers of the store ask for, of whatever has changed.
struct DerivedSums {
    var tables: [TableID: Totals] = [:]
    var streams: [StreamID: StreamTotals] = [:]
    var indexes: [IndexAddress: Totals] = [:]
    /// Those that are gone, of which nothing is known any more.
    var droppedIndexes: [IndexAddress] = []
}
