import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("A read that takes long") struct LongReadTests {
    /// A read held open until `end`; it counts the items when it begins and again when it ends.
    private struct HeldRead {
        let reading: Background
        private let ending = Gate()

        init(of table: Table, in store: Store, seeing count: Int) async throws {
            let ending = ending
            ending.shut()
            reading = Background {
                try store.read { snapshot throws(StoreError) in
                    let scan = Scan(table: table)
                    let before = try snapshot.scan(scan)
                    ending.pass()
                    let after = try snapshot.scan(scan)
                    #expect(before.items.count == count)
                    #expect(before.items == after.items)
                }
            }
            ending.waitForArrival()
        }

        func end() async throws {
            ending.open()
            try await reading.finish()
        }
    }

    /// Writes over the same items again and again, so that old pages pile up while somebody reads them.
    private func overwrite(_ table: Table, in store: Store, round: Int) async throws {
        let filler = Text(String(repeating: "x", count: 100_000))
        try await store.commitAll(
            try (0..<8).map { number in
                let attributes: AttributeMap = [
                    "text": .string(filler), "round": .number(Number(Int64(round))),
                ]
                let item = Sample.item("a", "\(number)", attributes)
                return try table.putting(item)
            })
    }

    @Test func `a long read stops neither writes nor checkpoints nor reads, and base grows`()
        async throws
    {
        try await withStore(configure: { $0.baseMapBytes = 1 << 40 }) { store in
            let table = try await store.makeTable()
            try await overwrite(table, in: store, round: 0)
            try store.checkpoint()
            let held = try await HeldRead(of: table, in: store, seeing: 8)
            for round in 1...20 {
                try await overwrite(table, in: store, round: round)
                try store.checkpoint()
                let page = try store.scan(Scan(table: table))
                #expect(page.items.allSatisfy { $0["round"] == .number(Number(Int64(round))) })
            }
            try await held.end()
            #expect(try store.items(of: table).count == 8)
        }
    }

    @Test func `where there is no address space a long read only puts checkpoints off`()
        async throws
    {
        try await withStore(configure: { $0.baseMapBytes = 1 << 20 }) { store in
            let table = try await store.makeTable()
            try store.checkpoint()
            let held = try await HeldRead(of: table, in: store, seeing: 0)
            try await overwrite(table, in: store, round: 1)
            let error = await #expect(throws: StoreError.self) {
                try store.checkpoint()
                try await overwrite(table, in: store, round: 2)
                try store.checkpoint()
            }
            guard case .busy = error else {
                Issue.record("\(String(describing: error))")
                return try await held.end()
            }
            try await overwrite(table, in: store, round: 3)
            let page = try store.scan(Scan(table: table))
            #expect(page.items.allSatisfy { $0["round"] == .number(Number(3)) })
            try await held.end()
            try store.checkpoint()
            #expect(try store.items(of: table).count == 8)
        }
    }
}
