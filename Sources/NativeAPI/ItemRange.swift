import Engine
import Expressions
import JSON
import Mutations
import Values

/// A page of one partition's items, in the order of their sort keys.
///
/// From `from` on up to but not including `to`, or those whose sort key begins with `prefix`; at
/// most `limit`, from the other end with `reverse`, going on after `cursor`. A page may be shorter
/// than its limit, even empty; there may be more as long as it has a cursor.
struct ItemRange: Sendable {
    static let parameters = ["from", "to", "prefix", "limit", "cursor", "reverse"]

    private let query: Engine.Query
    private let sort: KeyAttribute
    /// The upper bound, where the query includes it although the answer must not.
    private let excluded: KeyValue?

    init(
        _ request: Request, table: Table, partition: KeyValue, sort: KeyAttribute
    ) throws(NativeError) {
        let from = try KeyParameter.sort("from", in: request, as: sort)
        let to = try KeyParameter.sort("to", in: request, as: sort)
        let isReversed = try request.query.boolean("reverse") ?? false
        let limit = try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
        var after = try PageCursor.sort(in: request, as: sort)
        let prefix = try ItemRange.prefix(in: request, as: sort)
        if let from, let to {
            guard from <= to else {
                throw .invalid(field: "from", "Parameter from lies after parameter to.")
            }
            excluded = to
            // Going down from `to` leaves it out by itself.
            if isReversed { after = min(after ?? to, to) }
        } else {
            excluded = nil
        }
        self.sort = sort
        query = Engine.Query(
            table: table, partition: partition,
            sort: prefix.map { .beginsWith($0) } ?? ItemRange.range(from: from, to: to),
            isReversed: isReversed,
            after: after.map { Key(partition: partition, sort: $0) },
            limit: limit ?? NativeLimits.itemsPerPageDefault)
    }

    private static func prefix(
        in request: Request, as sort: KeyAttribute
    ) throws(NativeError) -> KeyValue? {
        guard let prefix = try KeyParameter.sort("prefix", in: request, as: sort) else {
            return nil
        }
        guard sort.type != .number else {
            throw .invalid(
                field: "prefix", "Parameter prefix has no meaning: \(sort.name) is a number.")
        }
        for other in ["from", "to"] where request.query[other] != nil {
            throw .invalid(
                field: "prefix", "Parameter prefix cannot be combined with parameter \(other).")
        }
        return prefix
    }

    private static func range(from: KeyValue?, to: KeyValue?) -> SortRange {
        switch (from, to) {
        case (nil, nil): .all
        case (let from?, nil): .greaterOrEqual(from)
        case (nil, let to?): .less(to)
        case (let from?, let to?): .between(from, to)
        }
    }

    func answer(from snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        let page = try snapshot.query(query)
        // An excluded bound is the range's end, so it can only come last, and nothing follows it.
        let isLastExcluded = excluded != nil && page.items.last?[sort.name] == excluded?.value
        let isAtEnd = excluded != nil && page.lastKey?.sort == excluded
        var writer = JSONWriter(reservingBytes: 256 + page.evaluatedBytes * 2)
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        for item in page.items.dropLast(isLastExcluded ? 1 : 0) {
            PlainJSON.write(item, to: &writer)
        }
        writer.endArray()
        if !isAtEnd, let last = page.lastKey?.sort {
            writer.name("cursor")
            writer.string(PageCursor.text(after: last))
        }
        writer.endObject()
        return writer.bytes
    }
}
