import Commands
import Engine
import Expressions
import JSON
import Model
import StreamRecords
import Values

/// How a page of Query or Scan is put together: what of its items is shown, and what it cost.
struct PageAnswer: Sendable {
    let table: Table
    /// The index that was read, if it was not the table itself.
    private let index: SecondaryIndex?
    let projection: Projection?
    let isCountOnly: Bool
    let isConsistent: Bool
    let detail: Capacity.Detail
    /// The parts of the table that the page had to ask, if it reached the end.
    private let parts: Int

    init(_ request: RequestReader, table: Table, projection: Projection?, parts: Int = 1) {
        self.init(request, table: table, index: nil, projection: projection, parts: parts)
    }

    init(_ request: RequestReader, table: Table, _ target: IndexTarget) {
        self.init(
            request, table: table, index: target.index, projection: target.projection, parts: 1)
    }

    private init(
        _ request: RequestReader, table: Table, index: SecondaryIndex?, projection: Projection?,
        parts: Int
    ) {
        self.table = table
        self.index = index
        self.projection = projection
        isCountOnly = request.string(.select) == "COUNT"
        isConsistent = request.boolean(.consistentRead) ?? false
        detail = Capacity.Detail(request)
        self.parts = parts
    }

    func render(_ page: Page) -> [UInt8] {
        var writer = beginning(page.images, scannedCount: page.scannedCount)
        if let last = page.lastKey { write(table.keySchema.attributes(of: last), to: &writer) }
        TableCapacity(
            .read(
                bytes: page.evaluatedBytes, consistent: isConsistent,
                parts: page.lastKey == nil ? parts : 1)
        ).writeMember(detail, table: table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    func render(_ page: IndexPage) -> [UInt8] {
        var writer = beginning(page.images, scannedCount: page.scannedCount)
        if let index, let last = page.lastPosition {
            var attributes = table.keySchema.attributes(of: last.key)
            let values = last.indexKey.partition + last.indexKey.sort
            for (attribute, value) in zip(index.keyAttributes, values) {
                attributes[attribute.name] = value.value
            }
            write(attributes, to: &writer)
        }
        // What was fetched from the table is paid for there, item by item.
        let fetched = page.fetchedSizes.reduce(Capacity.zero) {
            $0 + .read(bytes: $1, consistent: isConsistent)
        }
        let read = Capacity.read(bytes: page.evaluatedBytes, consistent: isConsistent)
        TableCapacity(fetched, indexes: index.map { [($0, read)] } ?? [])
            .writeMember(detail, table: table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func beginning(_ images: [ItemImage], scannedCount: Int) -> JSONWriter {
        // A filter or a projection may leave little of what was evaluated.
        var writer = JSONWriter(reservingBytes: min(256 + images.count * 256, 64 << 10))
        writer.beginObject()
        if !isCountOnly {
            writer.name("Items")
            writer.beginArray()
            for item in images {
                ValueJSON.write(item, projection, to: &writer)
            }
            writer.endArray()
        }
        writer.name("Count")
        writer.integer(images.count)
        writer.name("ScannedCount")
        writer.integer(scannedCount)
        return writer
    }

    private func write(_ last: Item, to writer: inout JSONWriter) {
        writer.name("LastEvaluatedKey")
        ValueJSON.write(last, to: &writer)
    }
}
