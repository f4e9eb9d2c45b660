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
    let projection: Projection?
    let isCountOnly: Bool
    let isConsistent: Bool
    let detail: Capacity.Detail
    /// The parts of the table that the page had to ask, if it reached the end.
    private let parts: Int

    init(_ request: RequestReader, table: Table, projection: Projection?, parts: Int = 1) {
        self.table = table
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

    func render(_ page: IndexPage, of index: SecondaryIndex) -> [UInt8] {
        var writer = beginning(page.images, scannedCount: page.scannedCount)
        if let last = page.lastPosition {
            write(last.attributes(of: index, in: table.keySchema), to: &writer)
        }
        TableCapacity(page, of: index, consistent: isConsistent)
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
