import Commands
import Engine
import Expressions
import Model
import Values

/// What a store should hold and answer: plain dictionaries, and rules written down a second time.
struct StoreModel {
    struct TransactionRecord {
        var digest: [UInt8]
        var lastSecond: Int64
        var imageBytes: [Int]
    }

    var tables: [Text: TableModel] = [:]
    var transactions: [Text: TransactionRecord] = [:]
    /// What the clock shows.
    var clock: Int64
    /// The time that the last command had.
    private var reached: Int64 = 0

    init(clock: Int64) {
        self.clock = clock
    }

    /// The time of an answer: never behind the last command's.
    var now: Int64 { max(clock, reached) }

    /// Notes that a command had its place in the order, rejected or not.
    mutating func passCommand() {
        reached = now
    }

    // MARK: Writes

    /// What happens to one item: before and after as the writer is told, or a rejection.
    func decide(_ write: ModelWrite) -> ModelOutcome {
        guard let table = tables[write.table] else { return .tableNotFound }
        let old = table.visible(write.key, at: now)
        if let once = write.once, table.knows(once, at: now) { return .repeated(old) }
        // A whole item is judged before its condition.
        if case .put(let item) = write.action,
            let rejection = table.indexRejection(of: item, after: nil, isUpdate: false)
        {
            return .rejected(rejection)
        }
        guard write.condition?.holds(for: old) ?? true else {
            return .rejected(.conditionFailed(existing: old.map { ItemImage($0) }))
        }
        if let rejection = write.action.rejection(on: old) { return .rejected(rejection) }
        let new = write.action.apply(to: old, write.key, table.schema)
        if write.action != .check,
            let rejection = table.indexRejection(
                of: new, after: old, isUpdate: write.action.isKindOfUpdate)
        {
            return .rejected(rejection)
        }
        return .changed(old: old, new: new)
    }

    mutating func record(_ write: ModelWrite, _ outcome: ModelOutcome) {
        guard case .changed(let old, let new) = outcome, write.action != .check else { return }
        let now = now
        tables[write.table]?.set(write.key, to: new, isVisible: old != nil, at: now)
        if let once = write.once { tables[write.table]?.remember(once, at: now) }
    }

    mutating func apply(_ write: ModelWrite) -> ModelOutcome {
        passCommand()
        let outcome = decide(write)
        record(write, outcome)
        return outcome
    }

    /// All or nothing; `nil` when the token says that it has happened already.
    mutating func apply(_ writes: [ModelWrite], token: TransactionToken?) -> ModelTransactionOutcome
    {
        passCommand()
        if let token, let record = transactions[token.text], record.lastSecond >= now {
            return record.digest == token.digest
                ? .repeated(imageBytes: record.imageBytes) : .rejected(.tokenMismatch)
        }
        if writes.contains(where: { tables[$0.table] == nil }) { return .rejected(.tableNotFound) }
        let outcomes = writes.map { decide($0) }
        guard outcomes.allSatisfy({ $0.rejection == nil }) else {
            return .rejected(.cancelled(outcomes.map(\.rejection)))
        }
        for (write, outcome) in zip(writes, outcomes) { record(write, outcome) }
        if let token {
            transactions[token.text] = TransactionRecord(
                digest: token.digest, lastSecond: now + 600,
                imageBytes: outcomes.map { $0.new?.size ?? 0 })
        }
        return .changed(outcomes)
    }

    /// In order, each write seeing the ones before it; all or nothing, and once.
    mutating func apply(_ batch: ModelBatch) -> ModelBatchOutcome {
        passCommand()
        let now = now
        guard let before = tables[batch.table] else { return .rejected(.tableNotFound) }
        if let source = before.sources[batch.source], source.lastSecond >= now {
            if batch.sequence <= source.sequence { return .duplicate(last: source.sequence) }
            if batch.sequence > source.sequence + 1 {
                return .rejected(.sequenceGap(expected: source.sequence + 1))
            }
        }
        for (index, write) in batch.writes.enumerated() {
            let outcome = decide(write)
            if let reason = outcome.rejection {
                let found = tables[batch.table]?.visible(write.key, at: now)
                tables[batch.table] = before
                return .rejected(
                    .writes(
                        .write(
                            index: index, existing: found.map { ItemImage($0) }, reason)))
            }
            record(write, outcome)
        }
        tables[batch.table]?.sources[batch.source] = TableModel.Source(
            sequence: batch.sequence, lastSecond: now + 30 * 86_400)
        return .applied
    }

