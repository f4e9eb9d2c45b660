import Commands
import Engine
import LMDB
import Platform
import TestSupport
import Testing

/// Faults that a store could have, planted into a run beside the model: a run that does not notice
/// them would notice no others either.
enum PlantedFault: String, CaseIterable, Sendable {
    /// A write is acknowledged as it should be, and was never made.
    case lostWrite
    /// An update is applied twice, and answered once.
    case repeatedUpdate
    /// A rejected write is made all the same: without its condition.
    case ignoredCondition
    /// The mark at which an idempotency record ends is gone, so that the record is left behind
    /// forever.
    case leftEntry
    /// An index has lost an entry.
    case lostIndexEntry

    /// One planted change of a burst: what the store gets instead of the command at `index`, and
    /// whether the answer to the first of it is compared.
    struct Planting {
        let index: Int
        let commands: [any StoreCommand]
        let isCompared: Bool
    }

    /// What is planted in a burst; `nil` for most bursts, and for those that cannot show the fault.
    func planting(
        in commands: [any StoreCommand], using random: inout SplitMix64
    ) -> Planting? {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return nil }
        let writes = commands.indices.compactMap { index in
            (commands[index] as? ItemWrite).map { (index: index, write: $0) }
        }
        guard let (index, write) = writes.randomElement(using: &random) else { return nil }
        switch (self, write.action) {
        case (.lostWrite, _):
            return Planting(index: index, commands: [], isCompared: false)
        case (.repeatedUpdate, .update):
            return Planting(index: index, commands: [write, write], isCompared: true)
        case (.ignoredCondition, _) where write.condition != nil:
            let bare = ItemWrite(table: write.table, key: write.key, action: write.action)
            return Planting(index: index, commands: [bare], isCompared: false)
        default:
            return nil
        }
    }

    /// Plants what is a fault of the base, once the store is closed.
    func damage(_ directory: TemporaryDirectory) throws {
        let (space, kind): (String, UInt8?)
        switch self {
        case .leftEntry: (space, kind) = ("ledger", PlantedFault.endMarkTag)
        case .lostIndexEntry: (space, kind) = ("indexes", nil)
        case .lostWrite, .repeatedUpdate, .ignoredCondition: return
        }
        let environment = try Environment(
            path: directory.path + "/base",
            options: EnvironmentOptions(mapBytes: 64 << 20, databasesMax: 8))
        defer { environment.close() }
        var transaction = try environment.beginWrite()
        let database = try #require(try transaction.openDatabase(space, create: false))
        var keys: [[UInt8]] = []
        do {
            var cursor = try transaction.cursor(in: database)
            var isOnEntry = try cursor.moveToFirst()
            while isOnEntry {
                if kind == nil || cursor.keyBytes.first == kind { keys.append(cursor.keyBytes) }
                isOnEntry = try cursor.moveToNext()
            }
        }
        try transaction.delete(try #require(keys.last), in: database)
        try transaction.commit()
    }

    /// With what the key of such a mark begins, as OnDiskLayout.md has it.
    private static let endMarkTag: UInt8 = 2
}
