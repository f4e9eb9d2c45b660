import JSON
import Model
import Values

/// The indexes that CreateTable asks for, checked one by one and against each other.
struct IndexRequests: Sendable {
    /// The local ones, then the global ones, each in the order of the request.
    let definitions: [SecondaryIndexDefinition]

    /// - Parameters:
    ///   - definitions: the AttributeDefinitions, which must have all key attributes and no other.
    ///   - isOnDemand: whether the table is, so that no index has a provisioned throughput.
    init(
        _ request: RequestReader, of table: KeySchema, definedBy definitions: KeyDefinitions,
        isOnDemand: Bool
    ) throws(WireError) {
        try IndexRequests.refuseEmptyLists(request)
        let localReaders = request.structures(.localSecondaryIndexes)
        let globalReaders = request.structures(.globalSecondaryIndexes)
        try IndexRequests.checkDefinitions(definitions, localReaders + globalReaders, of: table)
        let local = try IndexRequests.local(localReaders, of: table, definedBy: definitions)
        let global = try IndexRequests.global(
            globalReaders, definedBy: definitions, isOnDemand: isOnDemand)
        self.definitions = local + global
        try checkTogether()
    }

    private static func refuseEmptyLists(_ request: RequestReader) throws(WireError) {
        for list in [Parameter.localSecondaryIndexes, .globalSecondaryIndexes]
        where request[list]?.count == 0 {
            throw .invalidParameter("List of \(list.name) is empty")
        }
    }

    /// Every key attribute needs a definition, and every definition a key.
    private static func checkDefinitions(
        _ definitions: KeyDefinitions, _ indexes: [RequestReader], of table: KeySchema
    ) throws(WireError) {
        if indexes.isEmpty {
            if definitions.attributes.count == table.keyAttributes.count { return }
            throw .invalidParameter(
                "Number of attributes in KeySchema does not exactly match "
                    + "number of attributes defined in AttributeDefinitions")
        }
        var used = table.keyAttributes.map(\.name)
        for index in indexes {
            let elements = index.structures(.keySchema)
            let keys = try definitions.attributes(of: elements)
            try IndexKeyRules.checkNames(of: elements)
            for key in keys where !used.contains(key.name) { used.append(key.name) }
        }
        if used.count == definitions.attributes.count { return }
        throw .invalidParameter(
            "Some AttributeDefinitions are not used. AttributeDefinitions: "
                + "\(KeyDefinitions.list(definitions.attributes.map(\.name))), "
                + "keys used: \(KeyDefinitions.list(used))")
    }

    private static func local(
        _ readers: [RequestReader], of table: KeySchema, definedBy definitions: KeyDefinitions
    ) throws(WireError) -> [SecondaryIndexDefinition] {
        if readers.isEmpty { return [] }
        if table.sort == nil {
            throw .invalidParameter(
                "Table KeySchema does not have a range key, which is required when specifying "
                    + "a LocalSecondaryIndex")
        }
        var indexes: [SecondaryIndexDefinition] = []
        for reader in readers {
            let index = try SecondaryIndexDefinition(reader, .local, definedBy: definitions)
            if let hash = index.partition.first, hash.name != table.partition.name {
                throw .invalidParameter(
                    "Index KeySchema does not have the same leading hash key as table KeySchema "
                        + "for index: \(index.name). index hash key: \(hash.name), "
                        + "table hash key: \(table.partition.name)")
            }
            indexes.append(index)
        }
        return indexes
    }

    private static func global(
        _ readers: [RequestReader], definedBy definitions: KeyDefinitions, isOnDemand: Bool
    ) throws(WireError) -> [SecondaryIndexDefinition] {
        var indexes: [SecondaryIndexDefinition] = []
        for reader in readers {
            var index = try SecondaryIndexDefinition(reader, .global, definedBy: definitions)
            index.throughput = try IndexThroughput(
                ofNewTable: reader, index: index.name, isOnDemand: isOnDemand)
            indexes.append(index)
        }
        return indexes
    }

    private func checkTogether() throws(WireError) {
        var names: Set<Text> = []
        for index in definitions where !names.insert(index.name).inserted {
            throw .invalidParameter("Duplicate index name: \(index.name)")
        }
        if definitions.count(where: { $0.scope == .local }) > DynamoDBLimits.localIndexesMax {
            throw .invalidParameter(
                "Number of LocalSecondaryIndexes exceeds per-table limit of "
                    + "\(DynamoDBLimits.localIndexesMax)")
        }
        if definitions.count(where: { $0.scope == .global }) > DynamoDBLimits.globalIndexesMax {
            throw .invalidParameter(
                "GlobalSecondaryIndex count exceeds the per-table limit of "
                    + "\(DynamoDBLimits.globalIndexesMax)")
        }
        let projectedCount = definitions.reduce(0) { $0 + $1.projection.included.count }
        if projectedCount > DynamoDBLimits.projectedPerTableMax {
            throw .invalidParameter(
                "The number of NonKeyAttributes of all indexes exceeds the per-table limit of "
                    + "\(DynamoDBLimits.projectedPerTableMax)")
        }
    }
}
