import Engine
import Expressions
import Log
import Mutations
import TestSupport
import Testing
import Values

/// One run of random operations on a store and on the model side by side.
final class ModelRun {
    var random: SplitMix64
    let time = ManualTime()
    var model: StoreModel
    let pools: [Text: KeyPool]
    private let disk = ScriptedDisk()
    private(set) var directory: TemporaryDirectory
    /// What the store held at the end of the run.
    private(set) var content: Content?
    var store: Store
    var operation = 0
    let names: [Text]
    let note: String

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        note = "seed \(seed)"
        model = StoreModel(clock: time.seconds)
        pools = [
            "strings": .strings(using: &random), "numbers": try .numbers(),
            "binaries": .binaries(), "hash-only": .hashOnly(),
        ]
        names = pools.keys.sorted()
        disk.skipsSyncs = true
        directory = try TemporaryDirectory()
        store = try ModelRun.open(directory, time, disk)
    }

    static var logOptions: LogOptions {
        var options = LogOptions()
        options.preallocation = .none
        return options
    }

    private static func open(
        _ directory: TemporaryDirectory, _ time: ManualTime, _ disk: ScriptedDisk
    ) throws -> Store {
        try Store.open(
            testOptions(directory.path, time) { options in
                options.logDirectory = disk.directory
                options.recentBytes = 64 << 20
                // One segment takes the whole run, so that its log can be replayed from the first command.
                options.log = ModelRun.logOptions
            })
    }

    /// Runs `count` bursts of operations and compares everything now and then.
    func run(bursts: Int) async throws {
        for name in names { try await create(name) }
        for burst in 1...bursts {
            try await change()
            try await write()
            if burst.isMultiple(of: 10) { try compareSamples() }
            if burst.isMultiple(of: 100) { try compareAll() }
        }
        try compareAll()
        try require(try store.checkIntegrity().isClean, "integrity")
        content = try store.content()
        try store.close()
        try require(try ClosedStore(directory: directory.path).check().isClean, "integrity, closed")
    }

    // MARK: Changes of the whole

    private func create(_ name: Text) async throws {
        guard let pool = pools[name] else { return }
        model.passCommand()
        _ = try await store.makeTable(name, schema: pool.schema)
        model.tables[name] = TableModel(schema: pool.schema)
    }

    private func change() async throws {
        let name = names.randomElement(using: &random) ?? "strings"
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10:
            let seconds = Int64.random(in: -5...40, using: &random)
            time.advance(seconds: seconds)
            model.clock += seconds
        case 10..<15:
            try store.checkpoint()
        case 15..<18:
            try store.reapAll()
            model.reap()
        case 18:
            try store.close()
            store = try ModelRun.open(directory, time, disk)
        case 19:
            // A crash: what it leaves is copied before the store could tidy up.
            let crashed = try directory.copy()
            try store.close()
            directory = crashed
            store = try ModelRun.open(directory, time, disk)
        case 20:
            guard let table = store.table(named: name) else { break }
            _ = try await store.change(.delete(table.id))
            model.passCommand()
            model.tables[name] = nil
            try await create(name)
        case 21..<25:
            try await changeTimeToLive(of: name)
        default:
            break
        }
    }

    private func changeTimeToLive(of name: Text) async throws {
        guard let table = store.table(named: name) else { return }
        model.passCommand()
        if let attribute = model.tables[name]?.timeToLive {
            if Bool.random(using: &random) {
                let isLazy = table.tags[ReservedTag.timeToLive] != nil
                _ = try await store.change(
                    isLazy
                        ? .untag(table.id, [ReservedTag.timeToLive])
                        : .tag(table.id, [ReservedTag.timeToLive: "lazy"]))
                model.tables[name]?.isLazy = !isLazy
            } else {
                _ = try await store.change(.disableTimeToLive(table.id, attribute: attribute))
                model.tables[name]?.timeToLive = nil
            }
        } else {
            let attribute: Text = Bool.random(using: &random) ? "ends" : "until"
            _ = try await store.change(.enableTimeToLive(table.id, attribute: attribute))
            model.tables[name]?.timeToLive = attribute
        }
    }

    // MARK: Writes

    /// Hands a burst of writes in together, so that they share groups, and compares every answer.
    private func write() async throws {
        var mutations: [Mutation] = []
        var compare: [(Result<Reply, CommitError>) -> (isSame: Bool, what: String)] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            operation += 1
            if Int.random(in: 0..<8, using: &random) > 0 {
                let write = randomWrite()
                mutations.append(.write(itemWrite(write)))
                let expected = model.apply(write)
                compare.append { result in
                    (ModelOutcome(result) == expected, "\(write.action)")
                }
            } else {
                let token = randomToken()
                let writes = randomWrites(isBatch: token == nil && Bool.random(using: &random))
                let itemWrites = writes.map { itemWrite($0) }
                let isBatch = writes.allSatisfy { $0.condition == nil } && token == nil
                mutations.append(
                    isBatch ? .batch(itemWrites) : .transaction(itemWrites, token: token))
                let expected = model.apply(writes, token: token)
                compare.append { result in
                    (ModelTransactionOutcome(result) == expected, "\(writes.map(\.action))")
                }
            }
        }
        let outcomes = await store.handIn(mutations).all
        for (outcome, compare) in zip(outcomes, compare) {
            let (isSame, what) = compare(outcome)
            try require(isSame, "the answer to \(what)")
        }
    }

    private func itemWrite(_ write: ModelWrite) -> ItemWrite {
        let table = store.table(named: write.table)
        return write.itemWrite(
            in: table?.id ?? TableID(rawValue: 0), table?.keySchema ?? Sample.schema)
    }

    private func randomToken() -> TransactionToken? {
        guard Bool.random(using: &random) else { return nil }
        let number = UInt8.random(in: 0..<4, using: &random)
        return TransactionToken(
            text: "token-\(number)", digest: [Int.random(in: 0..<5, using: &random) == 0 ? 1 : 0])
    }

    /// Writes to different items.
    private func randomWrites(isBatch: Bool) -> [ModelWrite] {
        var writes: [ModelWrite] = []
        var seen: Set<Key> = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var write = randomWrite()
            if isBatch { write.condition = nil }
            if seen.insert(write.key).inserted { writes.append(write) }
        }
        return writes
    }

    private func randomWrite() -> ModelWrite {
        let name = names.randomElement(using: &random) ?? "strings"
        let key = pools[name]?.key(using: &random) ?? Key(partition: .number(0))
        let condition: ModelCondition? =
            switch Int.random(in: 0..<10, using: &random) {
            case 0: .exists
            case 1: .notExists
            case 2: .equal("n", Int64.random(in: 0..<4, using: &random))
            case 3: .less("n", Int64.random(in: 0..<4, using: &random))
            default: nil
            }
        let action: ModelAction =
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<5: .put(randomAttributes())
            case 5..<11: .add("n", Int64.random(in: -2...3, using: &random))
            case 11, 12: .set("ends", randomEnd())
            case 13: .set("until", randomEnd())
            case 14: .set("s", .string("value \(operation)"))
            case 15: .remove(["n", "ends", "s", "absent"].randomElement(using: &random) ?? "n")
            case 16: .touch
            case 17: .check
            default: .delete
            }
        return ModelWrite(table: name, key: key, condition: condition, action: action)
    }

    private func randomAttributes() -> Item {
        var item = Item()
        item["n"] = .number(Number(Int64.random(in: 0..<4, using: &random)))
        if Bool.random(using: &random) { item["ends"] = randomEnd() }
        if Bool.random(using: &random) { item["until"] = randomEnd() }
        if Bool.random(using: &random) {
            let length = Int.random(in: 0..<300, using: &random)
            item["s"] = .string(Text(String(repeating: "v", count: length)))
        }
        return item
    }

    private func randomEnd() -> Value {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .string("never")
        case 1: .number(Number(model.now - 200_000_000))
        default: .number(Number(model.now + Int64.random(in: -10...60, using: &random)))
        }
    }
}

extension ModelOutcome {
    fileprivate init?(_ result: Result<Reply, CommitError>) {
        switch result {
        case .success(.change(let change)): self.init(change)
        case .failure(.refused(let refusal)): self = .refused(refusal)
        default: return nil
        }
    }
}

extension ModelTransactionOutcome {
    fileprivate init?(_ result: Result<Reply, CommitError>) {
        switch result {
        case .success(.changes(let changes)): self = .changed(changes.map { ModelOutcome($0) })
        case .success(.replayed(let imageBytes)): self = .replayed(imageBytes: imageBytes)
        case .failure(.refused(let refusal)): self = .refused(refusal)
        default: return nil
        }
    }
}
