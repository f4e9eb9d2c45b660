import Commands
import Engine
import Expressions
import Log
import Model
import Platform
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
    private let fault: PlantedFault?

    /// - Parameter fault: what the run is to notice; the store itself has none.
    init(seed: UInt64, planting fault: PlantedFault? = nil) throws {
        self.fault = fault
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

    /// Short enough for ids to end within a run.
    private static let onceLifeSeconds: Int64 = 50

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
            if burst.isMultiple(of: 10) {
                try compareSamples()
                try compareIndexes()
                try compareStreams()
            }
            if burst.isMultiple(of: 100) { try compareAll() }
        }
        try compareAll()
        try compareIndexes()
        try require(try store.checkIntegrity().isClean, "integrity")
        content = try store.content()
        try store.close()
        try fault?.damage(directory)
        try require(try ClosedStore(directory: directory.path).check().isClean, "integrity, closed")
    }

    // MARK: Changes of the whole

    private func create(_ name: Text) async throws {
        guard let pool = pools[name] else { return }
        model.passCommand()
        var settings = TableSettings()
        settings.onceLifeSeconds = ModelRun.onceLifeSeconds
        let stream = randomStream()
        settings.stream = stream
        let indexes = randomIndexes(pool.schema)
        let definition = TableDefinition(
            name: name, uuid: "test", keySchema: pool.schema, settings: settings,
            indexes: indexes)
        _ = try await store.change(DefineTable(definition, timeToLive: nil))
        model.tables[name] = TableModel(
            schema: pool.schema, idLifeSeconds: settings.onceLifeSeconds)
        model.tables[name]?.stream = stream.map { StreamModel(view: $0.view) }
        for index in indexes {
            model.tables[name]?.indexes[index.name] = IndexModel(definition: index)
        }
    }

    private func randomStream() -> StreamSettings? {
        guard Int.random(in: 0..<5, using: &random) > 0 else { return nil }
        return StreamSettings(
            view: StreamView.allCases.randomElement(using: &random) ?? .changes,
            shards: Int.random(in: 1...5, using: &random),
            retentionSeconds: StreamModel.retentionSeconds)
    }

    private func changeStream(of name: Text) async throws {
        guard let table = store.table(named: name) else { return }
        model.passCommand()
        let settings = table.stream == nil ? randomStream() : nil
        guard settings != nil || table.stream != nil else { return }
        _ = try await store.change(
            UpdateTable(
                table.id, table.settings, rejectingNoChange: false,
                stream: settings.map { .on($0) } ?? .off))
        model.tables[name]?.stream = settings.map { StreamModel(view: $0.view) }
    }

    private func change() async throws {
        let name = names.randomElement(using: &random) ?? "strings"
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10:
            pass(Int64.random(in: -5...40, using: &random))
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
            _ = try await store.change(DeleteTable(table.id))
            model.passCommand()
            model.tables[name] = nil
            try await create(name)
        case 21..<25:
            try await changeTimeToLive(of: name)
        case 25:
            // Sources that were silent since before this are forgotten, or just not yet.
            pass(Limits.sourceLifeSeconds + Int64.random(in: -40...40, using: &random))
        case 26..<29:
            try store.trim()
            model.trim()
        case 29:
            try await changeStream(of: name)
        case 30..<33:
            try await changeIndex(of: name)
        default:
            break
        }
    }

    private func pass(_ seconds: Int64) {
        time.advance(seconds: seconds)
        model.clock += seconds
    }

    private func changeTimeToLive(of name: Text) async throws {
        guard let table = store.table(named: name) else { return }
        model.passCommand()
        if let attribute = model.tables[name]?.timeToLive {
            if Bool.random(using: &random) {
                let isLazy = table.tags[ReservedTag.timeToLive] != nil
                if isLazy {
                    _ = try await store.change(UntagTable(table.id, [ReservedTag.timeToLive]))
                } else {
                    _ = try await store.change(
                        TagTable(table.id, [ReservedTag.timeToLive: "lazy"]))
                }
                model.tables[name]?.isLazy = !isLazy
            } else {
                _ = try await store.change(DisableTimeToLive(table.id, attribute: attribute))
                model.tables[name]?.timeToLive = nil
            }
        } else {
            let attribute: Text = Bool.random(using: &random) ? "ends" : "until"
            _ = try await store.change(EnableTimeToLive(table.id, attribute: attribute))
            model.tables[name]?.timeToLive = attribute
        }
    }

    // MARK: Writes

    /// Hands a burst of writes in together, so that they share groups, and compares every answer.
    private func write() async throws {
        var commands: [any StoreCommand] = []
        var compare: [(Replies.Outcome) -> (isSame: Bool, what: String)] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            operation += 1
            let kind = Int.random(in: 0..<16, using: &random)
            if kind < 2 {
                let batch = randomBatch()
                commands.append(incrementBatch(batch))
                let expected = model.apply(batch)
                compare.append { result in
                    (ModelBatchOutcome(result) == expected, "\(batch) \(expected)")
                }
            } else if kind > 3 {
                let write = randomWrite()
                commands.append(itemWrite(write))
                let expected = model.apply(write)
                compare.append { result in
                    (ModelOutcome(result) == expected, "\(write.action) \(write.once ?? "")")
                }
            } else {
                let token = randomToken()
                let writes = randomWrites(isBatch: token == nil && Bool.random(using: &random))
                let itemWrites = writes.map { itemWrite($0) }
                let isBatch = writes.allSatisfy { $0.condition == nil } && token == nil
                commands.append(
                    isBatch
                        ? WriteBatch(itemWrites)
                        : Transaction(writes: itemWrites, token: token) as any StoreCommand)
                let applied = model.apply(writes, token: token)
                let expected = isBatch ? applied.ofBatch : applied
                compare.append { result in
                    (ModelTransactionOutcome(result) == expected, "\(writes.map(\.action))")
                }
            }
        }
        if let planting = fault?.planting(in: commands, using: &random) {
            let index = planting.index
            commands.replaceSubrange(index...index, with: planting.commands)
            // Answers to what is planted are as they should be, or are not seen.
            let first = planting.isCompared ? [compare[index]] : []
            let rest = planting.commands.dropFirst(first.count)
            compare.replaceSubrange(
                index...index, with: first + rest.map { _ in { _ in (true, "") } })
        }
        let outcomes = await store.handIn(commands).all
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

    private func incrementBatch(_ batch: ModelBatch) -> IncrementBatch {
        IncrementBatch(
            table: store.table(named: batch.table)?.id ?? TableID(rawValue: 0),
            mark: HighWaterMark(source: batch.source, sequence: batch.sequence),
            writes: batch.writes.map { itemWrite($0) })
    }
}

