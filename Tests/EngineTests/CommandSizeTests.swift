import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Commands that are too large") struct CommandSizeTests {
    private let text = Value.string(Text(String(repeating: "x", count: 1000)))

    @Test func `a command larger than any may be is told so, and is not logged`() async throws {
        try await withStore(configure: { $0.commandBytesMax = 1000 }) { store in
            let table = try await store.makeTable()
            let before = store.applied.position
            let large = try table.putting(Sample.item("a", "1", ["t": text]))
            guard case .failure(.tooLarge(let bytes, limit: 1000)) = await store.outcome(of: large)
            else {
                Issue.record("was not rejected for its size")
                return
            }
            #expect(bytes > 1000)
            #expect(store.applied.position == before)
            try await store.commitAll([try table.putting(Sample.item("a", "1"))])
        }
    }

    @Test func `a command that the log has no room for in one group is told so, and others go on`()
        async throws
    {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.log.groupBytesMax = 1500
            }
        ) { store in
            let table = try await store.makeTable()
            let fits = try (1...3).map { number in
                try table.putting(Sample.item("a", "\(number)", ["t": text]))
            }
            let pair = Value.list([text, text])
            let large = try table.putting(Sample.item("a", "4", ["t": pair]))
            disk.syncs.shut()
            let first = store.handIn([fits[0]])
            disk.syncs.waitForArrival()
            // In one group these would be too large together.
            let rest = store.handIn([fits[1], large, fits[2]])
            disk.syncs.open()
            _ = await first.all
            let outcomes = await rest.all
            _ = try outcomes[0].get()
            _ = try outcomes[2].get()
            guard case .failure(.tooLarge(_, limit: 1500)) = outcomes[1] else {
                Issue.record("was not rejected for its size: \(outcomes[1])")
                return
            }
            #expect(store.failure == nil)
            #expect(try store.items(of: table).count == 3)
        }
    }
}
