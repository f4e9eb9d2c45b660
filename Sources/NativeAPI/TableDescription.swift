import Engine
import JSON
import Mutations
import Values

/// A table as this API describes it.
///
/// What a table does not have is left out; both figures are exact.
struct TableDescription {
    let table: Table
    let totals: Totals

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(table.name.string)
        writer.name("id")
        writer.string(table.uuid.string)
        writer.name("createdAt")
        writer.string(Instant.text(table.createdAt))
        writer.name("key")
        writer.beginObject()
        write(table.keySchema.partition, as: "partition", to: &writer)
        if let sort = table.keySchema.sort { write(sort, as: "sort", to: &writer) }
        writer.endObject()
        writer.name("itemCount")
        writer.integer(totals.items)
        writer.name("bytes")
        writer.integer(totals.bytes)
        if let timeToLive = table.timeToLive {
            writer.name("timeToLive")
            writer.beginObject()
            writer.name("attribute")
            writer.string(timeToLive.attribute.string)
            writer.name("mode")
            writer.string(word(for: timeToLive.mode))
            writer.endObject()
        }
        writer.name("tags")
        writer.beginObject()
        for (name, value) in table.tags.sorted(by: { $0.key < $1.key }) {
            writer.name(name.string)
            writer.string(value.string)
        }
        writer.endObject()
        writer.name("settings")
        write(table.settings, to: &writer)
        writer.endObject()
    }

    private func write(
        _ attribute: KeyAttribute, as part: String, to writer: inout JSONWriter
    ) {
        writer.name(part)
        writer.beginObject()
        writer.name("name")
        writer.string(attribute.name.string)
        writer.name("type")
        switch attribute.type {
        case .string: writer.string("string")
        case .number: writer.string("number")
        case .binary: writer.string("binary")
        }
        writer.endObject()
    }

    private func write(_ settings: TableSettings, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("deletionProtection")
        writer.boolean(settings.deletionProtection)
        writer.name("strict")
        writer.boolean(settings.strict)
        writer.name("timeToLiveMode")
        writer.string(word(for: settings.timeToLiveMode))
        if let provisioned = settings.provisioned {
            writer.name("provisioned")
            writer.beginObject()
            writer.name("readUnits")
            writer.integer(provisioned.readUnits)
            writer.name("writeUnits")
            writer.integer(provisioned.writeUnits)
            writer.endObject()
        }
        if let onDemand = settings.onDemand {
            writer.name("onDemand")
            writer.beginObject()
            writer.name("maxReadUnits")
            writer.integer(onDemand.maxReadUnits)
            writer.name("maxWriteUnits")
            writer.integer(onDemand.maxWriteUnits)
            writer.endObject()
        }
        if let tableClass = settings.tableClass {
            writer.name("tableClass")
            writer.string(tableClass.string)
        }
        if let encryption = settings.encryption {
            writer.name("encryption")
            writer.beginObject()
            writer.name("type")
            writer.string(encryption.type.string)
            if let keyID = encryption.keyID {
                writer.name("keyId")
                writer.string(keyID.string)
            }
            writer.endObject()
        }
        writer.endObject()
    }

    private func word(for mode: TimeToLive.Mode) -> String {
        switch mode {
        case .exact: "exact"
        case .lazy: "lazy"
        }
    }
}