    /// What the TTL sweeper leaves when it has done all it can.
    mutating func reap() {
        passCommand()
        let now = now
        for (name, table) in tables {
            for (key, item) in table.items where table.hasEnded(item, at: now) {
                tables[name]?.set(key, to: nil, isVisible: table.isLazy, at: now, isExpiry: true)
            }
        }
    }

    /// What the upkeep leaves of the streams.
    mutating func trim() {
        let now = now
        for name in tables.keys { tables[name]?.stream?.trim(at: now) }
    }
}

/// A table as a dictionary.
struct TableModel {
    var schema: KeySchema
    var timeToLive: Text?
    var isLazy = false
    /// Everything that is stored, ended or not.
    var items: [Key: Item] = [:]
    var sources: [Text: Source] = [:]
    var stream: StreamModel?
    var indexes: [Text: IndexModel] = [:]
    /// Ids of ONCE with the last second in which each is known.
    private var ids: [Text: Int64] = [:]
    private let idLifeSeconds: Int64

    struct Source {
        var sequence: Int64
        var lastSecond: Int64
    }

    init(schema: KeySchema, idLifeSeconds: Int64) {
        self.schema = schema
        self.idLifeSeconds = idLifeSeconds
    }

    /// - Parameter isVisible: whether the write found what was stored.
    mutating func set(
        _ key: Key, to item: Item?, isVisible: Bool, at now: Int64, isExpiry: Bool = false
    ) {
        stream?.note(
            key, stored: items[key], isVisible: isVisible || items[key] == nil, new: item,
            schema: schema, second: now, isExpiry: isExpiry)
        items[key] = item
    }

    func knows(_ id: Text, at now: Int64) -> Bool {
        ids[id].map { $0 >= now } ?? false
    }

    mutating func remember(_ id: Text, at now: Int64) {
        ids[id] = now + idLifeSeconds
    }

    func hasEnded(_ item: Item, at now: Int64) -> Bool {
        guard let timeToLive, case .number(let number) = item[timeToLive],
            let second = number.int64
        else { return false }
        return second < now && second >= now - 157_680_000
    }

    func visible(_ key: Key, at now: Int64) -> Item? {
        guard let item = items[key], isLazy || !hasEnded(item, at: now) else { return nil }
        return item
    }

    /// Everything a reader may see.
    func visible(at now: Int64) -> [Key: Item] {
        isLazy ? items : items.filter { !hasEnded($0.value, at: now) }
    }

    /// One partition as a query with `range` should answer it.
    func query(_ partition: KeyValue, _ range: SortRange, at now: Int64) -> [Item] {
        visible(at: now)
            .filter { $0.key.partition == partition && range.contains($0.key.sort) }
            .sorted { left, right in
                guard let first = left.key.sort, let second = right.key.sort else { return false }
                return first < second
            }
            .map(\.value)
    }
}

extension SortRange {
    /// What the range means, said plainly.
    func contains(_ sort: KeyValue?) -> Bool {
        guard let sort else { return true }
        switch self {
        case .all: return true
        case .equal(let value): return sort == value
        case .less(let value): return sort < value
        case .lessOrEqual(let value): return sort <= value
        case .greater(let value): return sort > value
        case .greaterOrEqual(let value): return sort >= value
        case .between(let low, let high): return low <= sort && sort <= high
        case .beginsWith(.string(let prefix)):
            guard case .string(let text) = sort else { return false }
            return text.bytes.starts(with: prefix.bytes)
        case .beginsWith(.binary(let prefix)):
            guard case .binary(let binary) = sort else { return false }
            return binary.bytes.starts(with: prefix.bytes)
        case .beginsWith(.number): return false
        }
    }
}
