import Commands
import Dispatch
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Visibility") struct VisibilityTests {
    private let key = Sample.key("a", "1")

    @Test func `nothing of a write is visible before it is on disk`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            let applied = store.applied
            let other = TableDefinition(name: "other", uuid: "2", keySchema: Sample.schema)

            disk.syncs.shut()
            let replies = store.handIn([
                try table.updating(key, "ADD n :one", [":one": 1]),
                try table.putting(Sample.item("a", "2")),
                CreateTable(other),
                EnableTimeToLive(table.id, attribute: "ends"),
            ])
            disk.syncs.waitForArrival()

            #expect(replies.answered == 0)
            #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 1]))
            #expect(try store.item(Sample.key("a", "2"), in: table) == nil)
            #expect(try store.items(of: Query(table: table, partition: .string("a"))).count == 1)
            #expect(try store.items(of: table).count == 1)
            #expect(store.totals(of: table.id).items == 1)
            #expect(store.tables.map(\.name) == ["clicks"])
            #expect(store.table(table.id)?.timeToLive == nil)
            #expect(store.applied == applied)

            disk.syncs.open()
            for outcome in await replies.all { _ = try outcome.get() }
            #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 2]))
            #expect(try store.items(of: table).count == 2)
            #expect(store.totals(of: table.id).items == 2)
            #expect(store.tables.map(\.name) == ["clicks", "other"])
            #expect(store.table(table.id)?.timeToLive != nil)
        }
    }

    @Test func `who has the answer sees the write`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            for count in 1...100 {
                let change = try await store.update(
                    key, in: table, "ADD n :one", values: [":one": 1])
                #expect(try store.item(key, in: table) == change.new)
                #expect(change.new?["n"] == .number(Number(Int64(count))))
                if count.isMultiple(of: 30) { try store.checkpoint() }
            }
        }
    }

    @Test func `a snapshot stays as it is, whatever is written and checkpointed meanwhile`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            let query = Query(table: table, partition: .string("a"))
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            try store.checkpoint()
            try await store.put(Sample.item("a", "2", ["n": 1]), in: table)
            let before = [
                Sample.item("a", "1", ["n": 1]), Sample.item("a", "2", ["n": 1]),
            ]
            let writes: [any StoreCommand] = [
                try table.updating(key, "ADD n :one", [":one": 1]),
                table.deleting(Sample.key("a", "2")),
                try table.putting(Sample.item("a", "0")),
            ]
            try store.read { snapshot throws(StoreError) in
                #expect(try snapshot.query(query).items == before)
                let replies = DispatchSemaphore(value: 0)
                func submit(_ write: some StoreCommand) {
                    store.submit(write, on: ImmediateLane.shared) { _ in replies.signal() }
                }
                for write in writes { submit(write) }
                for _ in writes { replies.wait() }
                #expect(try snapshot.query(query).items == before)
                try store.checkpoint()
                #expect(try snapshot.query(query).items == before)
                #expect(try snapshot.item(Sample.key("a", "0"), in: table) == nil)
            }
            #expect(
                try store.items(of: query) == [
                    Sample.item("a", "0"), Sample.item("a", "1", ["n": 2]),
                ])
        }
    }

    @Test func `a deletion hides what lies below it in base until base has it too`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            for sort in ["1", "2", "3"] as [Text] {
                try await store.put(Sample.item("a", sort), in: table)
            }
            try store.checkpoint()
            try await store.delete(Sample.key("a", "2"), in: table)
            let rest = [Sample.item("a", "1"), Sample.item("a", "3")]
            var query = Query(table: table, partition: .string("a"))
            for _ in 1...2 {
                query.isReversed = false
                #expect(try store.items(of: query) == rest)
                query.isReversed = true
                #expect(try store.items(of: query) == rest.reversed())
                #expect(try store.item(Sample.key("a", "2"), in: table) == nil)
                try store.checkpoint()
            }
            try await store.put(Sample.item("a", "2", ["n": 2]), in: table)
            #expect(
                try store.item(Sample.key("a", "2"), in: table) == Sample.item("a", "2", ["n": 2]))
        }
    }

    @Test func `the state between two steps of a checkpoint is whole`() async throws {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        let time = ManualTime()
        try await withStore(
            in: directory, time: time,
            configure: {
                $0.logDirectory = disk.directory
                $0.log.segmentBytes = 4096
            }
        ) { store in
            let table = try await store.makeTable()
            // Enough for several segments, so that there is something to remove.
            func put(_ numbers: ClosedRange<Int>) async throws {
                for number in numbers {
                    let item = Sample.item("a", "\(number)", ["text": .string(Text(filler))])
                    try await store.put(item, in: table)
                }
            }
            try await put(1...100)
            disk.removals.shut()
            let checkpoint = Background { try store.checkpoint() }
            // Base has everything, the log too.
            disk.removals.waitForArrival()
            try await store.update(key, in: table, "ADD n :one", values: [":one": 1])
            #expect(try store.items(of: table).count == 100)
            let content = try store.content()
            let crashed = try directory.copy()

            // What comes meanwhile fills segments that the checkpoint must leave alone.
            try await put(101...150)
            let later = try store.content()
            disk.removals.open()
            try await checkpoint.finish()
            try await withStore(in: try directory.copy(), time: time) { reopened in
                let found = try reopened.content()
                #expect(found == later)
            }

            try await withStore(in: crashed, time: time) { reopened in
                #expect(try reopened.content() == content)
                let item = try reopened.item(key, in: table)
                #expect(item?["n"] == 1)
            }
        }
    }

    private let filler = String(repeating: "x", count: 200)
}
