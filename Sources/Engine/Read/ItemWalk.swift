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
        try walkItems(of: query) { (key, item, isHidden) throws(CodecError) in
            if isHidden { return true }
            var attributes = try AttributeWalk(item)
            return try body(key.extracting(prefixCount...), &attributes)
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
    ) throws(StoreError) -> PageEnd<Key> {
        try walkAttributes(of: query, bytesMax: bytesMax, body)
    }

    /// The same of an index; an item counts as it is stored, whatever the index's projection.
    package func walkPage(
        _ query: IndexQuery, bytesMax: Int = .max,
        _ body: (inout AttributeWalk) throws(CodecError) -> Void
    ) throws(StoreError) -> PageEnd<IndexPosition> {
        switch try walkAttributes(of: query, bytesMax: bytesMax, body) {
        case .last: .last
        case .unfinished: .unfinished
        case .more(let key): .more(after: try position(of: key, in: query))
        }
    }

    @inline(__always)
    private func walkAttributes(
        of read: some ItemsRead, bytesMax: Int,
        _ body: (inout AttributeWalk) throws(CodecError) -> Void
    ) throws(StoreError) -> PageEnd<Key> {
        try walkPage(of: read, bytesMax: bytesMax) { (item, isHidden) throws(CodecError) in
            if !isHidden {
                var attributes = try AttributeWalk(item)
                try body(&attributes)
            }
            return item.count
        }.end
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
