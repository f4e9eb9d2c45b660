import API
import Engine
import JSON
import Model
import StreamRecords
import Values

/// A secondary index as AWS describes it, in the description of its table.
struct IndexDescription {
    let index: SecondaryIndex
    let totals: Totals
    let table: Table
    let settings: APISettings

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("IndexName")
        writer.string(index.name.string)
        KeySchemaJSON.writeMember(index, to: &writer)
        writeProjection(to: &writer)
        if index.scope == .global { writeState(to: &writer) }
        writer.name("IndexSizeBytes")
        writer.integer(totals.bytes)
        writer.name("ItemCount")
        writer.integer(totals.items)
        writer.name("IndexArn")
        writer.string("\(settings.aws.arn(ofTable: table.name))/index/\(index.name)")
        writer.endObject()
    }

    private func writeProjection(to writer: inout JSONWriter) {
        writer.name("Projection")
        writer.beginObject()
        writer.name("ProjectionType")
        switch index.projection {
        case .all: writer.string("ALL")
        case .keysOnly: writer.string("KEYS_ONLY")
        case .include(let names):
            writer.string("INCLUDE")
            writer.name("NonKeyAttributes")
            writer.array(names) { $1.string($0.string) }
        }
        writer.endObject()
    }

    /// What a local index has not: it is made and paid for with its table.
    private func writeState(to writer: inout JSONWriter) {
        writer.name("IndexStatus")
        switch index.state {
        case .active: writer.string("ACTIVE")
        case .creating:
            writer.string("CREATING")
            writer.name("Backfilling")
            writer.boolean(true)
        }
        let throughput = index.definition.throughput
        writer.name("ProvisionedThroughput")
        writer.beginObject()
        writer.name("NumberOfDecreasesToday")
        writer.integer(0)
        ThroughputJSON.writeUnits(throughput.provisioned, to: &writer)
        writer.endObject()
        ThroughputJSON.writeCeilings(throughput, to: &writer)
        ThroughputJSON.writeWarm(throughput, to: &writer)
    }
}
