import Commands
import Engine
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Dropped tables") struct DroppedTableTests {
    @Test func `a new table of the same name has nothing of the old one`() async throws {
        try await withStore { store in
            let old = try await store.makeTable()
            for number in 1...3 {
                try await store.put(Sample.item("a", "\(number)"), in: old)
                if number == 2 { try store.checkpoint() }
            }
            _ = try await store.change(DeleteTable(old.id))
            #expect(store.table(named: "clicks") == nil)
            #expect(store.totals(of: old.id) == Totals())
            let write = try old.putting(Sample.item("a", "1"))
            #expect(try await store.rejection(of: write) == .tableNotFound)

            let new = try await store.makeTable()
            #expect(new.id > old.id)
            #expect(try store.items(of: new).isEmpty)
            #expect(try store.item(Sample.key("a", "1"), in: new) == nil)
            #expect(store.totals(of: new.id).items == 0)
        }
    }

    @Test func `checkpoints purge its items and their ends in bounded steps`() async throws {
        let purged = Mutex<[Int]>([])
        let directory = try TemporaryDirectory()
        try await withStore(
            in: directory,
            configure: {
                $0.collectedEntriesMax = 40
                $0.report = { event in
                    if case .checkpoint(let report) = event {
                        purged.withLock { $0.append(report.collected[.droppedItems] ?? 0) }
                    }
                }
            }
        ) { store in
            var table = try await store.makeTable()
            let kept = try await store.makeTable("kept")
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let long = Text(String(repeating: "k", count: 600))
            try await store.commitAll(
                try (0..<100).map { number in
                    let sort: Text = number.isMultiple(of: 2) ? "\(number)" : "\(long)\(number)"
                    let item = Sample.item("a", sort, ["ends": 4_000_000_000])
                    return try table.putting(item)
                })
            try await store.put(Sample.item("a", "1"), in: kept)
            try store.checkpoint()
            _ = try await store.change(DeleteTable(table.id))
            #expect(try store.checkIntegrity().unpurgedItems == 100)

            for unpurged in [60, 20, 0, 0] {
                try store.checkpoint()
                let report = try store.checkIntegrity()
                #expect(report.unpurgedItems == unpurged)
                #expect(report.expiryEntries == unpurged)
                #expect(report.items == 1)
                // Gives the next checkpoint something to move.
                try await store.put(Sample.item("a", "1"), in: kept)
                try await store.put(Sample.item("a", "2"), in: kept)
                try await store.delete(Sample.key("a", "2"), in: kept)
            }
            #expect(purged.withLock { $0 } == [0, 40, 40, 20, 0])
        }
    }

    @Test func `a crash between two steps loses no step`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, configure: { $0.collectedEntriesMax = 10 }) { store in
            let table = try await store.makeTable()
            let kept = try await store.makeTable("kept")
            try await store.commitAll(
                try (0..<25).map { try table.putting(Sample.item("a", "\($0)")) })
            _ = try await store.change(DeleteTable(table.id))
            try store.checkpoint()
            #expect(try store.checkIntegrity().unpurgedItems == 15)
            try await withStore(in: try directory.copy()) { reopened in
                try await reopened.put(Sample.item("a", "1"), in: kept)
                try reopened.checkpoint()
                #expect(try reopened.checkIntegrity().unpurgedItems == 0)
            }
        }
    }

    @Test func `several tables dropped at once are all purged`() async throws {
        try await withStore { store in
            for number in 1...20 {
                let table = try await store.makeTable("table-\(number)")
                try await store.put(Sample.item("a", "1"), in: table)
                _ = try await store.change(DeleteTable(table.id))
            }
            let kept = try await store.makeTable("kept")
            for number in 1...3 {
                try await store.put(Sample.item("a", "\(number)"), in: kept)
                try store.checkpoint()
            }
            #expect(try store.checkIntegrity().unpurgedItems == 0)
            #expect(store.tables.map(\.name) == ["kept"])
        }
    }

    @Test func `a protected table cannot be dropped`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            var settings = table.settings
            settings.deletionProtection = true
            _ = try await store.change(UpdateTable(table.id, settings, rejectingNoChange: false))
            let drop = DeleteTable(table.id)
            #expect(try await store.rejection(of: drop) == .deletionProtected)
            #expect(store.table(named: "clicks") != nil)
        }
    }
}
