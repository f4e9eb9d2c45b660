import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("Durability") struct DurabilityTests {
    @Test func `an acknowledged write is there after a restart, with and without a checkpoint`()
        async throws
    {
        for hasCheckpoint in [false, true] {
            let directory = try TemporaryDirectory()
            try await withStore(in: directory) { store in
                let table = try await store.makeTable()
                try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
                if hasCheckpoint { try store.checkpoint() }
                try await store.update(
                    Sample.key("a", "1"), in: table, "ADD n :one", values: [":one": 1])
                // What a crash at this moment would leave.
                let crashed = try directory.copy()
                try await withStore(in: crashed) { reopened in
                    let table = try #require(reopened.table(named: "clicks"))
                    let item = try reopened.item(Sample.key("a", "1"), in: table)
                    #expect(item == Sample.item("a", "1", ["n": 2]))
                    #expect(reopened.applied == store.applied)
                }
            }
        }
    }

    @Test func `a clean stop leaves nothing to replay`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1"), in: table)
        }
        try await withStore(
            in: directory,
            configure: {
                $0.report = { event in
                    if case .replayed(let commands) = event { #expect(commands == 0) }
                }
            }
        ) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.item(Sample.key("a", "1"), in: table) == Sample.item("a", "1"))
            #expect(store.totals(of: table.id).items == 1)
        }
    }
}
