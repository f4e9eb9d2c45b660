import API
import Commands
package import Engine
import Expressions
package import JSON
package import Model
import PlainBodies
import Values

/// A table as this API describes it: its whole definition, its size and its state.
///
/// What a table does not have is left out; both figures are exact. `settings` is what DynamoDB's tools
/// want to see again; it has no effect.
package struct TableDescription {
    let table: Table
    let totals: Totals
    /// The open stream.
    let stream: ChangeStream?
    /// What the table's indexes have; nothing for those that are not named.
    let indexTotals: [IndexID: Totals]

    package init(
        table: Table, totals: Totals, stream: ChangeStream?, indexTotals: [IndexID: Totals] = [:]
    ) {
        self.table = table
        self.totals = totals
        self.stream = stream
        self.indexTotals = indexTotals
    }

    /// The description as an answer.
    func response(status: Int = 200) -> Response {
        var writer = JSONWriter(reservingBytes: 1024)
        write(to: &writer)
        return Response(status: status, body: writer.bytes)
    }

    /// Writes the description as one object.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(table.name.string)
        writer.name("id")
        writer.string(table.uuid.string)
        writer.name("createdAt")
        writer.string(Instant.text(table.createdAt))
        writer.name("key")
        writer.beginObject()
        writer.name("partition")
        table.keySchema.partition.write(to: &writer)
        if let sort = table.keySchema.sort {
            writer.name("sort")
            sort.write(to: &writer)
        }
        writer.endObject()
        writer.name("itemCount")
        writer.integer(totals.items)
        writer.name("bytes")
        writer.integer(totals.bytes)
        if let timeToLive = table.timeToLive { write(timeToLive, to: &writer) }
        writer.name("strict")
        writer.boolean(table.settings.strict)
        writer.name("deletionProtection")
        writer.boolean(table.settings.deletionProtection)
        writer.name("once")
        writer.beginObject()
        writer.name("retention")
        writer.string(Lifetime.text(seconds: table.settings.onceLifeSeconds))
        writer.endObject()
        writeTags(to: &writer)
        writeSketches(to: &writer)
        if let settings = table.settings.stream {
            settings.write(label: stream?.label, to: &writer)
        }
        if let series = table.series {
            writer.name("series")
            series.write(to: &writer)
        }
        if !table.indexes.isEmpty {
            writer.name("indexes")
            writer.array(table.indexes) { $0.write(indexTotals[$0.id] ?? Totals(), to: &$1) }
        }
        writeSettings(table.settings, to: &writer)
        writer.endObject()
    }

    private func write(_ timeToLive: TimeToLive, to writer: inout JSONWriter) {
        writer.name("timeToLive")
        writer.beginObject()
        writer.name("attribute")
        writer.string(timeToLive.attribute.string)
        writer.name("mode")
        switch timeToLive.mode {
        case .exact: writer.string("exact")
        case .lazy: writer.string("lazy")
        }
        writer.endObject()
    }

    /// Tags that stand for settings are left out: they are described as settings.
    private func writeTags(to writer: inout JSONWriter) {
        writer.name("tags")
        writer.beginObject()
        for (name, value) in table.tags.sorted(by: { $0.key < $1.key })
        where !ReservedTag.isReserved(name) {
            writer.name(name.string)
            writer.string(value.string)
        }
        writer.endObject()
    }

    private func writeSketches(to writer: inout JSONWriter) {
        let precisions = table.settings.sketchPrecisions
        writer.name("sketches")
        writer.beginObject()
        writer.name("default")
        writer.integer(precisions.default)
        if !precisions.attributes.isEmpty {
            writer.name("attributes")
            writer.beginObject()
            for (name, precision) in precisions.attributes.sorted(by: { $0.key < $1.key }) {
                writer.name(name.string)
                writer.integer(precision)
            }
            writer.endObject()
        }
        writer.endObject()
    }

    private func writeSettings(_ settings: TableSettings, to writer: inout JSONWriter) {
        guard
            settings.provisioned != nil || settings.onDemand != nil || settings.tableClass != nil
                || settings.encryption != nil
        else { return }
        writer.name("settings")
        writer.beginObject()
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
}

extension TableDescription {
    init(_ table: Table, in store: Store) {
        var indexTotals: [IndexID: Totals] = [:]
        for index in table.indexes {
            indexTotals[index.id] = store.totals(of: index, in: table.id)
        }
        self.init(
            table: table, totals: store.totals(of: table.id),
            stream: table.stream.flatMap { store.stream($0) }, indexTotals: indexTotals)
    }
}
