import Model

/// How many parts AWS would keep a new table in, which shows in two places: a stream has a shard for
/// each, and a Scan pays for asking each.
enum TableParts {
    /// A small provisioned table is of one part; readers that know of one shard only count on it.
    static func count(of settings: TableSettings) -> Int {
        guard let provisioned = settings.provisioned else { return onDemand }
        let share =
            Double(provisioned.readUnits) / readUnitsOfPart
            + Double(provisioned.writeUnits) / writeUnitsOfPart
        return Int(min(max(share.rounded(.up), 1), Double(onDemand)))
    }

    static let onDemand = Limits.streamShardsDefault
    /// What one part of a table takes at AWS.
    private static let readUnitsOfPart = 3000.0
    private static let writeUnitsOfPart = 1000.0
}
