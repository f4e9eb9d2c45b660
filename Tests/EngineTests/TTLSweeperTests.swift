import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("TTL sweeper") struct TTLSweeperTests {
    private let step = Limits.expiriesPerCommandMax

    private func items(_ count: Int, endingAt second: Int64) -> [Item] {
        (0..<count).map {
            Sample.item("p\($0 % 7)", "\($0)", ["ends": .number(Number(second))])
        }
    }

    private func fill(_ store: Store, _ table: Table, _ items: [Item]) async throws {
        try await store.commitAll(try items.map { try table.putting($0) })
    }

    @Test func `it deletes what has ended, and only that, in bounded steps`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let ending = items(2 * step + 30, endingAt: time.seconds)
            try await fill(store, table, ending)
            let staying = Sample.item("q", "1", ["ends": .number(Number(time.seconds + 1))])
            try await store.put(staying, in: table)
            // The walk of older items finds none.
            #expect(try store.reapAll() >= 0)
            #expect(store.totals(of: table.id).items == Int64(ending.count) + 1)
            time.advance(seconds: 1)
            var handled: [Int] = []
            while case let count = try store.reap(), count > 0 {
                handled.append(count)
                if handled.count == 1 { try store.checkpoint() }
            }
            #expect(handled == [step, step, 30])
            #expect(try store.items(of: table) == [staying])
            #expect(store.totals(of: table.id).items == 1)
            #expect(try store.checkIntegrity().expiryEntries == 1)
        }
    }

    @Test func `what it deleted stays deleted after a crash`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try await fill(store, table, items(20, endingAt: time.seconds))
            try store.checkpoint()
            time.advance(seconds: 1)
            try store.reapAll()
            let content = try store.content()
            // Even with a clock that is behind.
            let early = ManualTime(seconds: time.seconds - 3600)
            try await withStore(in: try directory.copy(), time: early) { reopened in
                let table = try #require(reopened.table(table.id))
                #expect(try reopened.items(of: table).isEmpty)
                #expect(reopened.totals(of: table.id) == Totals())
                let found = try reopened.content()
                #expect(found == content)
            }
        }
    }

    @Test func `items from before time to live was enabled end as well`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            var table = try await store.makeTable()
            let count = 2 * step + 100
            try await fill(store, table, items(count, endingAt: time.seconds))
            try await store.put(Sample.item("q", "1"), in: table)
            time.advance(seconds: 1)
            #expect(try store.items(of: table).count == count + 1)

            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            // Reads are exact at once; the expiry index follows step by step.
            #expect(try store.items(of: table) == [Sample.item("q", "1")])
            #expect(try store.reap() == step)
            #expect(try store.checkIntegrity().expiryEntries == step)
            let fresh = Sample.item("a", "new", ["ends": .number(Number(time.seconds + 9))])
            try await store.put(fresh, in: table)

            // A crash in the middle of the walk, which then goes on where it was.
            let crashed = try directory.copy()
            try await withStore(in: crashed, time: time) { reopened in
                try reopened.reapAll()
                let table = try #require(reopened.table(table.id))
                #expect(table.backfills[.expiry] == nil)
                #expect(reopened.totals(of: table.id).items == 2)
                #expect(try reopened.checkIntegrity().expiryEntries == 1)
            }
            try store.reapAll()
            #expect(store.totals(of: table.id).items == 2)
            #expect(store.table(table.id)?.backfills[.expiry] == nil)
        }
    }

    @Test func `switched off, nothing ends; switched on for another attribute, that one counts`()
        async throws
    {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let item = Sample.item(
                "a", "1",
                [
                    "ends": .number(Number(time.seconds)),
                    "until": .number(Number(time.seconds + 100)),
                ])
            try await store.put(item, in: table)
            time.advance(seconds: 1)
            #expect(try store.items(of: table).isEmpty)

            table = try await store.change(DisableTimeToLive(table.id, attribute: "ends"))
            #expect(try store.items(of: table) == [item])
            // The entry that was left behind goes, the item stays.
            try store.reapAll()
            #expect(try store.items(of: table) == [item])
            #expect(try store.checkIntegrity().expiryEntries == 0)

            table = try await store.change(EnableTimeToLive(table.id, attribute: "until"))
            try store.reapAll()
            #expect(try store.items(of: table) == [item])
            #expect(try store.checkIntegrity().expiryEntries == 1)
            time.advance(seconds: 100)
            #expect(try store.items(of: table).isEmpty)
            #expect(try store.reapAll() == 1)
            #expect(store.totals(of: table.id).items == 0)
        }
    }

    @Test func `an entry left behind never deletes an item that ends at another second`()
        async throws
    {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try await fill(store, table, items(1, endingAt: time.seconds))
            let first = try #require(try store.items(of: table).first)
            table = try await store.change(DisableTimeToLive(table.id, attribute: "ends"))
            // Not noted, because time to live is off.
            var prolonged = first
            prolonged["ends"] = .number(Number(time.seconds + 1000))
            try await store.put(prolonged, in: table)
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            time.advance(seconds: 1)
            try store.reapAll()
            #expect(try store.items(of: table) == [prolonged])
            let report = try store.checkIntegrity()
            #expect(report.expiryEntries == 1)
            #expect(report.staleExpiryEntries == 0)
        }
    }

    /// A step of the walk that was prepared before time to live was switched off and on again ended the new
    /// walk early, and items written in between never ended.
    @Test func `a late step of an earlier walk does not shorten the new one`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            var table = try await store.makeTable()
            try await fill(store, table, items(3, endingAt: time.seconds))
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let walk = try #require(table.backfills[.expiry])
            let late = BackfillStep(
                of: .expiry, table: table.id, walk: walk, storedKeys: [], next: nil)

            _ = try await store.change(DisableTimeToLive(table.id, attribute: "ends"))
            try await store.put(
                Sample.item("x", "y", ["ends": .number(Number(time.seconds))]), in: table)
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            _ = try await store.commit(late)
            #expect(store.table(table.id)?.backfills[.expiry] == table.backfills[.expiry])

            time.advance(seconds: 1)
            try store.reapAll()
            #expect(store.totals(of: table.id).items == 0)
        }
    }

    @Test func `a table dropped before its items end leaves nothing to reap`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try await fill(store, table, items(10, endingAt: time.seconds))
            _ = try await store.change(DeleteTable(table.id))
            time.advance(seconds: 1)
            try store.reapAll()
            #expect(try store.checkIntegrity().expiryEntries == 0)
            try store.checkpoint()
            #expect(try store.checkIntegrity().unpurgedItems == 0)
        }
    }

    @Test func `long keys end like short ones`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            let prefix = String(repeating: "k", count: 500)
            let long = (0..<10).map { number -> Item in
                let partition = Text(
                    String(repeating: "p", count: number.isMultiple(of: 2) ? 3 : 900))
                return Sample.item(
                    partition, "\(prefix)\(number)",
                    ["ends": .number(Number(time.seconds + Int64(number / 5)))])
            }
            try await fill(store, table, long)
            try store.checkpoint()
            time.advance(seconds: 1)
            #expect(try store.reapAll() == 5)
            #expect(try store.items(of: table).count == 5)
            time.advance(seconds: 1)
            #expect(try store.reapAll() == 5)
            #expect(try store.checkIntegrity().expiryEntries == 0)
        }
    }

    @Test func `the upkeep thread reaps by itself`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, time) { $0.runsUpkeep = true })
        var table = try await store.makeTable()
        table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
        try await fill(store, table, items(5, endingAt: time.seconds))
        time.advance(seconds: 1)
        while store.totals(of: table.id).items > 0 { await Task.yield() }
        try store.close()
    }
}
