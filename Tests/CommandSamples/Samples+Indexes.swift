import Commands
import Engine
package import Model
import Values

extension Samples {
    private static let scope = KeyAttribute(name: "s", type: .string)
    private static let rank = KeyAttribute(name: "r", type: .number)
    private static let blob = KeyAttribute(name: "b", type: .binary)

    /// A global index with every part there.
    package static let globalIndex = SecondaryIndexDefinition(
        name: "g", scope: .global, partition: [scope, rank], sort: [blob],
        projection: .include(["p", "q"]),
        throughput: IndexThroughput(
            provisioned: .init(readUnits: 5, writeUnits: 6),
            onDemand: .init(maxReadUnits: -1, maxWriteUnits: 9),
            warm: .init(readUnits: 7, writeUnits: 8)))

    package static let localIndex = SecondaryIndexDefinition(
        name: "l", scope: .local, partition: [schema.partition], sort: [rank],
        projection: .keysOnly)

    /// Commands about indexes, which came after all the others.
    static func indexes() -> [any StoreCommand] {
        let table = TableID(rawValue: 3)
        let definition = TableDefinition(
            name: "clicks", uuid: "u-1", keySchema: schema, indexes: [globalIndex, localIndex])
        return [
            CreateTable(definition),
            DefineTable(definition, timeToLive: TimeToLive(attribute: "ends")),
            UpdateTable(
                table, TableSettings(), rejectingNoChange: true,
                indexes: [
                    .create(globalIndex), .delete("l"), .setThroughput("g", IndexThroughput()),
                ]),
            UpdateTable(
                table, TableSettings(), rejectingNoChange: true, stream: .off,
                indexes: [.delete("l")]),
        ]
    }
}
