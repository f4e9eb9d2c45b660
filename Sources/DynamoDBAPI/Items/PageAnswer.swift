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
        // A filter or a projection may leave little of what was evaluated.
        var writer = JSONWriter(reservingBytes: min(256 + page.images.count * 256, 64 << 10))
        writer.beginObject()
        if !isCountOnly {
            writer.name("Items")
            writer.beginArray()
            for item in page.images {
                ValueJSON.write(item, projection, to: &writer)
            }
            writer.endArray()
        }
        writer.name("Count")
        writer.integer(page.images.count)
        writer.name("ScannedCount")
        writer.integer(page.scannedCount)
        if let last = page.lastKey {
            writer.name("LastEvaluatedKey")
            ValueJSON.write(table.keySchema.attributes(of: last), to: &writer)
        }
        Capacity.read(
            bytes: page.evaluatedBytes, consistent: isConsistent,
            parts: page.lastKey == nil ? parts : 1
        ).writeMember(detail, table: table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
