package import Model
package import Values

extension Snapshot {
    /// Hands the items of a query to `body` one by one where they lie, until it answers `false`.
    ///
    /// For sums over many items: `body` gets the sort key as ordered bytes (a string's are its UTF-8)
    /// and a walk over the attributes, before the first. A query's limit and filter do not count here. Items past
    /// their time to live are left out.
    package func walk(
        _ query: Query,
        _ body: (Span<UInt8>, inout AttributeWalk) throws(CodecError) -> Bool
    ) throws(StoreError) {
        let prefixCount = Keyspace.partition(query.partition, in: query.table.id).count
        let ending = Ending(query.table, at: time)
        try visit(in: .items, query.range, isReversed: query.isReversed) {
            (key, value) throws(StoreError) in
            do throws(CodecError) {
                if let ending, try ending.hides(value) { return true }
                var attributes = try AttributeWalk(value)
                return try body(key.extracting(prefixCount...), &attributes)
            } catch {
                throw .corrupt("an item cannot be decoded: \(error)")
            }
        }
    }

    /// Hands one page of a query to `body`, item by item where they lie.
    ///
    /// A page ends where `query` would end it, with the difference that items count as they are
    /// stored; the query's filter does not count. It is left unfinished before the item with which
    /// more than `bytesMax` would be read.
    package func walkPage(
        _ query: Query, bytesMax: Int = .max,
        _ body: (inout AttributeWalk) throws(CodecError) -> Void
    ) throws(StoreError) -> PageEnd {
        guard let sort = query.table.keySchema.sort else { return .last }
        let ending = Ending(query.table, at: time)
        let sortName = sort.name.bytes
        var bounds = PageBounds(limit: query.limit)
        var end = PageEnd.last
        var bytesRead = 0
        try visit(in: .items, query.range, isReversed: query.isReversed) {
            (_, value) throws(StoreError) in
            do throws(CodecError) {
                bytesRead += value.count
                guard bytesRead <= bytesMax else {
                    end = .unfinished
                    return false
                }
                let isHidden = try ending?.hides(value) ?? false
                if !isHidden {
                    var attributes = try AttributeWalk(value)
                    try body(&attributes)
                }
                bounds.count(value.count, isHidden: isHidden)
                guard bounds.areReached else { return true }
                var attributes = try AttributeWalk(value)
                guard try attributes.move(to: sortName), let key = try attributes.readKeyValue()
                else { throw .invalid("sort key") }
                end = .more(after: key)
                return false
            } catch {
                throw .corrupt("an item cannot be decoded: \(error)")
            }
        }
        return end
    }

    /// Hands one item to `body`; `false` when it is not there.
    package func walk(
        _ key: Key, in table: Table, _ body: (inout AttributeWalk) throws(CodecError) -> Void
    ) throws(StoreError) -> Bool {
        let itemKey = Keyspace.item(key, in: table.id)
        guard let value = try value(of: itemKey, in: .items) else { return false }
        let bytes = value.bytes.span.extracting(value.start...)
        do throws(CodecError) {
            if let ending = Ending(table, at: time), try ending.hides(bytes) { return false }
            var attributes = try AttributeWalk(bytes)
            try body(&attributes)
            return true
        } catch {
            throw .corrupt("an item cannot be decoded: \(error)")
        }
    }
}

/// What comes behind a page of items.
package enum PageEnd: Hashable, Sendable {
    /// Nothing.
    case last
    /// More, perhaps, after this sort key.
    case more(after: KeyValue)
    /// The rest of the page itself.
    case unfinished
}

/// Which stored items have ended as far as reads see it.
private struct Ending {
    private let attribute: [UInt8]
    private let time: Timestamp

    /// `nil` for a table that hides nothing.
    init?(_ table: Table, at time: Timestamp) {
        guard let timeToLive = table.timeToLive, timeToLive.mode == .exact else { return nil }
        attribute = timeToLive.attribute.bytes
        self.time = time
    }

    /// Looks at nothing but the item's end.
    func hides(_ value: Span<UInt8>) throws(CodecError) -> Bool {
        var attributes = try AttributeWalk(value)
        guard try attributes.move(to: attribute), let end = try attributes.readNumber(),
            let last = TimeToLive.lastSecond(.number(end))
        else { return false }
        return TimeToLive.hasEnded(lastSecond: last, at: time)
    }
}
