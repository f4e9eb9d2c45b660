/// What a table or a global index is said to be paid for; stored and returned, without effect.
package protocol ThroughputSettings {
    /// `nil` means on-demand.
    var provisioned: TableSettings.ProvisionedThroughput? { get set }
    var onDemand: TableSettings.OnDemandThroughput? { get set }
    /// `nil` while a client has set nothing beyond what the billing mode gives.
    var warm: TableSettings.WarmThroughput? { get set }
}

extension TableSettings: ThroughputSettings {}

extension IndexThroughput: ThroughputSettings {}

extension ThroughputSettings {
    /// What the billing mode alone gives.
    private var warmByMode: TableSettings.WarmThroughput {
        provisioned.map {
            TableSettings.WarmThroughput(readUnits: $0.readUnits, writeUnits: $0.writeUnits)
        } ?? .onDemand
    }

    /// What the table or index is said to take at once.
    package var warmThroughput: TableSettings.WarmThroughput { warm ?? warmByMode }

    /// Whatever was reached stays, whether or not the billing mode would give as much.
    package mutating func keepWarm(_ reached: TableSettings.WarmThroughput) {
        let least = warmByMode
        let kept = TableSettings.WarmThroughput(
            readUnits: max(reached.readUnits, least.readUnits),
            writeUnits: max(reached.writeUnits, least.writeUnits))
        warm = kept == least ? nil : kept
    }
}
