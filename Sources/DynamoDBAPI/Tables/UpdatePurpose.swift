import JSON

/// What an UpdateTable request is for: AWS carries out one change a request, and refuses most that
/// ask for two before it looks the table up.
struct UpdatePurpose {
    /// A kind of change, whatever it changes into.
    private enum Change {
        case encryption, tableClass, deletionProtection, stream, replicas
        case mode, provisioned, onDemand, warm
        /// `IndexUpdates` knows what one of these goes together with.
        case indexes
    }

    private let changes: Set<Change>

    init(_ request: RequestReader) {
        let members: [(Parameter, Change)] = [
            (.sseSpecification, .encryption), (.tableClass, .tableClass),
            (.deletionProtectionEnabled, .deletionProtection), (.streamSpecification, .stream),
            (.billingMode, .mode), (.tableThroughputMode, .mode),
            (.provisionedThroughput, .provisioned),
        ]
        var changes = Set(members.filter { request.has($0.0) }.map(\.1))
        // Provisioned capacity is a change of the throughput whichever member asks for it.
        let modes = [Parameter.billingMode, .tableThroughputMode].compactMap(request.string)
        if modes.first == "PROVISIONED" { changes.insert(.provisioned) }
        // What has nothing in it asks for nothing.
        let structures: [(Parameter, [Parameter], Change)] = [
            (.onDemandThroughput, [.maxReadRequestUnits, .maxWriteRequestUnits], .onDemand),
            (.warmThroughput, [.readUnitsPerSecond, .writeUnitsPerSecond], .warm),
        ]
        for (parameter, members, change) in structures {
            guard let structure = request.structure(parameter) else { continue }
            if members.contains(where: structure.has) { changes.insert(change) }
        }
        let lists: [(Parameter, Change)] = [
            (.replicaUpdates, .replicas), (.globalSecondaryIndexUpdates, .indexes),
        ]
        for (parameter, change) in lists where (request[parameter]?.count ?? 0) > 0 {
            changes.insert(change)
        }
        self.changes = changes
    }

    /// Refuses a request that asks for nothing, and one whose changes AWS does not make together.
    func check() throws(WireError) {
        if changes.isEmpty {
            throw .validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                    + "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, "
                    + "MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, "
                    + "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass "
                    + "is required"
            )
        }
        try checkAlone()
        try checkTogether()
    }

    /// The changes that stand alone, in the order in which AWS names them.
    private func checkAlone() throws(WireError) {
        let alone: [(Change, String)] = [
            (.encryption, "Server-Side Encryption modification"),
            (.tableClass, "TableClass modification"),
            (.deletionProtection, "DeletionProtection modification"),
        ]
        for (change, name) in alone where changes.contains(change) && changes.count > 1 {
            throw .invalidParameter("\(name) must be the only operation in the request")
        }
    }

    private func checkTogether() throws(WireError) {
        if both(.onDemand, .stream) || both(.onDemand, .warm) {
            throw .invalidParameter(
                "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
            )
        }
        if changes.contains(.warm), !changes.subtracting([.warm, .indexes]).isEmpty {
            throw .invalidParameter("WarmThroughput must be the only operation in the request")
        }
        if both(.stream, .provisioned) {
            throw .invalidParameter("You cannot modify stream status while updating table IOPS")
        }
    }

    private func both(_ one: Change, _ other: Change) -> Bool {
        changes.contains(one) && changes.contains(other)
    }
}
