import Expressions
import Mutations
import Values

/// One mutation of every kind, with every part that can be absent once there and once not.
enum Samples {
    static let key = Key(partition: .string("a"), sort: .number(7))

    static func update(_ text: Text, _ values: [Text: Value] = [:]) throws -> Update {
        var placeholders = try Placeholders(names: [:], values: values)
        return try Update.parse(text, in: .extended(SketchPrecisions()), with: &placeholders)
    }

    static func condition(_ text: Text, _ values: [Text: Value] = [:]) throws -> Condition {
        var placeholders = try Placeholders(names: [:], values: values)
        return try Condition.parse(
            text, as: .condition, in: .extended(SketchPrecisions()), with: &placeholders)
    }

    static let item: Item = ["pk": .string("a"), "sk": .number(7), "n": .number(1)]

    static let schema = KeySchema(
        partition: KeyAttribute(name: "pk", type: .string),
        sort: KeyAttribute(name: "sk", type: .number))

    static var settings: TableSettings {
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
    static var aggregates: TableSettings {
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
    private static func later() throws -> [Mutation] {
        let table = TableID(rawValue: 3)
        let observe = ItemWrite(
            table: table, key: key,
            action: .update(
                try update(
                    "ADD n :one OBSERVE u :v SET f = fresh(u) ONCE :id",
                    [":one": .number(1), ":v": .string("x"), ":id": .string("id-1")])))
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
            .increments(
                IncrementBatch(
                    table: table, mark: SourceMark(source: "edge-1", sequence: 42),
                    writes: [observe, many, other])),
            .increments(
                IncrementBatch(
                    table: table, mark: SourceMark(source: "e", sequence: .max), writes: [])),
            .write(observe),
            .catalog(.define(bare, timeToLive: nil)),
            .catalog(
                .define(definition, timeToLive: TimeToLive(attribute: "ends", mode: .lazy))),
            .catalog(.update(table, aggregates, refusingNoChange: false)),
        ]
    }

    static func all() throws -> [Mutation] {
        let table = TableID(rawValue: 3)
        let put = ItemWrite(table: table, key: key, action: .put(item))
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
        var mutations = writes.map { Mutation.write($0) }
        mutations.append(.batch(writes))
        mutations.append(.batch([]))
        mutations.append(.transaction(Transaction(writes: writes)))
        mutations.append(
            .transaction(
                Transaction(
                    writes: [delete], token: TransactionToken(text: "token", digest: [1, 2, 3]))))
        mutations.append(.catalog(.create(definition)))
        definition.settings = settings
        definition.tags = ["b": "2", "a": "1"]
        mutations.append(.catalog(.create(definition)))
        mutations.append(.catalog(.update(table, settings, refusingNoChange: true)))
        mutations.append(.catalog(.delete(table)))
        mutations.append(.catalog(.enableTimeToLive(table, attribute: "ends")))
        mutations.append(.catalog(.disableTimeToLive(table, attribute: "ends")))
        mutations.append(.catalog(.tag(table, ["b": "2", "a": "1"])))
        mutations.append(.catalog(.untag(table, ["b", "a"])))
        mutations.append(
            .expire([
                Expiry(lastSecond: 1_800_000_000, table: table, storedKey: [1, 2]),
                Expiry(lastSecond: -1, table: table, storedKey: []),
            ]))
        let walk = ExpiryWalk(enabledAt: Timestamp(seconds: 1), next: [4])
        mutations.append(
            .indexExpiries(
                ExpiryBackfill(table: table, walk: walk, storedKeys: [[1], []], next: [9])))
        mutations.append(
            .indexExpiries(ExpiryBackfill(table: table, walk: walk, storedKeys: [], next: nil)))
        mutations += try later()
        return mutations
    }
}

extension Mutation {
    /// The bytes that the log keeps.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        encode(to: &writer)
        return writer.bytes
    }

    /// Reads all of `bytes`.
    static func decode(_ bytes: [UInt8]) throws(CodecError) -> Mutation {
        var reader = ByteReader(bytes)
        let mutation = try Mutation(from: &reader)
        try reader.expectEnd()
        return mutation
    }
}

extension [UInt8] {
    /// Two digits a byte, for comparisons with bytes written in a test.
    var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Reads what `hex` writes.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(digits[index] * 16 + digits[index + 1])
        }
    }
}
