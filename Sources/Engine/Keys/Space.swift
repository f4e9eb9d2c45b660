/// The databases of the main store and of the memtables: a fixed number, so that a transaction's
/// cost does not grow with the number of tables.
package enum Space: Int, CaseIterable, Sendable {
    case catalog, items, indexes, expiry, changes, idempotency

    var name: String {
        switch self {
        case .catalog: "catalog"
        case .items: "items"
        case .indexes: "indexes"
        case .expiry: "expiry"
        case .changes: "changes"
        case .idempotency: "ledger"
        }
    }
}
