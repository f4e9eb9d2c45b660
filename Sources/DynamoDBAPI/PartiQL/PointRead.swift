import API
import Engine
import Model
import PartiQL
import Values

/// A SELECT in a batch or a transaction: it must name one item by its key, and demand nothing else.
struct PointRead: Sendable {
    let table: Table
    let request: GetRequest
    let columns: SelectedColumns

    /// - Parameter operation: the one that it is part of.
    init(
        _ selection: Selection, of bound: BoundStatement, in operation: String
    ) throws(WireError) {
        table = bound.table
        if let index = bound.index.flatMap({ bound.table.index(named: $0) }) {
            try SelectSource.checkKey(of: index)
        }
        columns = selection.columns
        guard let key = try StatementKey(selection.condition, of: table.keySchema),
            key.rest == nil, bound.index == nil
        else {
            throw .validation(
                "Select statements within \(operation) must specify the primary key in the "
                    + "where clause.")
        }
        request = GetRequest(key: key.attributes)
    }

    func key() throws(WireError) -> Key {
        do throws(KeyError) {
            return try request.key(of: table.keySchema)
        } catch {
            throw WireError(ofStatement: error, isWholeItem: false)
        }
    }
}
