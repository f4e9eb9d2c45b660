import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// How a page of Query or Scan is put together: what of its items is shown, and what it cost.
struct PageAnswer: Sendable {
    let table: Table
    let projection: Projection?
    let isCountOnly: Bool
    let isConsistent: Bool
    let detail: Capacity.Detail

    init(_ request: RequestReader, table: Table, projection: Projection?) {
        self.table = table
        self.projection = projection
        isCountOnly = request.string("Select") == "COUNT"
        isConsistent = request.boolean("ConsistentRead") ?? false
        detail = Capacity.Detail(request)
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
        Capacity.read(bytes: page.evaluatedBytes, consistent: isConsistent)
            .writeMember(detail, table: table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}

/// The rules about `Select` that need more than its own value.
enum SelectRules {
    static func check(
        _ request: RequestReader, isQuery: Bool
    ) throws(WireError) {
        let select = request.string("Select")
        let hasProjection = request.has("ProjectionExpression")
        if select == "SPECIFIC_ATTRIBUTES", !hasProjection {
            let message =
                "Must specify the AttributesToGet or ProjectionExpression "
                + "when choosing to get SPECIFIC_ATTRIBUTES"
            throw isQuery ? .constraints([message]) : .validation(message)
        }
        if let select, hasProjection, select != "SPECIFIC_ATTRIBUTES" {
            let chosen = select == "COUNT" ? "only the Count" : select
            throw .validation(
                "Cannot specify the ProjectionExpression when choosing to get \(chosen)")
        }
        if select == "ALL_PROJECTED_ATTRIBUTES", !request.has("IndexName") {
            throw .validation(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
        }
    }

    /// Secondary indexes are not served yet, so no table has the one that is asked for.
    static func refuseIndex(_ request: RequestReader) throws(WireError) {
        guard let index = request.string("IndexName") else { return }
        throw .validation("The table does not have the specified index: \(index)")
    }
}

extension Field {
    static let select = Field(
        "Select", .string,
        .oneOf(["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"]))
    static let indexName = Field(
        "IndexName", .string, .length(TableName.bytes), .tableNamePattern(orARN: false))
}
