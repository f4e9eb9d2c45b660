import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Updates that happen once") struct OnceTests {
    private let key = Sample.key("a", "1")

    private func once(
        _ table: Table, _ id: Value, _ sort: Text = "1", if condition: Text? = nil
    ) throws -> ItemWrite {
        try table.updating(
            Sample.key("a", sort), "ADD n :one ONCE :id", [":one": 1, ":id": id], if: condition)
    }

    private func n(_ store: Store, _ table: Table, _ sort: Text = "1") throws -> Value? {
        try store.item(Sample.key("a", sort), in: table)?["n"]
    }

    // MARK: Alone

    @Test func `a repeat changes nothing and is told the item as it is now`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let first = try await store.write(try once(table, "x"))
            #expect(!first.isRepeat)
            #expect(first.old == nil)
            #expect(first.new == Sample.item("a", "1", ["n": 1]))
            try await store.update(key, in: table, "ADD n :ten", values: [":ten": 10])
            let now = Sample.item("a", "1", ["n": 11])
            for condition in [nil, "attribute_not_exists(pk)", "n = :one"] as [Text?] {
                let change = try await store.write(try once(table, "x", if: condition))
                #expect(change.isRepeat)
                #expect(change.old == now)
                #expect(change.new == now)
            }
            #expect(try store.item(key, in: table) == now)
        }
    }

    @Test func `an id is its table's: another item or another update under it is rejected`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            let other = try await store.makeTable("other")
            _ = try await store.write(try once(table, "x"))
            for write in [
                try once(table, "x", "2"),
                try table.updating(key, "REMOVE n ONCE :id", [":id": "x"]),
                try table.updating(key, "ADD n :two ONCE :id", [":two": 2, ":id": "x"]),
                try table.updating(
                    key, "ADD n :one SET m = :one ONCE :id", [":one": 1, ":id": "x"]),
            ] {
                #expect(try await store.rejection(of: write) == .write(.onceReused))
                #expect(
                    try await store.rejection(of: Transaction(writes: [write]))
                        == .cancelled([.onceReused]))
                let existing = try store.item(write.key, in: table).map { ItemImage($0) }
                #expect(
                    try await store.rejection(of: table.batch("edge", 1, [write]))
                        == .writes(.write(index: 0, existing: existing, .onceReused)))
            }
            #expect(try store.items(of: table) == [Sample.item("a", "1", ["n": 1])])
            #expect(try await store.write(try once(other, "x")).isRepeat == false)
            #expect(try await store.write(try once(other, "x")).isRepeat)
        }
    }

    @Test func `ids of different types or bytes are different ids`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let long = String(repeating: "i", count: ExpressionLimits.onceIDBytes.upperBound - 1)
            let ids: [Value] = [
                "1", 1, .binary(Binary([0x31])), "01", "caf\u{E9}", "cafe\u{301}",
                .string("\(long)1"), .string("\(long)2"), .binary(Binary([0])),
                .binary(Binary([0, 0])),
            ]
            for hasCheckpoint in [false, true] {
                if hasCheckpoint { try store.checkpoint() }
                for id in ids {
                    #expect(try await store.write(try once(table, id)).isRepeat == hasCheckpoint)
                }
            }
            // Equal numbers are one id.
            let sum = Value.number(try Number(parsing: "1.00"))
            #expect(try await store.write(try once(table, sum)).isRepeat)
            #expect(try n(store, table) == .number(Number(Int64(ids.count))))
        }
    }

    @Test func `fifty tries in one group count once`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            disk.syncs.shut()
            let first = store.handIn([table.deleting(key)])
            disk.syncs.waitForArrival()
            let next = store.handIn(
                Array(repeating: try once(table, "x"), count: 50))
            disk.syncs.open()
            _ = await first.all
            var repeats = 0
            for outcome in await next.all {
                let change = try outcome.reply(as: Change.self)
                if change.isRepeat { repeats += 1 }
                #expect(change.new == Sample.item("a", "1", ["n": 1]))
            }
            #expect(repeats == 49)
        }
    }

    @Test func `a rejected update has not used its id, one that changed nothing has`() async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "2", ["n": "text"]), in: table)
            let conditional = try once(table, "x", if: "attribute_exists(pk)")
            #expect(
                try await store.rejection(of: conditional)
                    == .write(.conditionFailed(existing: nil)))
            let unfit = try once(table, "x", "2")
            guard case .write(.expression) = try await store.rejection(of: unfit) else {
                throw UnexpectedReply()
            }
            #expect(try store.checkIntegrity().idempotencyRecords == 0)
            try await store.put(Sample.item("a", "1"), in: table)
            #expect(try await store.write(conditional).isRepeat == false)
            #expect(try await store.write(conditional).isRepeat)
            #expect(try n(store, table) == 1)

            let removal = try table.updating(
                Sample.key("a", "9"), "REMOVE n ONCE :id", [":id": "removal"])
            #expect(try await store.write(removal).isRepeat == false)
            #expect(try await store.write(removal).isRepeat)
            #expect(try store.item(Sample.key("a", "9"), in: table) == nil)
        }
    }

    // MARK: In transactions

    @Test func `actions of a transaction that share an id happen together, once`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let transaction = Transaction(writes: [
                try once(table, "x", "1"), try once(table, "x", "2"), try once(table, "y", "3"),
            ])
            for isRepeat in [false, true, true] {
                guard case .applied(let changes) = try await store.commit(transaction) else {
                    throw UnexpectedReply()
                }
                #expect(changes.map(\.isRepeat) == [isRepeat, isRepeat, isRepeat])
                for (change, sort) in zip(changes, ["1", "2", "3"] as [Text]) {
                    let item = Sample.item("a", sort, ["n": 1])
                    #expect(change.new == item)
                    #expect(change.old == (isRepeat ? item : nil))
                }
            }
            #expect(try store.items(of: table).map { $0["n"] } == [1, 1, 1])
            #expect(try await store.write(try once(table, "y", "3")).isRepeat)
            // What one action of several did is not all that happened under the id.
            for write in [try once(table, "y", "7"), try once(table, "x", "1")] {
                #expect(try await store.rejection(of: write) == .write(.onceReused))
            }
        }
    }

    @Test func `a repeat beside new actions changes nothing, whatever its condition says`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            _ = try await store.write(try once(table, "x"))
            let reply = try await store.commit(
                Transaction(writes: [
                    try once(table, "x", "1", if: "attribute_not_exists(pk)"),
                    try once(table, "new", "2"),
                    try table.putting(Sample.item("a", "3")),
                    table.checking(key, try .of("attribute_exists(pk)")),
                ]))
            guard case .applied(let changes) = reply else { throw UnexpectedReply() }
            #expect(changes.map(\.isRepeat) == [true, false, false, false])
            #expect(changes[0].old == Sample.item("a", "1", ["n": 1]))
            #expect(changes[0].new == changes[0].old)
            #expect(
                try store.items(of: table) == [
                    Sample.item("a", "1", ["n": 1]), Sample.item("a", "2", ["n": 1]),
                    Sample.item("a", "3"),
                ])
        }
    }

    @Test func `a cancelled transaction uses none of its ids, and a repeat is no reason`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            _ = try await store.write(try once(table, "x"))
            let writes = [
                try once(table, "x", if: "attribute_not_exists(pk)"), try once(table, "new", "2"),
                try once(table, "other", "3", if: "attribute_exists(pk)"),
            ]
            #expect(
                try await store.rejection(of: Transaction(writes: writes))
                    == .cancelled([nil, nil, .conditionFailed(existing: nil)]))
            #expect(try store.items(of: table).count == 1)
            #expect(try await store.write(writes[1]).isRepeat == false)
            try await store.put(Sample.item("a", "3"), in: table)
            guard case .applied(let changes) = try await store.commit(Transaction(writes: writes))
            else {
                throw UnexpectedReply()
            }
            #expect(changes.map(\.isRepeat) == [true, true, false])
        }
    }

    // MARK: In batches of increments

    @Test func `a batch applies an id once, however often it has it`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            _ = try await store.write(try once(table, "before"))
            let writes = [
                try once(table, "before", if: "attribute_not_exists(pk)"),
                try once(table, "x"), try once(table, "x"),
                try once(table, "x", "1", if: "attribute_not_exists(pk)"),
                try once(table, "y", "2"),
            ]
            let other = try once(table, "x", "2")
            #expect(
                try await store.rejection(of: table.batch("edge", 1, writes + [other]))
                    == .writes(
                        .write(
                            index: 5, existing: ItemImage(Sample.item("a", "2", ["n": 1])),
                            .onceReused)))
            #expect(try await store.commit(table.batch("edge", 1, writes)) == .applied)
            #expect(try n(store, table) == 2)
            #expect(try n(store, table, "2") == 1)
            // Under another number the same ids change nothing any more.
            #expect(try await store.commit(table.batch("edge", 2, writes)) == .applied)
            #expect(try n(store, table) == 2)
            #expect(try await store.write(try once(table, "y", "2")).isRepeat)
            #expect(try store.checkIntegrity().idempotencyRecords == 4)
        }
    }

    @Test func `a rejected batch uses none of its ids`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let good = try once(table, "x")
            let bad = try once(table, "y", "2", if: "attribute_exists(pk)")
            #expect(try await store.rejection(of: table.batch("edge", 1, [good, bad])) != nil)
            #expect(try store.checkIntegrity().idempotencyRecords == 0)
            #expect(try await store.commit(table.batch("edge", 1, [good])) == .applied)
            #expect(try await store.write(good).isRepeat)
        }
    }

    // MARK: How long an id is known

    @Test func `an id is known for as long as its table says and not a second longer`() async throws
    {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var settings = TableSettings()
            settings.onceLifeSeconds = 60
            let definition = TableDefinition(
                name: "short", uuid: "u", keySchema: Sample.schema, settings: settings)
            let short = try await store.change(DefineTable(definition, timeToLive: nil))
            let usual = try await store.makeTable()
            for table in [short, usual] {
                let life = table.settings.onceLifeSeconds
                #expect(try await store.write(try once(table, "x")).isRepeat == false)
                for step in [life - 1, 1] {
                    time.advance(seconds: step)
                    #expect(try await store.write(try once(table, "x")).isRepeat)
                }
                // A repeat does not prolong it.
                time.advance(seconds: 1)
                #expect(try await store.write(try once(table, "x")).isRepeat == false)
                time.advance(seconds: life)
                #expect(try await store.write(try once(table, "x")).isRepeat)
                #expect(try n(store, table) == 2)
            }
        }
    }

    @Test func `an id is known after a crash, a checkpoint and a new start`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            _ = try await store.write(try once(table, "alone"))
            _ = try await store.commit(Transaction(writes: [try once(table, "transaction")]))
            _ = try await store.commit(table.batch("edge", 1, [try once(table, "batch")]))
            for hasCheckpoint in [false, true] {
                if hasCheckpoint { try store.checkpoint() }
                try await expectRepeats(in: try directory.copy(), time)
            }
        }
        try await expectRepeats(in: directory, time)
    }

    private func expectRepeats(in directory: TemporaryDirectory, _ time: ManualTime) async throws {
        try await withStore(in: directory, time: time) { store in
            let table = try #require(store.table(named: "clicks"))
            for id in ["alone", "transaction", "batch"] as [Value] {
                let change = try await store.write(try once(table, id))
                #expect(change.isRepeat)
                #expect(change.new == Sample.item("a", "1", ["n": 3]))
            }
        }
    }
}
