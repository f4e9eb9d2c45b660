import Commands
import Engine
import LMDB
import Model
import TestSupport
import Testing
import Values

@Suite("Marks of sources") struct HighWaterMarkTests {
    private let key = Sample.key("a", "1")

    private func batch(_ table: Table, _ source: Text, _ sequence: Int64) throws -> IncrementBatch {
        table.batch(source, sequence, [try table.updating(key, "ADD n :one", [":one": 1])])
    }

    private func number(_ store: Store, _ table: Table) throws -> Value? {
        try store.item(key, in: table)?["n"]
    }

    // MARK: The numbers of one source

    @Test func `a batch that is sent again changes nothing and is told how far its source is`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            #expect(try await store.commit(try batch(table, "edge", 7)) == .applied)
            for sequence in [7, 6, 0] as [Int64] {
                #expect(
                    try await store.commit(try batch(table, "edge", sequence))
                        == .duplicate(last: 7))
            }
            // Even one that would be rejected now.
            let impossible = table.batch(
                "edge", 7, [table.checking(key, try .of("attribute_not_exists(pk)"))])
            #expect(try await store.commit(impossible) == .duplicate(last: 7))
            #expect(try await store.commit(try batch(table, "edge", 8)) == .applied)
            #expect(try await store.commit(try batch(table, "edge", 7)) == .duplicate(last: 8))
            #expect(try number(store, table) == 2)
        }
    }

    @Test func `a gap is rejected with the number that is missing, and moves nothing`() async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            _ = try await store.commit(try batch(table, "edge", 7))
            for sequence in [9, 10, .max] as [Int64] {
                #expect(
                    try await store.rejection(of: try batch(table, "edge", sequence))
                        == .sequenceGap(expected: 8))
            }
            #expect(try number(store, table) == 1)
            #expect(try await store.commit(try batch(table, "edge", 8)) == .applied)
            #expect(try await store.commit(try batch(table, "edge", 9)) == .applied)
            #expect(try number(store, table) == 3)
        }
    }

    @Test func `a new source begins where it likes, up to the last number there is`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            for (source, sequence) in [("a", 0), ("b", 1), ("c", 1_000_000), ("d", .max)]
                as [(Text, Int64)]
            {
                #expect(try await store.commit(try batch(table, source, sequence)) == .applied)
                #expect(
                    try await store.commit(try batch(table, source, sequence))
                        == .duplicate(last: sequence))
            }
            #expect(try await store.rejection(of: try batch(table, "c", 5_000_000)) != nil)
            #expect(try await store.commit(try batch(table, "d", 0)) == .duplicate(last: .max))
            #expect(try number(store, table) == 4)
        }
    }

    @Test func `sources are told apart by their bytes, and so are tables`() async throws {
        try await withStore { store in
            let long = String(repeating: "s", count: Limits.sourceBytesMax - 1)
            let sources: [Text] = [
                "a", "ab", "b", "caf\u{E9}", "cafe\u{301}", "\(long)1", "\(long)2", "\u{0}",
            ]
            let tables = [try await store.makeTable("one"), try await store.makeTable("two")]
            for hasCheckpoint in [false, true] {
                if hasCheckpoint { try store.checkpoint() }
                for table in tables {
                    for (number, source) in sources.enumerated() {
                        let sequence = Int64(number * 100) + (hasCheckpoint ? 1 : 0)
                        let batch = try batch(table, source, sequence)
                        #expect(try await store.commit(batch) == .applied)
                        #expect(try await store.commit(batch) == .duplicate(last: sequence))
                    }
                }
            }
            for table in tables { #expect(try number(store, table) == 16) }
            #expect(try store.checkIntegrity().idempotencyRecords == 16)
        }
    }

    @Test func `a batch that comes fifty times in one group counts once`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            let before = store.statistics
            disk.syncs.shut()
            let first = store.handIn([table.deleting(Sample.key("z", "z"))])
            disk.syncs.waitForArrival()
            var batches = Array(repeating: try batch(table, "edge", 1), count: 50)
            batches += [try batch(table, "edge", 2), try batch(table, "edge", 1)]
            let next = store.handIn(batches)
            disk.syncs.open()
            _ = await first.all
            let replies = try await next.all.map { try $0.reply(as: IncrementBatch.Reply.self) }
            #expect(store.statistics.groups - before.groups == 2)
            var expected: [IncrementBatch.Reply] = Array(repeating: .duplicate(last: 1), count: 52)
            expected[0] = .applied
            expected[50] = .applied
            expected[51] = .duplicate(last: 2)
            #expect(replies == expected)
            #expect(try number(store, table) == 2)
        }
    }

    @Test func `an empty batch moves the mark`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            #expect(try await store.commit(table.batch("edge", 3, [])) == .applied)
            #expect(try await store.commit(table.batch("edge", 3, [])) == .duplicate(last: 3))
            #expect(
                try await store.rejection(of: try batch(table, "edge", 5))
                    == .sequenceGap(expected: 4))
            #expect(try store.items(of: table).isEmpty)
            #expect(try store.checkIntegrity().idempotencyRecords == 1)
        }
    }

    @Test func `a mark is there after a crash, a checkpoint and a new start`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            for sequence in 1...4 as ClosedRange<Int64> {
                _ = try await store.commit(try batch(table, "edge", sequence))
                if sequence.isMultiple(of: 2) { try store.checkpoint() }
                try await withStore(in: try directory.copy(), time: time) { reopened in
                    let content = try store.content()
                    #expect(try reopened.content() == content)
                    let again = try await reopened.commit(try batch(table, "edge", sequence))
                    #expect(again == .duplicate(last: sequence))
                    let next = try await reopened.commit(try batch(table, "edge", sequence + 1))
                    #expect(next == .applied)
                    #expect(try number(reopened, table) == .number(Number(sequence + 1)))
                }
            }
        }
        try await withStore(in: directory, time: time) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try await store.commit(try batch(table, "edge", 4)) == .duplicate(last: 4))
            #expect(try await store.commit(try batch(table, "edge", 5)) == .applied)
        }
    }

    // MARK: What a batch says

    private func batch(
        _ table: Table, _ sequence: Int64, digest: UInt64?
    ) throws -> IncrementBatch {
        IncrementBatch(
            table: table.id,
            mark: HighWaterMark(source: "edge", sequence: sequence, digest: digest),
            writes: [try table.updating(key, "ADD n :one", [":one": 1])])
    }

    @Test func `other content under a used number is rejected, and told where the source is`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            for number in 1...57 as ClosedRange<Int64> {
                let batch = try batch(table, number, digest: UInt64(number))
                #expect(try await store.commit(batch) == .applied)
                if number == 30 { try store.checkpoint() }
            }
        }
        try await withStore(in: directory, time: time) { store in
            let table = try #require(store.table(named: "clicks"))
            for number in 1...57 as ClosedRange<Int64> {
                #expect(
                    try await store.commit(try batch(table, number, digest: UInt64(number)))
                        == .duplicate(last: 57))
                #expect(
                    try await store.rejection(of: try batch(table, number, digest: 1000))
                        == .sequenceReused(last: 57))
            }
            #expect(
                try await store.rejection(of: try batch(table, 0, digest: 0))
                    == .sequenceTooOld(last: 57, oldest: 1))
            #expect(try number(store, table) == 57)
        }
    }

    @Test func `so many batches are known by their content, older ones are rejected`() async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            let known = Int64(Limits.sourceDigestsMax)
            let last = 2 * known
            for number in 1...last {
                _ = try await store.commit(try batch(table, number, digest: UInt64(number)))
            }
            let oldest = last - known + 1
            #expect(
                try await store.commit(try batch(table, oldest, digest: UInt64(oldest)))
                    == .duplicate(last: last))
            for number in [1, oldest - 1] {
                #expect(
                    try await store.rejection(of: try batch(table, number, digest: UInt64(number)))
                        == .sequenceTooOld(last: last, oldest: oldest))
            }
            #expect(try number(store, table) == .number(Number(last)))
        }
    }

    @Test func `batches from before there were digests are known by their numbers, ever after`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        let known = Int64(Limits.sourceDigestsMax)
        let last = 4 + 2 * known
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            for number in 1...3 as ClosedRange<Int64> {
                _ = try await store.commit(try batch(table, number, digest: nil))
            }
            for number in 0...3 as ClosedRange<Int64> {
                #expect(
                    try await store.commit(try batch(table, number, digest: 9))
                        == .duplicate(last: 3))
            }
            #expect(try await store.commit(try batch(table, 4, digest: 4)) == .applied)
            #expect(
                try await store.rejection(of: try batch(table, 4, digest: 9))
                    == .sequenceReused(last: 4))
            for number in 5...last {
                _ = try await store.commit(try batch(table, number, digest: UInt64(number)))
            }
            try store.checkpoint()
        }
        try await withStore(in: directory, time: time) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.checkIntegrity().damages == [])
            for digest in [9, nil] as [UInt64?] {
                for number in [1, 2, 3] as [Int64] {
                    #expect(
                        try await store.commit(try batch(table, number, digest: digest))
                            == .duplicate(last: last))
                }
            }
            // What had a digest and has it no more.
            let oldest = last - known + 1
            for number in [4, oldest - 1] {
                #expect(
                    try await store.rejection(of: try batch(table, number, digest: UInt64(number)))
                        == .sequenceTooOld(last: last, oldest: oldest))
            }
            #expect(try number(store, table) == .number(Number(last)))
        }
    }

    // MARK: How long a source is known

    /// Marks are moved in steps of 2^16 seconds: what a source notices must not depend on where in a
    /// step it fell silent.
    @Test(arguments: [-1, 0, 1, 30_000] as [Int64])
    func `a source that was silent for thirty days is known, and a second later no more`(
        offset: Int64
    ) async throws {
        let start = (Int64(1_800_000_000) | 0xFFFF) - Limits.sourceLifeSeconds + offset
        let time = ManualTime(seconds: start)
        try await withStore(time: time) { store in
            let table = try await store.makeTable()
            func pass(_ seconds: Int64) async throws {
                time.advance(seconds: seconds)
                try await store.put(Sample.item("clock", "\(time.seconds)"), in: table)
                try store.checkpoint()
                #expect(try store.checkIntegrity().damages == [])
            }
            _ = try await store.commit(try batch(table, "edge", 5))
            // Another batch later in the same step counts as a sign of life too.
            try await pass(40_000)
            _ = try await store.commit(try batch(table, "edge", 6))
            try await pass(1)
            _ = try await store.commit(try batch(table, "edge", 7))
            try await pass(Limits.sourceLifeSeconds - 1)
            #expect(try await store.commit(try batch(table, "edge", 7)) == .duplicate(last: 7))
            try await pass(1)
            #expect(try await store.commit(try batch(table, "edge", 7)) == .duplicate(last: 7))
            #expect(
                try await store.rejection(of: try batch(table, "edge", 9))
                    == .sequenceGap(expected: 8))
            // Neither of these was a batch of its: the silence goes on.
            try await pass(1)
            #expect(try await store.commit(try batch(table, "edge", 2)) == .applied)
            #expect(try await store.commit(try batch(table, "edge", 2)) == .duplicate(last: 2))
            #expect(try number(store, table) == 4)
            #expect(try store.checkIntegrity().idempotencyRecords == 1)
        }
    }

    @Test func `a source that is heard of every day is known for ever`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            for day in 1...100 as ClosedRange<Int64> {
                #expect(try await store.commit(try batch(table, "edge", day)) == .applied)
                time.advance(seconds: 86_399)
                if day.isMultiple(of: 7) {
                    try store.checkpoint()
                    #expect(try store.checkIntegrity().idempotencyRecords == 1)
                }
            }
            #expect(try await store.commit(try batch(table, "edge", 100)) == .duplicate(last: 100))
        }
        // The entry and the mark of its end: renewals leave nothing behind.
        #expect(try ledgerKeys(in: directory).map(\.first) == [3, 5])
    }

    @Test func `checkpoints forget sources and ids that have ended, and only those`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(
            in: directory, time: time, configure: { $0.collectedEntriesMax = 4 }
        ) { store in
            var definition = TableDefinition(
                name: "clicks", uuid: "test", keySchema: Sample.schema)
            definition.settings.onceLifeSeconds = Limits.sourceLifeSeconds
            let table = try await store.change(DefineTable(definition, timeToLive: nil))
            for number in 1...6 {
                _ = try await store.commit(try batch(table, "edge-\(number)", 1))
                try await store.update(
                    key, in: table, "ADD n :one ONCE :id",
                    values: [":one": 1, ":id": .string("id-\(number)")])
            }
            try store.checkpoint()
            #expect(try store.checkIntegrity().idempotencyRecords == 12)

            time.advance(seconds: Limits.sourceLifeSeconds)
            try await store.put(Sample.item("a", "x"), in: table)
            try store.checkpoint()
            #expect(try store.checkIntegrity().idempotencyRecords == 12)

            // One of each is used anew: its second life must not end with the first.
            time.advance(seconds: 1 << 16)
            _ = try await store.commit(try batch(table, "edge-3", 1))
            let again = try await store.update(
                key, in: table, "ADD n :one ONCE :id", values: [":one": 1, ":id": "id-3"])
            #expect(!again.isRepeat)
            var left: [Int] = []
            for number in 1...5 {
                try store.checkpoint()
                let report = try store.checkIntegrity()
                #expect(report.damages == [])
                left.append(report.idempotencyRecords)
                let content = try store.content()
                try await withStore(in: try directory.copy(), time: time) { reopened in
                    let found = try reopened.content()
                    #expect(found == content)
                }
                try await store.put(Sample.item("a", "y\(number)"), in: table)
            }
            #expect(left.last == 2)
            #expect(left == left.sorted(by: >))
            #expect(zip(left, left.dropFirst()).allSatisfy { $0 - $1 <= 4 })
            #expect(
                try await store.commit(try batch(table, "edge-3", 1)) == .duplicate(last: 1))
        }
        #expect(try ledgerKeys(in: directory).map(\.first) == [3, 4, 5, 5])
    }

    /// The keys of base's ledger, as they lie on disk.
    private func ledgerKeys(in directory: TemporaryDirectory) throws -> [[UInt8]] {
        let environment = try Environment(
            path: directory.path + "/base",
            options: EnvironmentOptions(mapBytes: 64 << 20, databasesMax: 8))
        defer { environment.close() }
        var keys: [[UInt8]] = []
        do {
            var transaction = try environment.beginWrite()
            let ledger = try #require(try transaction.openDatabase("ledger", create: false))
            var cursor = try transaction.cursor(in: ledger)
            var isOnEntry = try cursor.moveToFirst()
            while isOnEntry {
                keys.append(cursor.keyBytes)
                isOnEntry = try cursor.moveToNext()
            }
        }
        return keys
    }
}
