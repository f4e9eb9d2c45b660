import Commands
package import Engine
package import Expressions
package import Model
package import Values

/// One command of every kind, with every part that can be absent once there and once not.
///
/// A test notices when a kind of the registry has none here.
package enum Samples {
    package static let key = Key(partition: .string("a"), sort: .number(7))

    package static func update(_ text: Text, _ values: [Text: Value] = [:]) throws -> Update {
        var placeholders = try Placeholders(names: [:], values: values)
        return try Update.parse(text, in: .extended(SketchPrecisions()), with: &placeholders)
    }

    /// An update with an id in the form of logs from before ids had digests.
    package static func undigested(_ update: Update) -> Update {
        Update(actions: update.actions, once: update.once)
    }

    package static func condition(_ text: Text, _ values: [Text: Value] = [:]) throws -> Condition {
        var placeholders = try Placeholders(names: [:], values: values)
        return try Condition.parse(
            text, as: .condition, in: .extended(SketchPrecisions()), with: &placeholders)
    }

    package static let item: Item = ["pk": .string("a"), "sk": .number(7), "n": .number(1)]

    package static let schema = KeySchema(
        partition: KeyAttribute(name: "pk", type: .string),
        sort: KeyAttribute(name: "sk", type: .number))

    package static var settings: TableSettings {
        var settings = TableSettings()
        settings.deletionProtection = true
        settings.provisioned = .init(readUnits: 5, writeUnits: 6)
        settings.onDemand = .init(maxReadUnits: -1, maxWriteUnits: 9)
        settings.tableClass = "STANDARD"
        settings.encryption = .init(type: "KMS", keyID: "key")
        settings.strict = true
        settings.timeToLiveMode = .lazy
        return settings
    }

    /// Those of a table for aggregates, every part there.
    package static var aggregates: TableSettings {
        var settings = settings
        settings.sketchPrecisions = SketchPrecisions(default: 14, attributes: ["v": 4, "u": 21])
        settings.onceLifeSeconds = 3600
        settings.series = SeriesDefinition(
            granularities: [
                Granularity(
                    name: "minute", prefix: "m#", unit: .minute, format: "yyyyMMddHHmm",
                    retentionSeconds: 172_800, sketchPrecision: 10),
                Granularity(
                    name: "day", prefix: "d#", unit: .day, format: "yyyyMMdd",
                    timeZone: "Europe/Rome"),
                Granularity(name: "all", prefix: "A#", unit: .all),
            ],
            counters: ["c", "country:*"], sketches: ["u"])
        return settings
    }

    /// Batches of increments and definitions, which came after all the others.
    private static func later() throws -> [any StoreCommand] {
        let table = TableID(rawValue: 3)
        let observe = ItemWrite(
            table: table, key: key,
            action: .update(
                undigested(
                    try update(
                        "ADD n :one OBSERVE u :v SET f = fresh(u) ONCE :id",
                        [":one": .number(1), ":v": .string("x"), ":id": .string("id-1")]))))
        let many = ItemWrite(
            table: table, key: Key(partition: .string("b"), sort: .number(-1)),
            condition: try condition("estimate(u) < :n", [":n": .number(3)]),
            action: .update(
                try update(
                    "OBSERVE a.b :set", [":set": .stringSet(SortedSet(merging: ["x", "y"]))])))
        let other = ItemWrite(table: table, key: key, action: .delete)
        var definition = TableDefinition(name: "clicks", uuid: "u-1", keySchema: schema)
        let bare = definition
        definition.settings = aggregates
        definition.tags = ["b": "2", "a": "1"]
        return [
            IncrementBatch(
                table: table, mark: HighWaterMark(source: "edge-1", sequence: 42),
                writes: [observe, many, other]),
            IncrementBatch(
                table: table, mark: HighWaterMark(source: "e", sequence: .max), writes: []),
            observe,
            DefineTable(bare, timeToLive: nil),
            DefineTable(definition, timeToLive: TimeToLive(attribute: "ends", mode: .lazy)),
            UpdateTable(table, aggregates, rejectingNoChange: false),
        ]
    }

    /// A definition with every part there.
    package static var handler: HandlerDefinition {
        var definition = HandlerDefinition(
            name: "spike", table: "clicks", executable: "spike/spike")
        definition.arguments = ["-v", ""]
        definition.environment = ["B": "2", "A": "1"]
        definition.mode = .once
        definition.filters = [#"{"eventName":["INSERT"]}"#]
        definition.batchSize = 7
        definition.batchWindowSeconds = 3
        definition.lanes = 2
        definition.start = .after(SequenceNumber(position: 9, index: 3))
        definition.retriesMax = nil
        definition.maximumAgeSeconds = 60
        definition.bisects = false
        definition.reportsFailures = true
        definition.windowSeconds = 60
        definition.timeoutSeconds = 5
        definition.memoryBytes = 1 << 20
        definition.onFailure = .table("dead")
        definition.isPaused = true
        return definition
    }

    /// Streams and handlers, which came after all of these.
    private static func streams() -> [any StoreCommand] {
        let table = TableID(rawValue: 3)
        let id = HandlerID(rawValue: 5)
        var settings = TableSettings()
        settings.stream = StreamSettings(
            view: .changes, shards: 2, retentionSeconds: 60, retentionBytes: 1 << 20)
        var definition = TableDefinition(name: "clicks", uuid: "u-1", keySchema: schema)
        definition.settings = settings
        let plain = HandlerDefinition(name: "h", table: "clicks", executable: "h")
        var others = [plain, plain]
        others[0].onFailure = .file("h")
        others[0].start = .trimHorizon
        others[1].onFailure = .http("http://localhost/x")
        let window = WindowState(
            start: Timestamp(seconds: 60), end: Timestamp(seconds: 120), state: [0x7B, 0x7D])
        let write = ItemWrite(table: table, key: key, action: .put(ItemImage(item)))
        return [
            CreateTable(definition),
            UpdateTable(
                table, TableSettings(), rejectingNoChange: false,
                stream: .on(StreamSettings(view: .keysOnly))),
            UpdateTable(table, settings, rejectingNoChange: true, stream: .off),
            DefineHandler(handler, uuid: "u-2", .any),
            DefineHandler(plain, uuid: "u-2", .new),
            DefineHandler(others[0], uuid: "u-2", .new),
            DefineHandler(others[1], uuid: "u-2", .existing(id)),
            RemoveHandler(id),
            PauseHandler(id, true),
            ReplayHandler(id, from: .latest),
            FollowStream(id),
            AdvanceHandler(
                handler: id, generation: 2, shard: 3, slots: 100..<65_536, from: .zero,
                to: SequenceNumber(position: 9, index: 3), window: window, writes: [write]),
            AdvanceHandler(
                handler: id, generation: 1, shard: 0, slots: 0..<1, from: .zero, to: .zero),
            TrimStreams([
                StreamTrim(
                    stream: StreamID(rawValue: 1), through: SequenceNumber(rawValue: .max)),
                StreamTrim(stream: StreamID(rawValue: 2), through: .zero),
            ]),
        ]
    }

    package static func all() throws -> [any StoreCommand] {
        let table = TableID(rawValue: 3)
        let put = ItemWrite(table: table, key: key, action: .put(ItemImage(item)))
        let add = ItemWrite(
            table: table, key: Key(partition: .binary(Binary([0, 255]))),
            condition: try condition("attribute_exists(pk) AND n < :n", [":n": .number(3)]),
            action: .update(try update("ADD n :one SET s = :s", [":one": .number(1), ":s": .null])))
        let touch = ItemWrite(table: table, key: key, action: .update(nil))
        let delete = ItemWrite(table: table, key: key, action: .delete)
        let check = ItemWrite(
            table: table, key: key, condition: try condition("attribute_exists(pk)"),
            action: .check)
        let writes = [put, add, touch, delete, check]
        var definition = TableDefinition(name: "clicks", uuid: "u-1", keySchema: schema)
        var commands: [any StoreCommand] = writes
        commands.append(WriteBatch(writes))
        commands.append(WriteBatch([]))
        commands.append(Transaction(writes: writes))
        commands.append(
            Transaction(
                writes: [delete], token: TransactionToken(text: "token", digest: [1, 2, 3])))
        commands.append(CreateTable(definition))
        definition.settings = settings
        definition.tags = ["b": "2", "a": "1"]
        commands.append(CreateTable(definition))
        commands.append(UpdateTable(table, settings, rejectingNoChange: true))
        commands.append(DeleteTable(table))
        commands.append(EnableTimeToLive(table, attribute: "ends"))
        commands.append(DisableTimeToLive(table, attribute: "ends"))
        commands.append(TagTable(table, ["b": "2", "a": "1"]))
        commands.append(UntagTable(table, ["b", "a"]))
        commands.append(
            ExpireItems([
                Expiry(lastSecond: 1_800_000_000, table: table, storedKey: [1, 2]),
                Expiry(lastSecond: -1, table: table, storedKey: []),
            ]))
        let walk = BackfillWalk(startedAt: Timestamp(seconds: 1), next: [4])
        commands.append(
            BackfillStep(
                of: .expiry, table: table, walk: walk, storedKeys: [[1], []], next: [9]))
        commands.append(
            BackfillStep(of: .expiry, table: table, walk: walk, storedKeys: [], next: nil))
        commands.append(
            BackfillStep(
                of: DerivedKind(rawValue: 7), table: table, walk: walk, storedKeys: [[1]],
                next: nil))
        commands += try later()
        commands += streams()
        commands += indexes()
        return commands
    }
}

extension ItemImage: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (Text, Value)...) {
        self.init(elements.reduce(into: Item()) { $0[$1.0] = $1.1 })
    }
}
