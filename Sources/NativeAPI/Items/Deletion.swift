import API
import Commands
import Engine
import JSON
import Model
import Values

/// One step of deleting items: one command, which is small however much is deleted.
struct Deletion: Sendable {
    let table: Table
    let hasMore: Bool

    static func limit(in request: NativeRequest) throws(NativeError) -> Int {
        let most = NativeLimits.deletionItemsMax
        return try request.query.wholeNumber("limit", in: 1...most) ?? most
    }

    /// Some of the items that a deletion means.
    struct Part: Sendable {
        var query: Engine.Query
        /// Which of the items that the query finds are meant.
        let isMeant: @Sendable (Key) -> Bool
    }

    /// Finds the first `limit` items that the parts mean, and deletes them at once.
    ///
    /// A step also ends after a megabyte of items, so no command writes more than that to a stream.
    static func plan(of table: Table, _ parts: [Part], limit: Int) -> Plan {
        .slicedRead(slice(of: parts[...], after: Found(), table, limit: limit))
    }

    /// What a step has found so far.
    private struct Found {
        var keys: [Key] = []
        var bytes = 0

        func isFull(_ limit: Int) -> Bool {
            keys.count >= limit || bytes >= Limits.pageBytesMax
        }
    }

    /// A slice ends after a page's worth of items, or with a page behind which its query goes on.
    ///
    /// Much may lie there that is not meant, and other reads have their turn in between.
    private static func slice(
        of parts: ArraySlice<Part>, after found: Found, _ table: Table, limit: Int
    ) -> SlicedRead {
        { (snapshot) throws(StoreError) in
            var parts = parts
            var found = found
            var bytesRead = 0
            while !found.isFull(limit), let part = parts.popFirst() {
                // More than what is left, as not everything that is found need be meant.
                var query = part.query
                query.limit = max(limit - found.keys.count, NativeLimits.deletionScannedMin)
                let page = try snapshot.query(query)
                bytesRead += page.evaluatedBytes
                query.after = page.lastKey
                for (index, item) in page.images.enumerated() {
                    guard let key = key(of: item, in: table), part.isMeant(key) else { continue }
                    found.keys.append(key)
                    found.bytes += item.size
                    if found.isFull(limit) {
                        if index + 1 < page.images.count { query.after = key }
                        break
                    }
                }
                guard query.after != nil || bytesRead >= Limits.pageBytesMax else { continue }
                if query.after != nil {
                    let rest = Part(query: query, isMeant: part.isMeant)
                    parts.insert(rest, at: parts.startIndex)
                }
                if !found.isFull(limit) {
                    return .more(slice(of: parts, after: found, table, limit: limit))
                }
            }
            guard !found.keys.isEmpty else {
                return .done(answer(deleted: 0, hasMore: false))
            }
            return .then(Deletion(table: table, hasMore: !parts.isEmpty).plan(of: found.keys))
        }
    }

    private static func key(of item: ItemImage, in table: Table) -> Key? {
        do {
            return try table.keySchema.key(of: item)
        } catch {
            return nil
        }
    }

    func plan(of keys: [Key]) -> Plan {
        let writes = keys.map { ItemWrite(table: table.id, key: $0, action: .delete) }
        return .commit(WriteBatch(writes)) { result throws(NativeError) in
            switch result {
            case .success(let changes):
                return Deletion.answer(
                    deleted: changes.count(where: { $0.oldImage != nil }), hasMore: hasMore)
            case .failure(let rejection): throw NativeError(rejection, of: table.name)
            }
        }
    }

    private static func answer(deleted: Int, hasMore: Bool) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("deleted")
        writer.integer(deleted)
        writer.name("more")
        writer.boolean(hasMore)
        writer.endObject()
        return Response(body: writer.bytes)
    }
}
