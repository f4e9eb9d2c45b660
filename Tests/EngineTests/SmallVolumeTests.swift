import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Small volumes") struct SmallVolumeTests {
    private func writes(_ count: Int, in table: Table) throws -> [ItemWrite] {
        try (0..<count).map { number in
            try table.updating(Sample.key("a", "\(number)"), "ADD n :one", [":one": 1])
        }
    }

    /// A replay once reserved 49 KB for each command, in groups of thousands: a store that had run on a
    /// small volume could not be started on it again.
    @Test func `a replay takes no more space than the writes did`() async throws {
        let directory = try TemporaryDirectory()
        let space = ScriptedSpace(limit: 24 << 20)
        let crashed: TemporaryDirectory
        let taken: Int
        do {
            let store = try Store.open(
                testOptions(directory.path, ManualTime()) {
                    $0.recentBytes = 256 << 20
                    $0.space = space
                })
            let table = try await store.makeTable()
            for _ in 0..<5 {
                for outcome in await store.handIn(try writes(1000, in: table)).all {
                    _ = try outcome.get()
                }
            }
            taken = space.highest
            crashed = try directory.copy()
            try store.close()
        }
        space.empty()
        try await withStore(
            in: crashed,
            configure: {
                $0.recentBytes = 256 << 20
                $0.space = space
            }
        ) { store in
            #expect(space.highest <= max(taken, 8 << 20))
            let table = try #require(store.table(named: "clicks"))
            #expect(store.totals(of: table.id).items == 1000)
            #expect(try store.item(Sample.key("a", "999"), in: table)?["n"] == 5)
        }
    }

    @Test func `a replay that has too little space goes to base in between`() async throws {
        let directory = try TemporaryDirectory()
        let filler = Text(String(repeating: "x", count: 100_000))
        let crashed: TemporaryDirectory
        do {
            let store = try Store.open(
                testOptions(directory.path, ManualTime()) { $0.recentBytes = 256 << 20 })
            let table = try await store.makeTable()
            for number in 0..<200 {
                let item = Sample.item("a", "\(number)", ["text": .string(filler)])
                try await store.put(item, in: table)
            }
            crashed = try directory.copy()
            try store.close()
        }
        // 20 MB of items do not fit.
        let space = ScriptedSpace(limit: 10 << 20)
        try await withStore(
            in: crashed,
            configure: {
                $0.recentBytes = 256 << 20
                $0.space = space
            }
        ) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(store.totals(of: table.id).items == 200)
            #expect(space.highest <= 10 << 20)
        }
        let report = try ClosedStore(directory: crashed.path).check()
        #expect(report.damages == [])
    }

    @Test func `a start that has no space says what would be enough, and does with it`()
        async throws
    {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1"), in: table)
        }
        let crashed: TemporaryDirectory
        do {
            let store = try Store.open(testOptions(directory.path, ManualTime()))
            let table = try #require(store.table(named: "clicks"))
            for outcome in await store.handIn(try writes(300, in: table)).all {
                _ = try outcome.get()
            }
            crashed = try directory.copy()
            try store.close()
        }
        let space = ScriptedSpace(limit: 100_000)
        let options = testOptions(crashed.path, ManualTime()) { $0.space = space }
        let failure = #expect(throws: StoreError.self) { try Store.open(options) }
        guard case .diskFull(let message, _)? = failure,
            let match = message.firstMatch(of: #/free another (\d+) bytes/#),
            let missing = Int(match.1)
        else {
            Issue.record("\(String(describing: failure))")
            return
        }
        space.empty()
        space.limit += missing
        try await withStore(in: crashed, configure: { $0.space = space }) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(store.totals(of: table.id).items == 300)
        }
    }

    @Test func `a group that does not fit is written in smaller ones`() async throws {
        let disk = ScriptedDisk()
        let space = ScriptedSpace(limit: 6 << 20)
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.space = space
            }
        ) { store in
            let table = try await store.makeTable()
            disk.syncs.shut()
            let first = store.handIn([table.deleting(Sample.key("z", "z"))])
            disk.syncs.waitForArrival()
            // Reserved for as a whole, they would need 49 MB.
            let next = store.handIn(try writes(1000, in: table))
            disk.syncs.open()
            _ = await first.all
            for outcome in await next.all { _ = try outcome.get() }
            #expect(store.totals(of: table.id).items == 1000)
        }
    }

    @Test func `a full volume rejects writes until it has space, and loses nothing`() async throws {
        let space = ScriptedSpace(limit: 8 << 20)
        let filler = Text(String(repeating: "x", count: 50_000))
        try await withStore(
            configure: {
                $0.recentBytes = 64 << 20
                $0.space = space
            }
        ) { store in
            let table = try await store.makeTable()
            space.limit = 3 << 20
            var acknowledged = 0
            while true {
                let item = Sample.item("a", "\(acknowledged)", ["text": .string(filler)])
                let failure = try await store.failure(of: try table.putting(item))
                if case .diskFull = failure { break }
                try #require(failure == nil)
                acknowledged += 1
                try #require(acknowledged < 1000)
            }
            #expect(store.failure == nil)
            #expect(try store.items(of: table).count == acknowledged)
            space.limit = 64 << 20
            try await store.put(Sample.item("a", "more"), in: table)
            #expect(try store.items(of: table).count == acknowledged + 1)
        }
    }
}
