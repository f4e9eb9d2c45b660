package import Model

/// A change of what tables there are or how one is set up.
///
/// The reply is the table after it; for a deletion, as it was.
package protocol TableCommand: Command where Reply == Table {
    /// Carries the change out; a rejection leaves `catalog` half changed, which `Catalog.apply` mends.
    func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table
}

extension TableCommand {
    package static var traits: CommandTraits {
        [.changesCatalog, .notifiesWatchers, .hasLargeEntries]
    }

    package var itemCount: Int { 1 }
    package var directEntryCount: Int { 1 }
}

extension Catalog {
    /// Applies a change of a table; streams of the table may have changed with it.
    ///
    /// A rejection changes nothing.
    package mutating func apply<Change: TableCommand>(
        _ command: Change, at moment: LogMoment
    ) throws(Change.Rejection) -> Table {
        var next = self
        let table = try command.change(&next, at: moment)
        self = next
        return table
    }
}
