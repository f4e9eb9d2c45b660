import Commands
import Engine
import Log
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Opening a directory") struct OpeningTests {
    private func failure(opening path: String) -> StoreError? {
        do throws(StoreError) {
            try Store.open(testOptions(path, ManualTime())).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a directory is made with its parents`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/some/where/deep"
        let store = try Store.open(testOptions(path, ManualTime()))
        #expect(store.tables.isEmpty)
        #expect(store.applied == AppliedState())
        try store.close()
        #expect(try ClosedStore(directory: path).check().isClean)
    }

    @Test func `a directory of another version is rejected`() async throws {
        let directory = try TemporaryDirectory()
        try Store.open(testOptions(directory.path, ManualTime())).close()
        try directory.change("VERSION") { $0 = Array("quipu 999\n".utf8) }
        guard case .cannotOpen(let what, _) = failure(opening: directory.path) else {
            Issue.record("it opened")
            return
        }
        #expect(what.contains("quipu 999"))
    }

    @Test func `a directory that is open cannot be opened again`() async throws {
        try await withStore { _ in }
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            #expect(failure(opening: directory.path) != nil)
            // The store that has it does not notice.
            try await store.put(Sample.item("a", "1"), in: table)
        }
        #expect(failure(opening: directory.path) == nil)
    }

    @Test func `looking at a directory that holds no store makes none`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StoreError.self) { try ClosedStore(directory: directory.path) }
        #expect(throws: StoreError.self) { try ClosedStore(directory: directory.path + "/none") }
        #expect(failure(opening: directory.path) == nil)
    }

    @Test func `inspecting tells tables, totals and the log without changing anything`()
        async throws
    {
        let directory = try TemporaryDirectory()
        var applied = AppliedState()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            _ = try await store.makeTable("another")
            try await store.put(Sample.item("a", "1"), in: table)
            applied = store.applied
        }
        for _ in 1...2 {
            let inspection = try ClosedStore(directory: directory.path).inspect()
            #expect(inspection.tables.map(\.table.name) == ["another", "clicks"])
            #expect(inspection.tables.map(\.totals.items) == [0, 1])
            #expect(inspection.applied == applied)
            #expect(inspection.log?.isSound == true)
            #expect(inspection.baseBytes > 0)
        }
    }

    @Test func `memtables may lie elsewhere`() async throws {
        let directory = try TemporaryDirectory()
        let elsewhere = try TemporaryDirectory()
        for count in 1...2 as ClosedRange<Int64> {
            try await withStore(
                in: directory, configure: { $0.recentDirectory = elsewhere.path }
            ) { store in
                var table = store.table(named: "clicks")
                if table == nil { table = try await store.makeTable() }
                let change = try await store.update(
                    Sample.key("a", "1"), in: try #require(table), "ADD n :one",
                    values: [":one": 1])
                #expect(change.new?["n"] == .number(Number(count)))
            }
        }
    }

    @Test func `a stop takes a checkpoint, and the next start replays nothing`() async throws {
        let directory = try TemporaryDirectory()
        let replayed = Mutex<[Int]>([])
        let configure: (inout StoreOptions) -> Void = {
            $0.report = { event in
                if case .replayed(let commands) = event {
                    replayed.withLock { $0.append(commands) }
                }
            }
        }
        var crashed = directory
        try await withStore(in: directory, configure: configure) { store in
            let table = try await store.makeTable()
            for number in 1...5 {
                try await store.put(Sample.item("a", "\(number)"), in: table)
            }
            crashed = try directory.copy()
        }
        try await withStore(in: directory, configure: configure) { store in
            #expect(store.applied.position == 6)
        }
        #expect(replayed.withLock { $0.reduce(0, +) } == 0)
        try await withStore(in: crashed, configure: configure) { store in
            #expect(store.applied.position == 6)
        }
        #expect(replayed.withLock { $0.reduce(0, +) } == 6)
    }
}
