import CommandSamples
import Commands
import Model
import Testing
import Values

/// What a table's changes leave behind, for answers that tell when something changed last.
@Suite("History of a table's settings") struct TableHistoryTests {
    private let creation = Timestamp(seconds: 1_800_000_000)

    private func made(_ provisioned: (Int64, Int64)?) throws -> (Catalog, Table) {
        var catalog = Catalog()
        var definition = TableDefinition(name: "t", uuid: "u", keySchema: Samples.schema)
        definition.settings.provisioned = provisioned.map {
            TableSettings.ProvisionedThroughput(readUnits: $0.0, writeUnits: $0.1)
        }
        let table = try catalog.apply(
            CreateTable(definition), at: LogMoment(time: creation, position: 1))
        return (catalog, table)
    }

    private func change(
        _ catalog: inout Catalog, _ table: Table, after seconds: Int64,
        _ body: (inout TableSettings) -> Void
    ) throws -> Table {
        var settings = table.settings
        body(&settings)
        let time = Timestamp(seconds: creation.seconds + seconds)
        return try catalog.apply(
            UpdateTable(table.id, settings, rejectingNoChange: false),
            at: LogMoment(time: time, position: 2))
    }

    @Test func `a new table has none`() throws {
        #expect(try made(nil).1.history == TableHistory())
        #expect(try made((5, 5)).1.history == TableHistory())
    }

    @Test func `the last change to on demand is kept, also when the table leaves it`() throws {
        var (catalog, table) = try made((5, 5))
        table = try change(&catalog, table, after: 10) { $0.provisioned = nil }
        #expect(table.history.onDemandSince == Timestamp(seconds: creation.seconds + 10))
        table = try change(&catalog, table, after: 20) {
            $0.provisioned = .init(readUnits: 1, writeUnits: 1)
        }
        #expect(table.history.onDemandSince == Timestamp(seconds: creation.seconds + 10))
        table = try change(&catalog, table, after: 30) { $0.provisioned = nil }
        #expect(table.history.onDemandSince == Timestamp(seconds: creation.seconds + 30))
    }

    @Test func `a table that was on demand from its beginning was so since then`() throws {
        var (catalog, table) = try made(nil)
        table = try change(&catalog, table, after: 10) {
            $0.provisioned = .init(readUnits: 1, writeUnits: 1)
        }
        #expect(table.history.onDemandSince == creation)
    }

    @Test func `raising and lowering are told apart, and lowerings count by day`() throws {
        var (catalog, table) = try made((5, 5))
        table = try change(&catalog, table, after: 1) {
            $0.provisioned = .init(readUnits: 6, writeUnits: 4)
        }
        let first = Timestamp(seconds: creation.seconds + 1)
        #expect(table.history.throughputRaisedAt == first)
        #expect(table.history.throughputLoweredAt == first)
        #expect(table.history.loweringsToday(at: first) == 1)
        table = try change(&catalog, table, after: 2) {
            $0.provisioned = .init(readUnits: 6, writeUnits: 3)
        }
        #expect(table.history.throughputRaisedAt == first)
        #expect(table.history.loweringsToday(at: first) == 2)
        let tomorrow = Timestamp(seconds: creation.seconds + 86_400)
        #expect(table.history.loweringsToday(at: tomorrow) == 0)
        table = try change(&catalog, table, after: 86_400) {
            $0.provisioned = .init(readUnits: 6, writeUnits: 2)
        }
        #expect(table.history.loweringsToday(at: tomorrow) == 1)
    }

    @Test func `another class is a change, the standard class by name is none`() throws {
        var (catalog, table) = try made(nil)
        table = try change(&catalog, table, after: 1) { $0.tableClass = "STANDARD" }
        #expect(table.history.classChangedAt == nil)
        table = try change(&catalog, table, after: 2) {
            $0.tableClass = "STANDARD_INFREQUENT_ACCESS"
        }
        #expect(table.history.classChangedAt == Timestamp(seconds: creation.seconds + 2))
    }

    @Test func `warm throughput never falls, and takes no room while it is what the mode gives`() {
        var settings = TableSettings()
        #expect(settings.warmThroughput == .onDemand)
        settings.keepWarm(.onDemand)
        #expect(settings.warm == nil)
        settings.keepWarm(.init(readUnits: 12_000, writeUnits: 5_000))
        #expect(settings.warmThroughput == .init(readUnits: 12_000, writeUnits: 5_000))
        settings.provisioned = .init(readUnits: 20_000, writeUnits: 1)
        settings.keepWarm(settings.warmThroughput)
        #expect(settings.warmThroughput == .init(readUnits: 20_000, writeUnits: 5_000))
    }

    @Test func `a definition of the native API leaves warm throughput as it is`() throws {
        var (catalog, table) = try made(nil)
        table = try change(&catalog, table, after: 1) {
            $0.keepWarm(.init(readUnits: 13_000, writeUnits: 4_000))
        }
        let defined = try catalog.apply(
            DefineTable(
                TableDefinition(name: "t", uuid: "u", keySchema: Samples.schema), timeToLive: nil),
            at: LogMoment(time: creation, position: 3))
        #expect(defined.settings.warmThroughput.readUnits == 13_000)
    }

    /// A table as it was written before it could have a history.
    @Test func `bytes without a history still read, and bytes with one stay as they are`() throws {
        let plain = Table(
            id: TableID(rawValue: 9), name: "t", uuid: "u", keySchema: Samples.schema,
            createdAt: Timestamp(microseconds: 1))
        var writer = ByteWriter()
        plain.encode(to: &writer)
        #expect(
            writer.bytes.hex == "0109017401" + "7502706b000102736b01" + "0200000000000000" + "00")
        var reader = ByteReader(writer.bytes)
        #expect(try Table(from: &reader).history == TableHistory())
        var (catalog, table) = try made((5, 5))
        table = try change(&catalog, table, after: 0) { $0.provisioned = nil }
        var changed = ByteWriter()
        table.encode(to: &changed)
        #expect(changed.bytes.first == 2)
        #expect(changed.bytes.hex.hasSuffix("01" + "8080c489e5c5b206" + "000000" + "00"))
    }
}
