/// Parameters of CreateTable and UpdateTable that ask for something that is not there.
///
/// Each is refused by its name: a table that is said to be guarded, replicated or searchable and is
/// not would be found out too late.
enum RefusedParameters {
    static let ofCreateTable = [resourcePolicy, vectorIndexes, sourceARN, replicationMode]
    static let ofUpdateTable = [
        vectorIndexUpdates, replicationMode, multiRegionConsistency, witnessUpdates,
    ]

    static func check(_ request: RequestReader, for fields: [Field]) throws(WireError) {
        if let field = fields.first(where: { request.has($0.name) }) {
            throw .unsupported("\(field.name) is")
        }
    }

    private static let resourcePolicy = Field("ResourcePolicy", .string)
    private static let vectorIndexes = Field("VectorIndexes", .list(.ignored))
    private static let vectorIndexUpdates = Field("VectorIndexUpdates", .list(.ignored))
    private static let sourceARN = Field("GlobalTableSourceArn", .string, .length(1...1024))
    private static let replicationMode = Field(
        "GlobalTableSettingsReplicationMode", .string,
        .oneOf(["ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"]))
    private static let multiRegionConsistency = Field(
        "MultiRegionConsistency", .string, .oneOf(["EVENTUAL", "STRONG"]))
    private static let witnessUpdates = Field(
        "GlobalTableWitnessUpdates", .list(.structure([])), .length(1...1))
}
