import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("What indexes take of the memtable") struct IndexSpaceTests {
    /// Many indexes that share four attributes, each long enough for entries of 4 KB.
    private static let longIndexes = (1...20).map { number in
        Sample.index(
            "by-\(number)", partition: [KeyAttribute(name: "sk", type: .string)],
            sort: ["a", "b", "c", "d"].map { KeyAttribute(name: $0, type: .string) },
            projection: .keysOnly)
    }

    /// Many indexes over one short attribute.
    private static let shortIndexes = (1...20).map { number in
        Sample.index(
            "by-\(number)", partition: [KeyAttribute(name: "g", type: .string)],
            sort: [KeyAttribute(name: "n", type: .number)], projection: .keysOnly)
    }

    private func long(_ letter: Text) -> Value {
        .string(Text(String(repeating: letter.string, count: 1024)))
    }

    private func settingAll(_ key: Key, in table: Table, _ letter: Text) throws -> ItemWrite {
        try table.updating(
            key, "SET a = :l, b = :l, c = :l, d = :l", [":l": long(letter)])
    }

    @Test func `a batch whose entries would be too large together is rejected whole`() async throws
    {
        try await withStore { store in
            let table = try await store.makeTable(indexes: Self.longIndexes)
            // Some 4 MB of items, and 20 entries of each.
            let writes = try (0..<1700).map {
                try settingAll(Sample.key("a", "\($0)"), in: table, "x")
            }
            let rejection = try await store.rejection(of: table.batch("edge", 1, writes))
            guard case .writes(.tooLarge(let bytes, limit: Limits.batchBytesMax)) = rejection else {
                Issue.record("\(String(describing: rejection))")
                return
            }
            #expect(bytes > Limits.batchBytesMax)
            #expect(store.totals(of: table.id).items == 0)
            // Nothing is left of it that would count for the next one.
            _ = try await store.commit(table.batch("edge", 1, Array(writes.prefix(30))))
            #expect(store.totals(of: table.id).items == 30)
        }
    }

    @Test func `entries of an item that is written again and again count once`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: Self.longIndexes)
            let key = Sample.key("a", "1")
            let writes = try (0..<1700).map {
                try settingAll(key, in: table, $0.isMultiple(of: 2) ? "x" : "y")
            }
            _ = try await store.commit(table.batch("edge", 1, writes))
            #expect(try store.item(key, in: table)?["d"] == long("y"))
        }
    }

    @Test func `writes that touch no index's attributes count nothing`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: Self.longIndexes)
            let keys = (0..<20).map { Sample.key("a", "\($0)") }
            _ = try await store.commit(
                table.batch("edge", 1, try keys.map { try settingAll($0, in: table, "x") }))
            // Were all entries of each counted, this would be 700 MB.
            let counts = try (0..<2000).map {
                try table.updating(keys[$0 % 20], "ADD n :one", [":one": 1])
            }
            _ = try await store.commit(table.batch("edge", 2, counts))
            #expect(try store.item(keys[0], in: table)?["n"] == 100)
        }
    }

    /// Once a page was reserved for each entry, 98 MB here, and the store stopped for lack of them.
    @Test func `a command that changes many entries needs the space of their bytes`() async throws {
        let space = ScriptedSpace(limit: 40 << 20)
        try await withStore(configure: { $0.space = space }) { store in
            let table = try await store.makeTable(indexes: Self.shortIndexes)
            func adding(_ sequence: Int64) throws -> IncrementBatch {
                table.batch(
                    "edge", sequence,
                    try (0..<600).map {
                        try table.updating(
                            Sample.key("a", "\($0)"), "SET g = :g ADD n :n",
                            [":g": "group", ":n": 1])
                    })
            }
            _ = try await store.commit(try adding(1))
            _ = try await store.commit(try adding(2))
            #expect(store.failure == nil)
            #expect(store.totals(of: table.indexes[19], in: table.id).items == 600)
        }
    }

    @Test func `a group whose entries are large is committed in parts`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable(indexes: Self.longIndexes)
            let before = store.statistics
            disk.syncs.shut()
            let first = store.handIn([table.deleting(Sample.key("z", "z"))])
            disk.syncs.waitForArrival()
            // Items of 400 KB together, with entries of more than 8 MB.
            let writes = store.handIn(
                try (0..<100).map { try settingAll(Sample.key("a", "\($0)"), in: table, "x") })
            disk.syncs.open()
            _ = await first.all
            for outcome in await writes.all { _ = try outcome.get() }
            #expect(store.statistics.groups - before.groups >= 4)
            #expect(store.totals(of: table.indexes[0], in: table.id).items == 100)
        }
    }

    @Test func `a group that does not fit the memtable's map is applied in smaller ones`()
        async throws
    {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 64 << 20
                $0.recentMapBytes = 6 << 20
            }
        ) { store in
            let table = try await store.makeTable()
            let text = Text(String(repeating: "x", count: 100_000))
            disk.syncs.shut()
            let first = store.handIn([table.deleting(Sample.key("z", "z"))])
            disk.syncs.waitForArrival()
            let writes = store.handIn(
                try (0..<100).map {
                    try table.putting(Sample.item("a", "\($0)", ["t": .string(text)]))
                })
            disk.syncs.open()
            _ = await first.all
            for outcome in await writes.all { _ = try outcome.get() }
            #expect(store.failure == nil)
            #expect(store.totals(of: table.id).items == 100)
        }
    }
}
