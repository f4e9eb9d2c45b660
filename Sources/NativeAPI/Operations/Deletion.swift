import Engine
import JSON
import Mutations
import Values

/// One step of deleting items: one command, which is small however much is deleted.
struct Deletion: Sendable {
    let table: Table
    let hasMore: Bool

    /// Items of one step when the request does not say, and at most.
    static let itemsMax = 1000

    static func limit(in request: Request) throws(NativeError) -> Int {
        try request.query.wholeNumber("limit", in: 1...itemsMax) ?? itemsMax
    }

    /// Finds the first items that the queries mean; a step ends with the first page that has some.
    ///
    /// A page ends after a megabyte of items, so no command writes more than that to a stream.
    static func plan(
        of table: Table, _ queries: [Engine.Query], in context: APIContext,
        where isMeant: (Key) -> Bool
    ) throws(NativeError) -> Plan {
        for (index, query) in queries.enumerated() {
            var query = query
            repeat {
                let page = try context.read { (snapshot) throws(StoreError) in
                    try snapshot.query(query)
                }
                let keys = page.items.compactMap { key(of: $0, in: table) }.filter(isMeant)
                if !keys.isEmpty {
                    let hasMore = page.lastKey != nil || index + 1 < queries.count
                    return Deletion(table: table, hasMore: hasMore).plan(of: keys)
                }
                query.after = page.lastKey
            } while query.after != nil
        }
        return .answer(answer(deleted: 0, hasMore: false))
    }

    private static func key(of item: Item, in table: Table) -> Key? {
        do {
            return try table.keySchema.key(of: item)
        } catch {
            return nil
        }
    }

    func plan(of keys: [Key]) -> Plan {
        let writes = keys.map { ItemWrite(table: table.id, key: $0, action: .delete) }
        return .commit(.batch(writes)) { result throws(NativeError) in
            switch result {
            case .success(.changes(let changes)):
                return Deletion.answer(
                    deleted: changes.count(where: { $0.oldImage != nil }), hasMore: hasMore)
            case .success(let reply): throw .failed("A deletion was answered with \(reply).")
            case .failure(let refusal): throw NativeError(refusal, of: table.name)
            }
        }
    }

    private static func answer(deleted: Int, hasMore: Bool) -> NativeResponse {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("deleted")
        writer.integer(deleted)
        writer.name("more")
        writer.boolean(hasMore)
        writer.endObject()
        return NativeResponse(body: writer.bytes)
    }
}
