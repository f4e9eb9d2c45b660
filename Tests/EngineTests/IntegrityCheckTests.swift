import Commands
import Engine
import LMDB
import Model
import TestSupport
import Testing
import Values

/// Damage that no checksum shows: somebody changed base behind the store's back.
@Suite("Integrity check") struct IntegrityCheckTests {
    private typealias Tampering = (
        _ items: Database, _ expiry: Database, _ catalog: Database, _ ledger: Database,
        inout WriteTransaction
    ) throws -> Void

    /// A store with items, ends, and one entry of the ledger of each kind, closed.
    private func closedStore() async throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let long = Text(String(repeating: "k", count: 700))
            for sort in ["1", "2", "\(long)1", "\(long)2"] as [Text] {
                try await store.put(Sample.item("a", sort, ["ends": 4_000_000_000]), in: table)
            }
            try store.reapAll()
            _ = try await store.commit(
                Transaction(
                    writes: [try table.putting(Sample.item("a", "3"))],
                    token: TransactionToken(text: "token", digest: [1])))
            _ = try await store.commit(table.batch("edge", 1, []))
            try await store.update(
                Sample.key("a", "3"), in: table, "REMOVE n ONCE :id", values: [":id": "id"])
        }
        return directory
    }

    private func damages(after tampering: Tampering) async throws -> [String] {
        let directory = try await closedStore()
        do {
            let environment = try Environment(
                path: directory.path + "/base",
                options: EnvironmentOptions(mapBytes: 64 << 20, databasesMax: 8))
            var transaction = try environment.beginWrite()
            try tampering(
                try #require(try transaction.openDatabase("items", create: false)),
                try #require(try transaction.openDatabase("expiry", create: false)),
                try #require(try transaction.openDatabase("catalog", create: false)),
                try #require(try transaction.openDatabase("ledger", create: false)),
                &transaction)
            try transaction.commit()
            environment.close()
        }
        let closed = try ClosedStore(directory: directory.path)
        let report = try closed.check()
        #expect(report.damageCount == report.damages.count)
        #expect(report.isClean == report.damages.isEmpty)
        return report.damages
    }

    /// All entries of a database.
    private func entries(
        of database: Database, _ transaction: inout WriteTransaction
    ) throws -> [(key: [UInt8], value: [UInt8])] {
        var cursor = try transaction.cursor(in: database)
        var entries: [(key: [UInt8], value: [UInt8])] = []
        var isOnEntry = try cursor.moveToFirst()
        while isOnEntry {
            entries.append((cursor.keyBytes, cursor.valueBytes))
            isOnEntry = try cursor.moveToNext()
        }
        return entries
    }

    @Test func `what a store leaves is clean, and counted right`() async throws {
        #expect(try await damages { _, _, _, _, _ in } == [])
        let directory = try await closedStore()
        let report = try ClosedStore(directory: directory.path).check()
        #expect(report.tables == 1)
        #expect(report.items == 5)
        #expect(report.expiryEntries == 4)
        #expect(report.staleExpiryEntries == 0)
        #expect(report.idempotencyRecords == 3)
        #expect(report.unpurgedItems == 0)
    }

    @Test func `a missing entry of the expiry index is found`() async throws {
        for index in 0..<4 {
            let damages = try await damages { _, expiry, _, _, transaction in
                let key = try entries(of: expiry, &transaction)[index].key
                try transaction.delete(key, in: expiry)
            }
            #expect(damages == ["table clicks: an item is missing in the expiry index"])
        }
    }

    @Test func `totals that do not add up are found`() async throws {
        let damages = try await damages { _, _, catalog, _, transaction in
            let totals = try entries(of: catalog, &transaction).first { $0.key.first == 3 }
            try transaction.put([4, 7], for: try #require(totals?.key), in: catalog)
        }
        #expect(damages.count == 1)
        #expect(damages.first?.contains("totals say 4 items of 7 bytes, there are 5") == true)
    }

    @Test func `a missing item is found by the totals`() async throws {
        let damages = try await damages { items, _, _, _, transaction in
            let key = try entries(of: items, &transaction)[0].key
            try transaction.delete(key, in: items)
        }
        #expect(damages.count == 1)
        #expect(damages.first?.contains("totals say 5 items") == true)
    }

    @Test func `an item under another item's key is found`() async throws {
        let damages = try await damages { items, _, _, _, transaction in
            let all = try entries(of: items, &transaction)
            try transaction.put(all[0].value, for: all[1].key, in: items)
        }
        #expect(damages.contains("table clicks: an item lies under another item's key"))
    }

    @Test func `bytes that are no item are found, and the check goes on`() async throws {
        let damages = try await damages { items, _, _, ledger, transaction in
            let all = try entries(of: items, &transaction)
            try transaction.put([99, 1, 2], for: all[0].key, in: items)
            try transaction.put(Array(all[1].value.dropLast()), for: all[1].key, in: items)
            let mark = try entries(of: ledger, &transaction).first { $0.key.first == 2 }
            try transaction.delete(try #require(mark?.key), in: ledger)
        }
        #expect(damages.count { $0.hasPrefix("table clicks: an item cannot be decoded") } == 2)
        #expect(damages.contains("ledger: a receipt without the mark of its end"))
    }

    @Test func `a receipt or table that cannot be read is found`() async throws {
        let receipt = try await damages { _, _, _, ledger, transaction in
            let all = try entries(of: ledger, &transaction)
            try transaction.put([7], for: all[0].key, in: ledger)
        }
        #expect(receipt.count == 1)
        #expect(receipt.first?.contains("ledger: a receipt cannot be decoded") == true)
        let table = try await damages { _, _, catalog, _, transaction in
            let all = try entries(of: catalog, &transaction).first { $0.key.first == 1 }
            try transaction.put([1, 2, 3], for: try #require(all?.key), in: catalog)
        }
        #expect(table.count == 1)
        #expect(table.first?.contains("catalog: a table cannot be decoded") == true)
    }

    @Test func `entries of the ledger that nothing would ever remove are found`() async throws {
        let names =
            [2: ["a receipt"], 5: ["a source's mark", "an id of ONCE"]] as [UInt8: [String]]
        for (kind, names) in names {
            let damages = try await damages { _, _, _, ledger, transaction in
                for mark in try entries(of: ledger, &transaction) where mark.key.first == kind {
                    try transaction.delete(mark.key, in: ledger)
                }
            }
            #expect(damages == names.map { "ledger: \($0) without the mark of its end" })
        }
    }

    @Test func `a source's mark or an id that cannot be read is found`() async throws {
        for (kind, name) in [3: "a source's mark", 4: "an id of ONCE"] as [UInt8: String] {
            let damages = try await damages { _, _, _, ledger, transaction in
                let entry = try entries(of: ledger, &transaction).first { $0.key.first == kind }
                let (key, value) = try #require(entry)
                try transaction.put(Array(value.dropLast()), for: key, in: ledger)
            }
            #expect(damages.count == 1)
            #expect(damages.first?.contains("ledger: \(name) cannot be decoded") == true)
        }
    }

    @Test func `items of a table that nobody knows are found`() async throws {
        let damages = try await damages { _, _, catalog, _, transaction in
            for entry in try entries(of: catalog, &transaction)
            where entry.key.first == 1 || entry.key.first == 3 {
                try transaction.delete(entry.key, in: catalog)
            }
        }
        #expect(damages.count == 5)
        #expect(damages.allSatisfy { $0 == "items: table id 1 is not in the catalog" })
    }

    @Test func `keys that are cut short are found, never trapped on`() async throws {
        let damages = try await damages { items, expiry, _, ledger, transaction in
            try transaction.put([1], for: [0], in: items)
            try transaction.put([1], for: [128, 0, 0], in: expiry)
            try transaction.put([1], for: [2, 1], in: ledger)
            try transaction.put([1], for: [5, 1], in: ledger)
        }
        #expect(damages.count == 4)
    }

    @Test func `a long key whose value ends within it is told, never trapped on`() async throws {
        let directory = try await closedStore()
        do {
            let environment = try Environment(
                path: directory.path + "/base",
                options: EnvironmentOptions(mapBytes: 64 << 20, databasesMax: 8))
            var transaction = try environment.beginWrite()
            let items = try #require(try transaction.openDatabase("items", create: false))
            for entry in try entries(of: items, &transaction) where entry.key.count == 511 {
                try transaction.put([255, 255, 1], for: entry.key, in: items)
            }
            try transaction.commit()
            environment.close()
        }
        let error = #expect(throws: StoreError.self) {
            try ClosedStore(directory: directory.path).check()
        }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
