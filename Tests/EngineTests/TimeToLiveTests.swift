import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Time to live") struct TimeToLiveTests {
    private let key = Sample.key("a", "1")

    private func item(endingAt second: Int64, _ sort: Text = "1") -> Item {
        Sample.item("a", sort, ["ends": .number(Number(second)), "n": 7])
    }

    private func withTable(
        lazy: Bool = false, _ body: (Store, Table, ManualTime) async throws -> Void
    ) async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            if lazy {
                table = try await store.change(TagTable(table.id, [ReservedTag.timeToLive: "lazy"]))
            }
            _ = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            // Ends the walk of older items, of which there are none.
            try store.reapAll()
            table = try #require(store.table(table.id))
            try await body(store, table, time)
        }
    }

    @Test func `an item is there in its last second and gone in the next, for every read`()
        async throws
    {
        try await withTable { store, table, time in
            let ending = item(endingAt: time.seconds + 5)
            let staying = Sample.item("a", "2")
            try await store.put(ending, in: table)
            try await store.put(staying, in: table)
            for hasCheckpoint in [false, true] {
                if hasCheckpoint { try store.checkpoint() }
                time.advance(seconds: 5)
                #expect(try store.item(key, in: table) == ending)
                #expect(try store.items(of: table) == [ending, staying])
                time.advance(seconds: 1)
                #expect(try store.item(key, in: table) == nil)
                #expect(try store.items(of: table) == [staying])
                let query = Query(table: table, partition: .string("a"), limit: 1)
                let page = try store.query(query)
                #expect(page.items == [staying])
                #expect(page.scannedCount == 1)
                time.advance(seconds: -6)
            }
            // Only the TTL sweeper deletes it.
            #expect(store.totals(of: table.id).items == 2)
        }
    }

    @Test func `fractions count by the second that they lie in`() async throws {
        try await withTable { store, table, time in
            let ends = try Number(parsing: "\(time.seconds).5")
            try await store.put(Sample.item("a", "1", ["ends": .number(ends)]), in: table)
            #expect(try store.item(key, in: table) != nil)
            time.advance(seconds: 1)
            #expect(try store.item(key, in: table) == nil)
        }
    }

    @Test func `conditions, updates and deletions find no item where one has ended`() async throws {
        try await withTable { store, table, time in
            for sort in ["1", "2", "3", "4"] as [Text] {
                try await store.put(item(endingAt: time.seconds, sort), in: table)
            }
            time.advance(seconds: 1)
            let exists = try Condition.of("attribute_exists(pk)")
            let write = try table.putting(Sample.item("a", "1"), if: exists)
            #expect(
                try await store.rejection(of: write)
                    == .write(.conditionFailed(existing: nil)))

            let counted = try await store.update(
                key, in: table, "ADD n :one", values: [":one": 1])
            #expect(counted.old == nil)
            #expect(counted.new == Sample.item("a", "1", ["n": 1]))

            let put = try await store.put(Sample.item("a", "2"), in: table)
            #expect(put.old == nil)
            let deletion = try await store.delete(Sample.key("a", "3"), in: table)
            #expect(deletion.old == nil)
            let removal = try await store.update(Sample.key("a", "4"), in: table, "REMOVE n")
            #expect(removal.old == nil)
            #expect(removal.new == nil)
            #expect(
                try store.items(of: table) == [
                    Sample.item("a", "1", ["n": 1]), Sample.item("a", "2"),
                ])
            #expect(store.totals(of: table.id).items == 2)
            #expect(try store.checkIntegrity().expiryEntries == 0)
        }
    }

    @Test func `an ended item that was written anew has its new end only`() async throws {
        try await withTable { store, table, time in
            try await store.put(item(endingAt: time.seconds), in: table)
            try store.checkpoint()
            time.advance(seconds: 1)
            let next = item(endingAt: time.seconds + 100)
            try await store.put(next, in: table)
            #expect(try store.reapAll() == 0)
            #expect(try store.item(key, in: table) == next)
            #expect(try store.checkIntegrity().expiryEntries == 1)
        }
    }

    @Test func `an item can be prolonged until its end, also while the TTL sweeper is on its way`()
        async throws
    {
        try await withTable(lazy: true) { store, table, time in
            try await store.put(item(endingAt: time.seconds), in: table)
            time.advance(seconds: 1)
            // The TTL sweeper has seen the item's end, and the prolonging comes first.
            let claim = try #require(try await claims(of: store).first)
            let prolonged = try await store.update(
                key, in: table, "SET ends = :later",
                values: [":later": .number(Number(time.seconds + 50))])
            let reply = try await store.commit(claim)
            #expect(reply == 0)
            #expect(try store.item(key, in: table) == prolonged.new)
            time.advance(seconds: 51)
            #expect(try store.reapAll() == 1)
            #expect(try store.item(key, in: table) == nil)
        }
    }

    @Test func `a lazy table shows ended items until the TTL sweeper has been`() async throws {
        try await withTable(lazy: true) { store, table, time in
            try await store.put(item(endingAt: time.seconds), in: table)
            time.advance(seconds: 1)
            #expect(try store.item(key, in: table) != nil)
            #expect(try store.items(of: table).count == 1)
            let exists = try Condition.of("attribute_exists(pk)")
            let change = try await store.put(
                item(endingAt: time.seconds - 1), in: table, if: exists)
            #expect(change.old != nil)
            #expect(try store.reap() == 1)
            #expect(try store.item(key, in: table) == nil)
            #expect(store.totals(of: table.id).items == 0)
        }
    }

    @Test func `a table can change between lazy and exact`() async throws {
        try await withTable { store, exact, time in
            try await store.put(item(endingAt: time.seconds), in: exact)
            time.advance(seconds: 1)
            let lazy = try await store.change(
                TagTable(exact.id, [ReservedTag.timeToLive: "lazy"]))
            #expect(try store.item(key, in: lazy) != nil)
            let again = try await store.change(UntagTable(exact.id, [ReservedTag.timeToLive]))
            #expect(try store.item(key, in: again) == nil)
        }
    }

    @Test func `an end more than five years ago is a mistake and never comes`() async throws {
        try await withTable { store, table, time in
            let bound = time.seconds - Limits.expiryAgeSecondsMax
            try await store.put(item(endingAt: bound, "ended"), in: table)
            try await store.put(item(endingAt: bound - 1, "mistake"), in: table)
            try await store.put(item(endingAt: 0, "zero"), in: table)
            try await store.put(item(endingAt: -5, "negative"), in: table)
            #expect(
                try store.items(of: table).map { $0["sk"] } == ["mistake", "negative", "zero"])
            #expect(try store.reapAll() == 1)
            #expect(store.totals(of: table.id).items == 3)
        }
    }

    @Test func `only a number at the top level is an end, and no number is too much`() async throws
    {
        let numbers = [
            "1e100", "-1e100", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "-9223372036854775809", "-9223372036854775808.5",
            "9223372036854775807.5", "0.1", "-0.1", "1e-130",
        ]
        try await withTable { store, table, time in
            for number in numbers {
                let value = Value.number(try Number(parsing: number))
                try await store.put(Sample.item("a", Text(number), ["ends": value]), in: table)
            }
            let ended = Value.number(Number(time.seconds - 1))
            for (sort, value) in [
                "string": .string("\(time.seconds - 1)"), "list": .list([ended]),
                "map": .map(["ends": ended]), "null": .null,
            ] as [Text: Value] {
                try await store.put(Sample.item("a", sort, ["ends": value]), in: table)
            }
            #expect(try store.items(of: table).count == numbers.count + 4)
            #expect(try store.reapAll() == 0)
            try store.checkpoint()
            #expect(try store.items(of: table).count == numbers.count + 4)
        }
    }

    @Test func `the end may be the sort key`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let schema = KeySchema(
                partition: KeyAttribute(name: "pk", type: .string),
                sort: KeyAttribute(name: "ends", type: .number))
            var table = try await store.makeTable("numbers", schema: schema)
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            for second in -2...2 as ClosedRange<Int64> {
                try await store.put(
                    ["pk": "a", "ends": .number(Number(time.seconds + second))], in: table)
            }
            #expect(try store.items(of: table).count == 3)
            time.advance(seconds: 1)
            #expect(try store.items(of: table).count == 2)
            #expect(try store.reapAll() == 3)
            #expect(store.totals(of: table.id).items == 2)
        }
    }

    @Test func `a clock that jumps back brings nothing back`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try await store.put(item(endingAt: time.seconds, "deleted"), in: table)
            time.advance(seconds: 1)
            #expect(try store.reapAll() == 1)
            try await store.put(item(endingAt: time.seconds, "seen"), in: table)
            time.advance(seconds: 10)
            let exists = try Condition.of("attribute_exists(pk)")
            // A command at this time found nothing, so nobody may find anything later.
            let check = table.checking(Sample.key("a", "seen"), exists)
            #expect(try await store.rejection(of: check) != nil)

            time.advance(seconds: -3600)
            #expect(try store.items(of: table).isEmpty)
            #expect(try await store.rejection(of: check) != nil)
            let before = store.applied.time
            try await store.put(Sample.item("a", "new"), in: table)
            #expect(store.applied.time > before)
        }
        try await withStore(in: directory, time: time) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.items(of: table) == [Sample.item("a", "new")])
        }
    }

    /// The commands that the TTL sweeper would submit now, found out on a copy.
    private func claims(of store: Store) async throws -> [ExpireItems] {
        let table = try #require(store.tables.first)
        let copy = try TemporaryDirectory()
        let time = ManualTime(seconds: store.applied.time.seconds + 1)
        // The copy holds the same table and item under the same ids.
        let items = try store.items(of: table)
        try await withStore(in: copy, time: time) { other in
            var twin = try await other.makeTable()
            twin = try await other.change(EnableTimeToLive(twin.id, attribute: "ends"))
            for item in items { try await other.put(item, in: twin) }
            try other.reapAll()
        }
        return try copy.commands().compactMap { $0 as? ExpireItems }
    }
}
