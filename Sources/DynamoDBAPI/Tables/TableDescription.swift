import API
import Commands
import Engine
import JSON
import Model
import StreamRecords
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
    /// The same of each index, in the order of the table's indexes.
    let indexTotals: [Totals]
    /// The table's stream, or the last one that it had, if that can still be read.
    let stream: ChangeStream?
    let settings: APISettings
    /// The time of the answer, for what is counted by the day.
    let time: Timestamp

    /// The whole answer: one object whose only member is the description.
    static func answer(
        _ member: String, _ table: Table, status: Status = .active, in context: DynamoDBContext
    ) -> [UInt8] {
        let description = TableDescription(
            table: table, status: status, totals: context.store.totals(of: table.id),
            indexTotals: table.indexes.map { context.store.totals(of: $0, in: table.id) },
            stream: context.store.latestStream(of: table.id), settings: context.settings,
            time: context.store.now)
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
        writer.string(settings.aws.arn(ofTable: table.name))
        writer.name("TableId")
        writer.string(table.uuid.string)
        if status == .active { writeIndexes(to: &writer) }
        writeStream(to: &writer)
        writeOptions(to: &writer)
        writer.endObject()
    }

    private func writeIndexes(to writer: inout JSONWriter) {
        let described = zip(table.indexes, indexTotals).map { index, totals in
            IndexDescription(index: index, totals: totals, table: table, settings: settings)
        }
        for (scope, member) in [
            (SecondaryIndexDefinition.Scope.local, "LocalSecondaryIndexes"),
            (.global, "GlobalSecondaryIndexes"),
        ] {
            let indexes = described.filter { $0.index.scope == scope }
            if indexes.isEmpty { continue }
            writer.name(member)
            writer.array(indexes) { $0.write(to: &$1) }
        }
    }

    private func writeSchema(to writer: inout JSONWriter) {
        writer.name("AttributeDefinitions")
        writer.beginArray()
        for key in keyAttributes {
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

    /// Every attribute of a key, of the table or of an index, once, in the order of their names.
    private var keyAttributes: [KeyAttribute] {
        let attributes = table.keySchema.keyAttributes + table.indexes.flatMap(\.keyAttributes)
        var names: Set<Text> = []
        return attributes.filter { names.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    private func writeThroughput(to writer: inout JSONWriter) {
        let provisioned = table.settings.provisioned
        let history = table.history
        writer.name("ProvisionedThroughput")
        writer.beginObject()
        write("LastIncreaseDateTime", history.throughputRaisedAt, to: &writer)
        write("LastDecreaseDateTime", history.throughputLoweredAt, to: &writer)
        writer.name("NumberOfDecreasesToday")
        writer.integer(Int(history.loweringsToday(at: time)))
        ThroughputJSON.writeUnits(provisioned, to: &writer)
        writer.endObject()
        writeMode(to: &writer)
        ThroughputJSON.writeCeilings(table.settings, to: &writer)
        if status == .active { ThroughputJSON.writeWarm(table.settings, to: &writer) }
    }

    private func write(_ name: String, _ time: Timestamp?, to writer: inout JSONWriter) {
        guard let time else { return }
        writer.name(name)
        writer.number(text: time.wireText)
    }

    /// The billing mode under both of its names; a table that was never on demand has none.
    private func writeMode(to writer: inout JSONWriter) {
        let isProvisioned = table.settings.provisioned != nil
        if isProvisioned, table.history.onDemandSince == nil { return }
        for name in ["BillingMode", "TableThroughputMode"] {
            writer.name("\(name)Summary")
            writer.beginObject()
            writer.name(name)
            writer.string(isProvisioned ? "PROVISIONED" : "PAY_PER_REQUEST")
            write(
                "LastUpdateToPayPerRequestDateTime",
                table.history.onDemandSince ?? table.createdAt, to: &writer)
            writer.endObject()
        }
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
        writer.string(settings.aws.arn(of: stream))
    }

    private func writeOptions(to writer: inout JSONWriter) {
        if let tableClass = table.settings.tableClass {
            writer.name("TableClassSummary")
            writer.beginObject()
            writer.name("TableClass")
            writer.string(tableClass.string)
            write("LastUpdateDateTime", table.history.classChangedAt, to: &writer)
            writer.endObject()
        }
        if table.settings.encryption != nil {
            // An earlier version let tables ask for it; nothing was ever encrypted.
            writer.name("SSEDescription")
            writer.beginObject()
            writer.name("Status")
            writer.string("DISABLED")
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
