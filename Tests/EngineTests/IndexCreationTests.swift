import Commands
import Engine
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Indexes of tables that have items") struct IndexCreationTests {
    private let step = Limits.expiriesPerCommandMax

    private func item(_ number: Int, _ rank: Int64) -> Item {
        Sample.item("p\(number % 7)", "\(number)", ["g": "x", "r": .number(Number(rank))])
    }

    private func fill(_ store: Store, _ table: Table, _ count: Int) async throws {
        try await store.commitAll(
            try (0..<count).map { try table.putting(item($0, Int64($0))) })
    }

    private func state(_ store: Store, _ id: TableID) throws -> SecondaryIndex.State {
        try #require(store.table(id)?.index(named: "by-g")).state
    }

    private func ranks(_ store: Store, _ id: TableID) throws -> [Value?] {
        let table = try #require(store.table(id))
        let index = try #require(table.index(named: "by-g"))
        return try store.items(
            of: IndexQuery(table: table, index: index, partition: [.string("x")])
        ).map { $0["r"] }
    }

    @Test func `a walk in steps adds older items, while writes go on`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            var table = try await store.makeTable()
            let count = 2 * step + 100
            try await fill(store, table, count)
            table = try await store.change(table, .create(Sample.index()))
            #expect(try state(store, table.id) == .creating)
            #expect(try store.reap() == step)
            #expect(try store.checkIntegrity().indexEntries == step)

            // Each kind of write to each kind of item: walked already or not.
            for number in 0..<count where number.isMultiple(of: 5) {
                let key = try table.keySchema.key(of: item(number, 0))
                switch number % 4 {
                case 0: try await store.delete(key, in: table)
                case 1: try await store.put(item(number, Int64(-number)), in: table)
                case 2:
                    try await store.update(key, in: table, "SET o1 = :o", values: [":o": 1])
                default: try await store.update(key, in: table, "REMOVE r")
                }
            }
            try await store.put(item(count, 7), in: table)
            // A crash in the middle, after which the walk goes on where it was.
            let crashed = try directory.copy()
            try await withStore(in: crashed) { reopened in
                try reopened.reapAll()
                #expect(try state(reopened, table.id) == .active)
            }
            try store.checkpoint()
            try store.reapAll()
            #expect(try state(store, table.id) == .active)
            #expect(store.table(table.id)?.backfills.isEmpty == true)
            let expected = try store.items(of: table).compactMap { item -> Number? in
                if case .number(let rank) = item["r"] { rank } else { nil }
            }.sorted()
            #expect(try ranks(store, table.id) == expected.map { .number($0) })
            #expect(try store.checkIntegrity().indexEntries == expected.count)
        }
    }

    @Test func `a step ends sooner where items are large`() async throws {
        try await withStore { store in
            var table = try await store.makeTable()
            let text = Text(String(repeating: "x", count: 390_000))
            let count = 2 * (EngineLimits.backfilledBytesMax / 390_000) + 1
            for number in 0..<count {
                var item = item(number, Int64(number))
                item["t"] = .string(text)
                try await store.put(item, in: table)
            }
            table = try await store.change(table, .create(Sample.index()))
            #expect(try store.reap() < count)
            #expect(try state(store, table.id) == .creating)
            try store.reapAll()
            #expect(try ranks(store, table.id).count == count)
        }
    }

    @Test func `what an index has while it is created is no content`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            var table = try await store.makeTable()
            try await store.put(item(1, 1), in: table)
            table = try await store.change(table, .create(Sample.index()))
            let key = try table.keySchema.key(of: item(1, 1))
            // One after the other each changes the item; a replay, which has them in one group, finds it
            // as it was.
            try await store.update(key, in: table, "SET o1 = :o", values: [":o": 1])
            try await store.update(key, in: table, "REMOVE o1")
            let content = try store.content()
            try await withStore(in: try directory.copy()) { reopened in
                let found = try reopened.content()
                #expect(found == content)
                try reopened.reapAll()
                try store.reapAll()
                #expect(try reopened.content() == store.content())
            }
        }
    }

    @Test func `items that do not fit are left out`() async throws {
        try await withStore { store in
            var table = try await store.makeTable()
            for (number, rank) in (["text", 5, .null] as [Value]).enumerated() {
                try await store.put(
                    Sample.item("a", "\(number)", ["g": "x", "r": rank]), in: table)
            }
            table = try await store.change(table, .create(Sample.index()))
            try store.reapAll()
            #expect(try ranks(store, table.id) == [5])
        }
    }

    @Test func `a deleted index is gone at once, and its entries with checkpoints`() async throws {
        let collected = Mutex<[Int]>([])
        let directory = try TemporaryDirectory()
        try await withStore(
            in: directory,
            configure: {
                $0.collectedEntriesMax = 40
                $0.report = { event in
                    if case .checkpoint(let report) = event {
                        collected.withLock {
                            $0.append(report.collected[.droppedIndexEntries] ?? 0)
                        }
                    }
                }
            }
        ) { store in
            var table = try await store.makeTable(indexes: [Sample.index()])
            try await fill(store, table, 100)
            try store.checkpoint()
            table = try await store.change(table, .delete("by-g"))
            #expect(table.indexes.isEmpty)
            #expect(try store.checkIntegrity().unpurgedIndexEntries == 100)
            // Another one of its name has nothing of it.
            table = try await store.change(table, .create(Sample.index()))
            try store.reapAll()
            table = try #require(store.table(table.id))
            #expect(try ranks(store, table.id).count == 100)
            while try store.checkIntegrity().unpurgedIndexEntries > 0 { try store.checkpoint() }
            #expect(collected.withLock { $0.reduce(0, +) } == 100)
            #expect(try store.checkIntegrity().indexEntries == 100)

            _ = try await store.change(DeleteTable(table.id))
            #expect(try store.checkIntegrity().unpurgedIndexEntries == 100)
            for number in 0..<4 {
                // Without a change there is no checkpoint.
                _ = try await store.makeTable("t\(number)")
                try store.checkpoint()
            }
            let report = try store.checkIntegrity()
            #expect(report.unpurgedIndexEntries == 0 && report.indexEntries == 0)
        }
    }

    @Test func `an index that is deleted while it is created leaves nothing`() async throws {
        try await withStore { store in
            var table = try await store.makeTable()
            try await fill(store, table, step + 10)
            table = try await store.change(table, .create(Sample.index()))
            #expect(try store.reap() == step)
            table = try await store.change(table, .delete("by-g"))
            #expect(table.backfills.isEmpty)
            #expect(try store.reap() == 0)
            #expect(try store.checkIntegrity().unpurgedIndexEntries == step)
        }
    }

    @Test func `a replay of the log in other groups leaves the same`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            var table = try await store.makeTable()
            try await fill(store, table, step + 10)
            table = try await store.change(table, .create(Sample.index()))
            try store.reapAll()
            try await fill(store, table, 50)
            table = try await store.change(
                table, .create(Sample.index("keys", projection: .keysOnly)))
            _ = try store.reap()
            table = try await store.change(table, .delete("by-g"))
            let content = try store.content()
            try await withStore(in: try directory.copy()) { reopened in
                let found = try reopened.content()
                #expect(found == content)
            }
        }
    }
}
