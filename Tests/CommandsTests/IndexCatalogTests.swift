import CommandSamples
import Commands
import Model
import Testing
import Values

@Suite("Secondary indexes of tables") struct IndexCatalogTests {
    private let time = Timestamp(seconds: 1_800_000_000)

    private func global(
        _ name: Text, on attribute: Text = "g", _ type: KeyType = .string,
        _ projection: IndexProjection = .all
    ) -> SecondaryIndexDefinition {
        SecondaryIndexDefinition(
            name: name, scope: .global, partition: [KeyAttribute(name: attribute, type: type)],
            projection: projection)
    }

    private func catalog(_ indexes: [SecondaryIndexDefinition]) throws -> (Catalog, Table) {
        var catalog = Catalog()
        let definition = TableDefinition(
            name: "clicks", uuid: "u", keySchema: Samples.schema, indexes: indexes)
        let table = try catalog.apply(
            CreateTable(definition), at: LogMoment(time: time, position: 1))
        return (catalog, table)
    }

    private func update(_ table: Table, _ changes: IndexChange...) -> UpdateTable {
        UpdateTable(table.id, table.settings, rejectingNoChange: true, indexes: changes)
    }

    private func change(
        _ catalog: inout Catalog, _ table: Table, _ change: IndexChange
    ) throws -> Table {
        try catalog.apply(update(table, change), at: LogMoment(time: time, position: 2))
    }

    @Test func `indexes of a new table have numbers of their own and are complete`() throws {
        let (_, table) = try catalog([Samples.localIndex, global("a")])
        #expect(table.indexes.map(\.id.rawValue) == [1, 2])
        #expect(table.indexes.allSatisfy { $0.state == .active })
        #expect(table.nextIndexID == IndexID(rawValue: 3))
        #expect(table.backfills.isEmpty)
        #expect(table.index(named: "a")?.definition == global("a"))
    }

