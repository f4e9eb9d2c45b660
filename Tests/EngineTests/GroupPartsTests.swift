import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("Groups of large items") struct GroupPartsTests {
    /// Small commands that share a group once wrote all of their large items in one transaction,
    /// which nothing but the memtable's map bounded.
    @Test func `a group whose items are large is committed in parts`() async throws {
        let disk = ScriptedDisk()
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.recentBytes = 16 << 20
                $0.log.segmentBytes = 64 << 20
                $0.log.preallocation = .none
            }
        ) { store in
            let table = try await store.makeTable()
            let text = Text(String(repeating: "x", count: 390_000))
            let keys = (1...220).map { Sample.key("a", "\($0)") }
            for key in keys {
                guard case .string(let sort)? = key.sort else { continue }
                try await store.put(Sample.item("a", sort, ["t": .string(text)]), in: table)
            }
            let before = store.statistics
            disk.syncs.shut()
            let first = store.handIn([table.deleting(Sample.key("z", "z"))])
            disk.syncs.waitForArrival()
            // 86 MB as they are, and as much again afterwards.
            let adds = store.handIn(
                try keys.map { try table.updating($0, "ADD n :one", [":one": 1]) })
            disk.syncs.open()
            _ = await first.all
            for outcome in await adds.all { _ = try outcome.get() }
            #expect(store.statistics.groups - before.groups >= 3)
            #expect(store.statistics.commands - before.commands == keys.count + 1)
            for key in keys { #expect(try store.item(key, in: table)?["n"] == 1) }
        }
    }
}
