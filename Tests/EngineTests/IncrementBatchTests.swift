import Commands
import Engine
import Expressions
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Batches of increments") struct IncrementBatchTests {
    private let key = Sample.key("a", "1")

    private func count(_ table: Table, _ sort: Text = "1", by amount: Value = 1) throws -> ItemWrite
    {
        try table.updating(Sample.key("a", sort), "ADD n :by", [":by": amount])
    }

    // MARK: What one batch does

    @Test func `each write sees the ones before it`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 5]), in: table)
            let other = Sample.key("a", "2")
            let reply = try await store.commit(
                table.batch(
                    "edge", 1,
                    [
                        try count(table),
                        try table.updating(key, "SET m = n", [":six": 6], if: "n = :six"),
                        try table.putting(
                            Sample.item("a", "2"), if: .of("attribute_not_exists(pk)")),
                        table.checking(other, try .of("attribute_exists(pk)")),
                        try table.updating(other, "SET n = :x", [":x": 100]),
                        table.deleting(other),
                        table.checking(other, try .of("attribute_not_exists(pk)")),
                        try count(table, "2", by: 3),
                        try count(table, "3"),
                        table.deleting(Sample.key("a", "3")),
                        try count(table),
                    ]))
            #expect(reply == .applied)
            #expect(
                try store.items(of: table) == [
                    Sample.item("a", "1", ["n": 7, "m": 6]), Sample.item("a", "2", ["n": 3]),
                ])
            #expect(store.totals(of: table.id).items == 2)
        }
    }

    @Test func `it sees what its group wrote before it, and is seen by what comes after`()
        async throws
    {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            disk.syncs.shut()
            let replies = store.handIn([
                table.checking(key, try .of("attribute_not_exists(pk)")),
                try count(table),
                table.batch("edge", 1, [try count(table), try count(table, "2")]),
                Transaction(writes: [try count(table), try count(table, "2")]),
                table.batch("edge", 2, [try count(table)]),
                try count(table),
            ])
            disk.syncs.waitForArrival()
            disk.syncs.open()
            let outcomes = await replies.all
            let last = try outcomes[5].reply(as: Change.self)
            #expect(last.new == Sample.item("a", "1", ["n": 5]))
            #expect(try store.item(Sample.key("a", "2"), in: table)?["n"] == 2)
        }
    }

    @Test func `a rejected write rejects all of them, and tells which and what it found`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            let first = Sample.item("a", "1", ["n": 5, "s": "text"])
            try await store.put(first, in: table)
            let counted = Sample.item("a", "1", ["n": 6, "s": "text"])
            let huge = Text(String(repeating: "x", count: Limits.itemBytesMax))
            let good = [try count(table), try count(table, "2")]
            for (bad, existing) in [
                (try table.updating(key, "ADD n :x", [":x": 99], if: "n = :x"), counted),
                (
                    try table.updating(Sample.key("a", "9"), "ADD n :x", [":x": 99], if: "n = :x"),
                    nil
                ),
                (try table.updating(key, "ADD s :x", [":x": 1]), counted),
                (try table.updating(key, "OBSERVE n :x", [":x": 1]), counted),
                (try table.putting(Sample.item("a", "1", ["s": .string(huge)])), counted),
            ] as [(ItemWrite, Item?)] {
                let alone = try #require(try await store.rejection(of: bad))
                let batch = table.batch("edge", 1, good + [bad, try count(table, "3")])
                let rejection = try await store.rejection(of: batch)
                guard case .writes(.write(index: 2, let found, let reason)) = rejection else {
                    Issue.record("\(String(describing: rejection))")
                    continue
                }
                #expect(found?.item == existing)
                if case .write(.conditionFailed) = alone {
                    #expect(reason == .conditionFailed(existing: existing.map { ItemImage($0) }))
                } else {
                    #expect(alone == .write(reason))
                }
            }
            #expect(try store.items(of: table) == [first])
            #expect(store.totals(of: table.id).items == 1)
            #expect(try store.checkIntegrity().idempotencyRecords == 0)
            // The number is still free.
            #expect(try await store.commit(table.batch("edge", 1, good)) == .applied)
            #expect(try store.item(key, in: table) == counted)
        }
    }

    @Test func `an item that has ended is none to it, whoever let it end`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable()
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try store.reapAll()
            let ending = Sample.item("a", "1", ["n": 5, "ends": .number(Number(time.seconds))])
            try await store.put(ending, in: table)
            time.advance(seconds: 1)
            let exists = try table.updating(
                key, "ADD n :one", [":one": 1], if: "attribute_exists(pk)")
            #expect(
                try await store.rejection(of: table.batch("edge", 1, [exists]))
                    == .writes(
                        .write(index: 0, existing: nil, .conditionFailed(existing: nil))))
            _ = try await store.commit(table.batch("edge", 1, [try count(table)]))
            #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 1]))

            let past = Value.number(Number(time.seconds - 1))
            let end = try table.updating(key, "SET ends = :past", [":past": past])
            #expect(
                try await store.rejection(of: table.batch("edge", 2, [end, exists]))
                    == .writes(
                        .write(index: 1, existing: nil, .conditionFailed(existing: nil))))
            _ = try await store.commit(table.batch("edge", 2, [end, try count(table, by: 9)]))
            #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 9]))
            #expect(try store.checkIntegrity().expiryEntries == 0)
        }
    }

    @Test func `its items together may be so large and no larger`() async throws {
        let disk = ScriptedDisk()
        disk.skipsSyncs = true
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 512 << 20
                $0.log.segmentBytes = 64 << 20
                $0.log.preallocation = .none
            }
        ) { store in
            let table = try await store.makeTable()
            let half = Text(String(repeating: "x", count: 200_000))
            let numbers = 1...450
            try await store.commitAll(
                try numbers.map {
                    try table.putting(Sample.item("a", "\($0)", ["t": .string(half)]))
                })
            let totals = store.totals(of: table.id)
            func doubling(_ numbers: ClosedRange<Int>) throws -> [ItemWrite] {
                try numbers.map { try table.updating(Sample.key("a", "\($0)"), "SET u = t") }
            }
            // Some kilobytes of command for 90 MB of items that would be twice as large.
            let rejection = try await store.rejection(
                of: table.batch("edge", 1, try doubling(numbers)))
            guard case .writes(.tooLarge(let bytes, limit: Limits.batchBytesMax)) = rejection else {
                Issue.record("\(String(describing: rejection))")
                return
            }
            #expect(bytes > Limits.batchBytesMax)
            #expect(store.totals(of: table.id) == totals)
            #expect(try store.checkIntegrity().idempotencyRecords == 0)
            // An item counts once, however often it is written, and one that shrinks counts less.
            let often = try numbers.flatMap { _ in try doubling(1...1) }
            #expect(try await store.commit(table.batch("edge", 1, often)) == .applied)
            let shrinking = try numbers.flatMap { number in
                try doubling(number...number)
                    + [try table.updating(Sample.key("a", "\(number)"), "REMOVE u, t")]
            }
            #expect(try await store.commit(table.batch("edge", 2, shrinking)) == .applied)
            #expect(store.totals(of: table.id).bytes < 10_000)
        }
    }

    @Test func `a group of many large batches is cut`() async throws {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 64 << 20
            }
        ) { store in
            let table = try await store.makeTable()
            let batches = try (1...4).map { number in
                table.batch("edge", Int64(number), try (1...1000).map { try count(table, "\($0)") })
            }
            let before = store.statistics
            disk.syncs.shut()
            let first = store.handIn([try count(table)])
            disk.syncs.waitForArrival()
            let next = store.handIn(batches)
            disk.syncs.open()
            _ = await first.all
            for outcome in await next.all {
                #expect(try outcome.reply(as: IncrementBatch.Reply.self) == .applied)
            }
            // Two of a thousand items each are as much as one group may hold.
            #expect(store.statistics.groups - before.groups == 3)
            #expect(store.statistics.commands - before.commands == 5)
            #expect(try store.item(Sample.key("a", "1000"), in: table)?["n"] == 4)
        }
    }

    @Test func `a table that was dropped in the same group takes no more`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            disk.syncs.shut()
            let definition = TableDefinition(name: "clicks", uuid: "2", keySchema: Sample.schema)
            let replies = store.handIn([
                try count(table, "9"),
                table.batch("edge", 1, [try count(table)]),
                DeleteTable(table.id),
                table.batch("edge", 2, [try count(table)]),
                DefineTable(definition, timeToLive: TimeToLive(attribute: "ends")),
            ])
            disk.syncs.waitForArrival()
            disk.syncs.open()
            let outcomes = await replies.all
            #expect(try outcomes[1].reply() == IncrementBatch.Reply.applied)
            guard case IncrementBatch.Rejection.tableNotFound? = outcomes[3].rejection() else {
                throw UnexpectedReply()
            }
            let fresh = try #require(store.table(named: "clicks"))
            #expect(try store.items(of: fresh).isEmpty)
            // Nobody is known to the new table.
            let batch = fresh.batch("edge", 1, [try count(fresh)])
            #expect(try await store.commit(batch) == .applied)
            #expect(try store.item(key, in: fresh)?["n"] == 1)
        }
    }
}
