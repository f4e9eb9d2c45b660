import Engine
import JSON
import Mutations
import Values

/// A table as AWS describes it, in the answers of DescribeTable and of every change of a table.
struct TableDescription {
    /// Whether the table lives on; AWS describes a table that goes without its schema.
    enum Status: String {
        case active = "ACTIVE"
        case deleting = "DELETING"
    }

    let table: Table
    let status: Status
    let totals: Totals
    /// The table's stream, or the last one that it had, if that can still be read.
    let stream: ChangeStream?
    let settings: APISettings

    /// The whole answer: one object whose only member is the description.
    static func answer(
        _ member: String, _ table: Table, status: Status = .active, in context: APIContext
    ) -> [UInt8] {
        let description = TableDescription(
            table: table, status: status, totals: context.store.totals(of: table.id),
            stream: context.store.latestStream(of: table.id), settings: context.settings)
        var writer = JSONWriter(reservingBytes: 1024)
        writer.beginObject()
        writer.name(member)
        description.write(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if status == .active { writeSchema(to: &writer) }
        writer.name("TableName")
        writer.string(table.name.string)
        writer.name("TableStatus")
        writer.string(status.rawValue)
        if status == .active {
            writer.name("CreationDateTime")
            writer.number(text: table.createdAt.wireText)
        }
        writeThroughput(to: &writer)
        writer.name("TableSizeBytes")
        writer.integer(totals.bytes)
        writer.name("ItemCount")
        writer.integer(totals.items)
        writer.name("TableArn")
        writer.string(settings.arn(ofTable: table.name))
        writer.name("TableId")
        writer.string(table.uuid.string)
        writeStream(to: &writer)
        writeOptions(to: &writer)
        writer.endObject()
    }

    private func writeSchema(to writer: inout JSONWriter) {
        let keys = [table.keySchema.partition] + (table.keySchema.sort.map { [$0] } ?? [])
        writer.name("AttributeDefinitions")
        writer.beginArray()
        for key in keys {
            writer.beginObject()
            writer.name("AttributeName")
            writer.string(key.name.string)
            writer.name("AttributeType")
            writer.string(key.type.tag)
            writer.endObject()
        }
        writer.endArray()
        KeySchemaJSON.writeMember(table.keySchema, to: &writer)
    }

    private func writeThroughput(to writer: inout JSONWriter) {
        let provisioned = table.settings.provisioned
        writer.name("ProvisionedThroughput")
        writer.beginObject()
        writer.name("NumberOfDecreasesToday")
        writer.integer(0)
        writer.name("ReadCapacityUnits")
        writer.integer(provisioned?.readUnits ?? 0)
        writer.name("WriteCapacityUnits")
        writer.integer(provisioned?.writeUnits ?? 0)
        writer.endObject()
        guard provisioned == nil else { return }
        writer.name("BillingModeSummary")
        writer.beginObject()
        writer.name("BillingMode")
        writer.string("PAY_PER_REQUEST")
        // When a table changed its mode is not kept; most are on demand from the start.
        writer.name("LastUpdateToPayPerRequestDateTime")
        writer.number(text: table.createdAt.wireText)
        writer.endObject()
        guard let onDemand = table.settings.onDemand else { return }
        writer.name("OnDemandThroughput")
        writer.beginObject()
        if onDemand.maxReadUnits != BillingParameters.noCeiling {
            writer.name("MaxReadRequestUnits")
            writer.integer(onDemand.maxReadUnits)
        }
        if onDemand.maxWriteUnits != BillingParameters.noCeiling {
            writer.name("MaxWriteRequestUnits")
            writer.integer(onDemand.maxWriteUnits)
        }
        writer.endObject()
    }

    /// A stream that was switched off is still the latest; that there is none any more shows in the
    /// absence of a specification.
    private func writeStream(to writer: inout JSONWriter) {
        if let open = table.settings.stream {
            writer.name("StreamSpecification")
            writer.beginObject()
            writer.name("StreamEnabled")
            writer.boolean(true)
            writer.name("StreamViewType")
            writer.string(open.view.name)
            writer.endObject()
        }
        guard let stream else { return }
        writer.name("LatestStreamLabel")
        writer.string(stream.label)
        writer.name("LatestStreamArn")
        writer.string(settings.arn(of: stream))
    }

    private func writeOptions(to writer: inout JSONWriter) {
        if let tableClass = table.settings.tableClass {
            writer.name("TableClassSummary")
            writer.beginObject()
            writer.name("TableClass")
            writer.string(tableClass.string)
            writer.endObject()
        }
        if let encryption = table.settings.encryption {
            writer.name("SSEDescription")
            writer.beginObject()
            writer.name("Status")
            writer.string("ENABLED")
            writer.name("SSEType")
            writer.string(encryption.type.string)
            writer.name("KMSMasterKeyArn")
            writer.string(settings.arn(ofEncryptionKey: encryption.keyID))
            writer.endObject()
        }
        writer.name("DeletionProtectionEnabled")
        writer.boolean(table.settings.deletionProtection)
    }
}

extension Timestamp {
    /// Seconds since 1970 with milliseconds, as AWS writes points in time.
    var wireText: String {
        "\(Double(microseconds / 1000) / 1000)"
    }
}