    @Test func `a new index of an old table is created by a walk over its items`() throws {
        var (catalog, table) = try catalog([])
        #expect(table.indexes.isEmpty)
        table = try change(&catalog, table, .create(global("a")))
        #expect(table.index(named: "a")?.state == .creating)
        #expect(table.backfills[.index] == BackfillWalk(startedAt: time))
        #expect(
            rejection(of: update(table, .create(global("b"))), in: catalog)
                == .indexIsBeingCreated("a"))
        catalog.setBackfill(.index, goingOnAt: [7], of: table.id)
        #expect(catalog[table.id]?.index(named: "a")?.state == .creating)
        catalog.setBackfill(.index, goingOnAt: nil, of: table.id)
        #expect(catalog[table.id]?.index(named: "a")?.state == .active)
        #expect(catalog[table.id]?.backfills.isEmpty == true)
    }

    @Test func `a deleted index leaves its number unused, and its walk ends with it`() throws {
        var (catalog, table) = try catalog([])
        table = try change(&catalog, table, .create(global("a")))
        table = try change(&catalog, table, .delete("a"))
        #expect(table.indexes.isEmpty && table.backfills.isEmpty)
        table = try change(&catalog, table, .create(global("a")))
        #expect(table.index(named: "a")?.id == IndexID(rawValue: 2))
    }

    @Test func `changes that do not fit the table are rejected`() throws {
        var (catalog, table) = try catalog([global("a", on: "g")])
        #expect(
            rejection(of: update(table, .create(global("a"))), in: catalog) == .indexExists("a"))
        #expect(rejection(of: update(table, .delete("b")), in: catalog) == .indexNotFound("b"))
        #expect(
            rejection(of: update(table, .setThroughput("b", IndexThroughput())), in: catalog)
                == .indexNotFound("b"))
        for attribute in ["g", "pk"] as [Text] {
            #expect(
                rejection(
                    of: update(table, .create(global("b", on: attribute, .number))), in: catalog)
                    == .keyTypeDiffers(KeyAttribute(name: attribute, type: .number)))
        }
        let names = (0...Limits.projectedPerTableMax).map { Text("a\($0)") }
        #expect(
            rejection(
                of: update(table, .create(global("b", on: "g", .string, .include(names)))),
                in: catalog) == .projectionLimitReached(limit: Limits.projectedPerTableMax))
        let many = (0..<Limits.globalIndexesMax).map { global(Text("i\($0)")) }
        (catalog, table) = try self.catalog(many + [Samples.localIndex])
        #expect(
            rejection(of: update(table, .create(global("b"))), in: catalog)
                == .indexLimitReached(limit: Limits.globalIndexesMax))
    }

    @Test func `an index's throughput changes alone`() throws {
        var (catalog, table) = try catalog([global("a"), global("b")])
        let throughput = IndexThroughput(provisioned: .init(readUnits: 1, writeUnits: 2))
        table = try change(&catalog, table, .setThroughput("b", throughput))
        #expect(table.index(named: "b")?.definition.throughput == throughput)
        #expect(table.index(named: "a")?.definition == global("a"))
    }

    private func define(_ indexes: [SecondaryIndexDefinition]) -> DefineTable {
        let definition = TableDefinition(
            name: "clicks", uuid: "u", keySchema: Samples.schema, indexes: indexes)
        return DefineTable(definition, timeToLive: nil)
    }

    @Test func `a definition makes a new table with its indexes, which are complete`() throws {
        var catalog = Catalog()
        let table = try catalog.apply(
            define([global("a"), global("b")]), at: LogMoment(time: time, position: 1))
        #expect(table.indexes.map(\.name) == ["a", "b"])
        #expect(table.indexes.allSatisfy { $0.state == .active })
        #expect(table.backfills.isEmpty)
    }

    @Test func `a table that is there gets the indexes of its definition, and no others`() throws {
        var (catalog, table) = try catalog([Samples.localIndex, global("a"), global("b")])
        func apply(_ indexes: SecondaryIndexDefinition...) throws {
            table = try catalog.apply(
                define(indexes), at: LogMoment(time: time, position: 2))
        }
        // What a definition does not say stays as it is.
        var paid = global("b")
        paid.throughput = IndexThroughput(provisioned: .init(readUnits: 1, writeUnits: 2))
        var local = Samples.localIndex
        local.scope = .global
        try apply(global("c"), local, global("d"), paid)
        #expect(table.indexes.map(\.name) == [local.name, "b", "c", "d"])
        #expect(table.index(named: local.name)?.scope == .local)
        #expect(table.index(named: "b")?.definition == global("b"))
        #expect(table.index(named: "b")?.state == .active)
        for name in ["c", "d"] as [Text] { #expect(table.index(named: name)?.state == .creating) }
        #expect(table.backfills[.index] == BackfillWalk(startedAt: time))
        // What is the same again changes nothing.
        let before = table
        try apply(global("c"), local, global("d"), global("b"))
        #expect(table == before)
        // Another key or another projection makes another index.
        let changed = [global("b", .string, .keysOnly), global("c", on: "h")]
        try apply(changed[0], changed[1])
        #expect(table.indexes.map(\.definition) == changed)
        #expect(table.indexes.map(\.id.rawValue) == [6, 7])
        try apply()
        #expect(table.indexes.isEmpty && table.backfills.isEmpty)
    }

    @Test func `a definition is rejected that would make too many indexes`() throws {
        let many = (0..<Limits.globalIndexesMax).map { global(Text("i\($0)")) }
        let tooMany = DefineTable.Rejection.indexLimitReached(limit: Limits.globalIndexesMax)
        #expect(rejection(of: define(many), in: Catalog()) == nil)
        #expect(rejection(of: define(many + [global("b")]), in: Catalog()) == tooMany)
        let (catalog, _) = try catalog([Samples.localIndex])
        #expect(rejection(of: define(many + [Samples.localIndex]), in: catalog) == nil)
        #expect(rejection(of: define(many + [global("b")]), in: catalog) == tooMany)
    }

    @Test func `tables that never had an index are stored as before there were any`() throws {
        var (_, table) = try catalog([])
        var writer = ByteWriter()
        table.encode(to: &writer)
        #expect(writer.bytes.first == 1)
        table.add(global("a"), state: .active)
        table.removeIndex(named: "a")
        writer = ByteWriter()
        table.encode(to: &writer)
        #expect(writer.bytes.first == 4)
    }
}
