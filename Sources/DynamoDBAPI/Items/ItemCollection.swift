import JSON
import Model
import StreamRecords
import Values

/// The items of a table with local indexes that have one partition key, of which
/// `ReturnItemCollectionMetrics` asks.
struct ItemCollection: Hashable, Sendable {
    private let schema: KeySchema
    private let partition: KeyValue

    /// `nil` when the request does not ask, or the table has no local index.
    init?(_ request: RequestReader, of key: Key, in table: Table) {
        guard table.indexes.contains(where: { $0.scope == .local }),
            request.string(.returnItemCollectionMetrics) == "SIZE"
        else { return nil }
        schema = table.keySchema
        partition = key.partition
    }

    /// Writes the `ItemCollectionMetrics` of an answer about one item.
    func writeMember(to writer: inout JSONWriter) {
        writer.name("ItemCollectionMetrics")
        write(to: &writer)
    }

    /// The size is an estimate in GiB, and collections are not summed one by one: it is said to lie
    /// between nothing and one, as DynamoDB says of every collection that is not large.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("ItemCollectionKey")
        ValueJSON.write(schema.attributes(of: Key(partition: partition, sort: nil)), to: &writer)
        writer.name("SizeEstimateRangeGB")
        writer.beginArray()
        writer.number(text: "0.0")
        writer.number(text: "1.0")
        writer.endArray()
        writer.endObject()
    }
}

/// The collections that a request with several writes touches, by table.
struct ItemCollections: Sendable {
    private var tables: [(name: Text, collections: [ItemCollection])] = []

    /// Adds the collection of an item, once, if the request asks for it.
    mutating func add(_ request: RequestReader, _ key: Key, in table: Table) {
        guard let collection = ItemCollection(request, of: key, in: table) else { return }
        guard let place = tables.firstIndex(where: { $0.name == table.name }) else {
            tables.append((table.name, [collection]))
            return
        }
        if !tables[place].collections.contains(collection) {
            tables[place].collections.append(collection)
        }
    }

    /// Writes the `ItemCollectionMetrics` member, unless there are none.
    func writeMember(to writer: inout JSONWriter) {
        if tables.isEmpty { return }
        writer.name("ItemCollectionMetrics")
        writer.beginObject()
        for (name, collections) in tables {
            writer.name(name.string)
            writer.array(collections) { $0.write(to: &$1) }
        }
        writer.endObject()
    }
}
