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
        if let field = fields.first(where: { request.has($0.parameter) }) {
            throw .unsupported("\(field.name) is")
        }
    }

    private static let resourcePolicy = Field(.resourcePolicy, .string)
    private static let vectorIndexes = Field(.vectorIndexes, .list(.ignored))
    private static let vectorIndexUpdates = Field(.vectorIndexUpdates, .list(.ignored))
    private static let sourceARN = Field(.globalTableSourceArn, .string, .length(1...1024))
    private static let replicationMode = Field(
        .globalTableSettingsReplicationMode, .string,
        .oneOf(["ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"]))
    private static let multiRegionConsistency = Field(
        .multiRegionConsistency, .string, .oneOf(["EVENTUAL", "STRONG"]))
    private static let witnessUpdates = Field(
        .globalTableWitnessUpdates, .list(.structure([])), .length(1...1))
}

extension Field {
    /// UpdateTable's ReplicaUpdates, which are refused as well; how they are written is judged first.
    static let replicaUpdates: Field = {
        func action(_ parameter: Parameter, _ region: Field) -> Field {
            let type = "\(parameter.name)ReplicationGroupMemberAction"
            return Field(parameter, .structure([region], type: type))
        }
        let region = Field(.regionName, .string)
        return Field(
            .replicaUpdates,
            .list(
                .structure(
                    [
                        action(.create, region),
                        action(.update, Field(.regionName, .string, .required)),
                        action(.delete, region),
                    ],
                    type: "ReplicationGroupUpdate")),
            .length(1...Int.max))
    }()
}
