import API
import Commands
import Model
import Values

/// Finds the tables and keys of a transaction's actions, and refuses what AWS refuses about them.
///
/// A missing table refuses the request. A key that does not fit cancels the transaction, and the
/// first one ends the search; only an empty key value refuses the whole request. No two actions may
/// name one item.
enum TransactionKeys {
    struct Target {
        let table: Table
        let key: Key
    }

    /// - Parameter writes: what each of `actions` does, in the same order; a read is a check.
    static func read(
        _ actions: [RequestReader], _ writes: [WriteRequest], in context: DynamoDBContext
    ) throws(WireError) -> [Target] {
        var tables: [Table] = []
        for action in actions { tables.append(try context.namedTable(in: action).required()) }
        var targets: [Target] = []
        var seen: Set<ItemAddress> = []
        for (index, table) in tables.enumerated() {
            let key = try key(
                of: writes[index], in: table.keySchema, at: index, among: actions.count)
            guard seen.insert(ItemAddress(table: table.id, key: key)).inserted else {
                throw .validation(
                    "Transaction request cannot include multiple operations on one item")
            }
            targets.append(Target(table: table, key: key))
        }
        return targets
    }

    /// The cancellation that one action's validation error causes; the others are fine so far.
    static func cancellation(by error: WireError, at index: Int, among count: Int) -> WireError {
        guard case .validation(let message) = error else { return error }
        var reasons = Array(repeating: CancellationReason.none, count: count)
        reasons[index] = .validationError(message)
        return .transactionCanceled(reasons)
    }

    private static func key(
        of write: WriteRequest, in schema: KeySchema, at index: Int, among count: Int
    ) throws(WireError) -> Key {
        do throws(KeyError) {
            return try write.key(of: schema)
        } catch {
            let isWholeItem = if case .put = write.action { true } else { false }
            let refusal = WireError(error, ofWholeItem: isWholeItem)
            if case .empty = error { throw refusal }
            throw cancellation(by: refusal, at: index, among: count)
        }
    }
}
