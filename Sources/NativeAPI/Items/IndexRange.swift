import API
import Engine
import Expressions
import JSON
import Model
import Values

/// A page of the items that a secondary index has under one partition, in the order of its sort
/// attributes.
///
/// `pk` is given once for each partition attribute of the index, `sk` for as many of its first sort
/// attributes as must be equal, both in the order of the key. `from`, `to` and `prefix` bound the sort
/// attribute behind these; everything else is as in `ItemRange`. An item has what the index's projection
/// says, unless the request names attributes: then those, whatever the projection.
struct IndexRange: Sendable {
    private let query: IndexQuery
    private let scope: CursorScope
    private let selection: ItemSelection

    init(
        _ request: NativeRequest, table: Table, index: SecondaryIndex
    ) throws(NativeError) {
        guard index.state == .active else { throw .indexNotReady(index.name) }
        let partition = try KeyParameter.values(
            "pk", in: request, as: index.partition, bytesMax: ValueLimits.partitionKeyBytesMax)
        guard partition.count == index.partition.count else {
            throw .invalid(
                field: "pk",
                "Parameter pk must be given once for each partition attribute of index "
                    + "\(index.name): \(IndexRange.names(of: index.partition)).")
        }
        let prefix = try KeyParameter.values(
            "sk", in: request, as: index.sort, bytesMax: ValueLimits.sortKeyBytesMax)
        var query = IndexQuery(table: table, index: index, partition: partition, prefix: prefix)
        let bounds = try IndexRange.bounds(in: request, of: index, behind: prefix.count)
        query.sort = bounds?.sort ?? .all
        query.end = bounds?.to
        query.isReversed = try request.query.boolean("reverse") ?? false
        query.limit =
            try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
            ?? NativeLimits.itemsPerPageDefault
        var scope = CursorScope("index", of: table)
        scope.add(index)
        for value in partition + prefix { scope.add(value) }
        for bound in [bounds?.from, bounds?.to, bounds?.prefix] { scope.add(bound) }
        scope.add(query.isReversed)
        query.after = try IndexRange.position(in: request, scope, of: query)
        self.query = query
        self.scope = scope
        selection = try ItemSelection(in: request, otherwise: index.projected)
    }

    /// What bounds the sort attribute behind those that are given; `nil` when there is none.
    private static func bounds(
        in request: NativeRequest, of index: SecondaryIndex, behind count: Int
    ) throws(NativeError) -> SortBounds? {
        guard count < index.sort.count else {
            try ReadItems.refuse(
                SortBounds.parameters, in: request,
                because: index.sort.isEmpty
                    ? "index \(index.name) has no sort attributes"
                    : "sk gives all sort attributes of index \(index.name)")
            return nil
        }
        return try SortBounds(request, as: index.sort[count])
    }

    private static func names(of attributes: [KeyAttribute]) -> String {
        attributes.map(\.name.string).joined(separator: ", ")
    }

    // MARK: Cursor

    // A position is written as the values of the sort attributes that the request does not give, and
    // the item's key.

    private static func position(
        in request: NativeRequest, _ scope: CursorScope, of query: IndexQuery
    ) throws(NativeError) -> IndexPosition? {
        let sortCount = query.index.sort.count - query.prefix.count
        var bounds = Array(repeating: ValueLimits.sortKeyBytesMax, count: sortCount)
        bounds.append(ValueLimits.partitionKeyBytesMax)
        if query.table.keySchema.sort != nil { bounds.append(ValueLimits.sortKeyBytesMax) }
        guard let values = try PageCursor.position(in: request, scope, bytesMax: bounds) else {
            return nil
        }
        return IndexPosition(
            indexKey: IndexKey(
                partition: query.partition, sort: query.prefix + values.prefix(sortCount)),
            key: Key(
                partition: values[sortCount],
                sort: values.count > sortCount + 1 ? values[sortCount + 1] : nil))
    }

    private func cursor(after position: IndexPosition) -> String {
        var values = Array(position.indexKey.sort.dropFirst(query.prefix.count))
        values.append(position.key.partition)
        if let sort = position.key.sort { values.append(sort) }
        return PageCursor.text(after: values, in: scope)
    }

    // MARK: Answer

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
}
