import Commands
import Model

extension Mutation {
    /// How many items it may write, at least one.
    var itemCount: Int {
        switch self {
        case .write, .catalog, .handler: 1
        case .batch(let writes): max(writes.count, 1)
        case .transaction(let transaction): max(transaction.writes.count, 1)
        // An id of ONCE is an entry of its own, and so is the source's mark.
        case .increments(let batch): batch.writes.reduce(1) { $0 + ($1.once == nil ? 1 : 2) }
        case .expire(let expiries): max(expiries.count, 1)
        case .indexExpiries(let backfill): max(backfill.storedKeys.count, 1)
        // The position, and what goes with it.
        case .advance(let advance): advance.writes.reduce(1) { $0 + ($1.once == nil ? 1 : 2) }
        case .trim(let trims): max(trims.count, 1)
        }
    }
}

extension Mutation {
    /// How many entries it may write at once, before the group's items are: marks, receipts, ids of ONCE,
    /// what belongs to the catalog.
    var directEntryCount: Int {
        switch self {
        case .write(let write): write.once == nil ? 0 : 1
        case .batch(let writes): writes.onceCount
        case .transaction(let transaction):
            transaction.writes.onceCount + (transaction.token == nil ? 0 : 1)
        case .increments(let batch): 1 + batch.writes.onceCount
        case .advance(let advance): 1 + advance.writes.onceCount
        case .catalog, .handler, .expire, .indexExpiries, .trim: itemCount
        }
    }

    /// Whether such an entry may be as large as the command.
    var hasLargeEntries: Bool {
        switch self {
        case .catalog, .handler, .advance: true
        default: false
        }
    }
}

extension [ItemWrite] {
    fileprivate var onceCount: Int { reduce(0) { $0 + ($1.once == nil ? 0 : 1) } }
}

extension Pending {
    /// Bytes of pages that each further item of one command is taken to dirty.
    private static let pageBytesPerItem = 12 << 10
    /// Bytes of memory that each further item takes while the command waits, decoded.
    private static let memoryPerItem = 1 << 10

    /// Roughly how many bytes the command takes while it is applied, so that a group of large batches
    /// is cut sooner than one of small writes.
    var weight: Int {
        encoded.count + (itemCount - 1) * Pending.pageBytesPerItem
    }

    /// Roughly how many bytes the command takes while it waits.
    var memory: Int {
        encoded.count + (itemCount - 1) * Pending.memoryPerItem
    }
}
