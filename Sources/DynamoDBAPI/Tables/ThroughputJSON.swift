import JSON
import Model

/// What a table or a global index is paid for, as AWS describes it.
enum ThroughputJSON {
    static func writeCeilings(_ settings: some ThroughputSettings, to writer: inout JSONWriter) {
        guard settings.provisioned == nil, let onDemand = settings.onDemand else { return }
        writer.name("OnDemandThroughput")
        writer.beginObject()
        if onDemand.maxReadUnits != ThroughputParameters.noCeiling {
            writer.name("MaxReadRequestUnits")
            writer.integer(onDemand.maxReadUnits)
        }
        if onDemand.maxWriteUnits != ThroughputParameters.noCeiling {
            writer.name("MaxWriteRequestUnits")
            writer.integer(onDemand.maxWriteUnits)
        }
        writer.endObject()
    }

    static func writeWarm(_ settings: some ThroughputSettings, to writer: inout JSONWriter) {
        let warm = settings.warmThroughput
        writer.name("WarmThroughput")
        writer.beginObject()
        writer.name("ReadUnitsPerSecond")
        writer.integer(warm.readUnits)
        writer.name("WriteUnitsPerSecond")
        writer.integer(warm.writeUnits)
        writer.name("Status")
        writer.string("ACTIVE")
        writer.endObject()
    }

    /// Nothing but the units; a table says more about its own.
    static func writeUnits(
        _ provisioned: TableSettings.ProvisionedThroughput?, to writer: inout JSONWriter
    ) {
        writer.name("ReadCapacityUnits")
        writer.integer(provisioned?.readUnits ?? 0)
        writer.name("WriteCapacityUnits")
        writer.integer(provisioned?.writeUnits ?? 0)
    }
}
