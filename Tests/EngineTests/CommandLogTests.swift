import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("A store on another log") struct CommandLogTests {
    @Test func `it replays what its log has, wherever that is`() async throws {
        let log = MemoryLog()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, configure: { $0.commandLog = log }) { store in
            let table = try await store.makeTable()
            for number in 1...20 {
                try await store.put(Sample.item("a", "\(number)"), in: table)
                if number == 10 { try store.checkpoint() }
            }
            #expect(log.nextPosition == store.applied.position + 1)
            let hash = try store.contentHash()
            let crashed = try directory.copy()
            try await withStore(in: crashed, configure: { $0.commandLog = log.copy() }) {
                (copy: Store) async throws in
                #expect(try copy.contentHash() == hash)
                #expect(try copy.items(of: table).count == 20)
                #expect(try copy.checkIntegrity().damages == [])
            }
        }
    }
}