extension ModelOutcome {
    fileprivate init?(_ outcome: Replies.Outcome) {
        if let change = try? outcome.reply(as: Change.self) {
            self.init(change)
            return
        }
        switch outcome.rejection(as: ItemWrite.Rejection.self) {
        case .write(let rejection): self = .rejected(rejection)
        case .tableNotFound: self = .tableNotFound
        case nil: return nil
        }
    }
}

extension ModelTransactionOutcome {
    fileprivate init?(_ outcome: Replies.Outcome) {
        if let changes = try? outcome.reply(as: [Change].self) {
            self = .changed(changes.map { ModelOutcome($0) })
            return
        }
        if let reply = try? outcome.reply(as: Transaction.Reply.self) {
            switch reply {
            case .applied(let changes): self = .changed(changes.map { ModelOutcome($0) })
            case .repeated(let imageBytes): self = .repeated(imageBytes: imageBytes)
            }
            return
        }
        if let rejection = outcome.rejection(as: Transaction.Rejection.self) {
            self = .rejected(rejection)
            return
        }
        guard let rejection = outcome.rejection(as: WriteBatch.Rejection.self) else { return nil }
        self = .rejectedBatch(rejection)
    }

    /// The same for a batch, which is rejected by its first write that fails.
    fileprivate var ofBatch: ModelTransactionOutcome {
        switch self {
        case .rejected(.tableNotFound): .rejectedBatch(.tableNotFound)
        case .rejected(.cancelled(let reasons)):
            reasons.enumerated().lazy
                .compactMap { index, reason in
                    reason.map { .rejectedBatch(.write(index: index, $0)) }
                }.first ?? self
        default: self
        }
    }
}

extension ModelBatchOutcome {
    fileprivate init?(_ outcome: Replies.Outcome) {
        if let reply = try? outcome.reply(as: IncrementBatch.Reply.self) {
            switch reply {
            case .applied: self = .applied
            case .duplicate(let last): self = .duplicate(last: last)
            }
            return
        }
        guard let rejection = outcome.rejection(as: IncrementBatch.Rejection.self) else {
            return nil
        }
        self = .rejected(rejection)
    }
}
