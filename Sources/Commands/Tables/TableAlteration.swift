package import Model

/// A change of a table that is there, which neither takes it away nor touches its stream.
package protocol TableAlteration: TableCommand where Rejection: MissingTableRejection {
    var table: TableID { get }
    /// Carries the change out; a rejection may leave `table` half changed.
    func alter(_ table: inout Table, at time: Timestamp) throws(Rejection)
}

extension TableAlteration {
    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard var table = catalog[table] else { throw Rejection.tableNotFound }
        try alter(&table, at: moment.time)
        catalog.set(table)
        return table
    }
}
