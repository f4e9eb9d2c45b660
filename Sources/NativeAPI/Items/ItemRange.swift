import API
import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// A page of one partition's items, in the order of their sort keys.
///
/// From `from` on up to but not including `to`, or those whose sort key begins with `prefix`; at
/// most `limit`, from the other end with `reverse`, going on after `cursor`. A page may be shorter
/// than its limit, even empty; there may be more as long as it has a cursor. Of each item it has
/// what the selection says.
struct ItemRange: Sendable {
    static let parameters = SortBounds.parameters + ["limit", "cursor", "reverse"]

    /// What parameters say that say nothing: clients that are made from the contract send these with
    /// every request, so they are no mistake where one item is named either.
    static let defaults = [
        "limit": "\(NativeLimits.itemsPerPageDefault)", "reverse": "false",
    ]

    private let query: Engine.Query
    private let scope: CursorScope
    private let selection: ItemSelection

    init(
        _ request: NativeRequest, table: Table, partition: KeyValue, sort: KeyAttribute,
        selection: ItemSelection
    ) throws(NativeError) {
        let bounds = try SortBounds(request, as: sort)
        let isReversed = try request.query.boolean("reverse") ?? false
        let limit = try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
        var scope = CursorScope("items", of: table)
        for key in [partition, bounds.from, bounds.to, bounds.prefix] { scope.add(key) }
        scope.add(isReversed)
        let after = try PageCursor.position(
            in: request, scope, bytesMax: [ValueLimits.sortKeyBytesMax])
        self.scope = scope
        self.selection = selection
        query = Engine.Query(
            table: table, partition: partition, sort: bounds.sort, end: bounds.to,
            isReversed: isReversed, after: after.map { Key(partition: partition, sort: $0.first) },
            limit: limit ?? NativeLimits.itemsPerPageDefault)
    }

    /// The answer's JSON; `nil` when more than `bytesMax` of stored items would be read for it.
    func answer(
        from snapshot: borrowing Snapshot, bytesMax: Int
    ) throws(StoreError) -> [UInt8]? {
        try PageBody.bytes(cursor: cursor) { (writer) throws(StoreError) in
            try snapshot.walkPage(query, bytesMax: bytesMax) {
                (attributes) throws(CodecError) in
                try selection.write(&attributes, to: &writer)
            }
        }
    }

    /// The table has a sort key, so every item has one.
    private func cursor(after key: Key) -> String? {
        key.sort.map { PageCursor.text(after: [$0], in: scope) }
    }
}
