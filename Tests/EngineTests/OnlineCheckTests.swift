import Commands
import Engine
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("A check of the open store") struct OnlineCheckTests {
    private func fill(_ store: Store, _ table: Table, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            let text = Text(String(repeating: "x", count: 500))
            try await store.put(Sample.item("a", "\(number)", ["t": .string(text)]), in: table)
        }
    }

    @Test func `it looks at the state of the last checkpoint and at the log`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, 1...200)
            try store.checkpoint()
            let position = store.applied.position
            try await fill(store, table, 201...210)
            let outcome = try store.check()
            #expect(outcome.report.damages == [])
            #expect(outcome.report.items == 200)
            #expect(outcome.position == position)
        }
    }

    @Test func `it holds up neither writes nor checkpoints`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, 1...100)
            try store.checkpoint()
            let goingOn = Gate()
            goingOn.shut()
            let items = Mutex(0)
            let checking = Background {
                let outcome = try store.check { _ in goingOn.pass() }
                items.withLock { $0 = outcome.report.items }
                #expect(outcome.report.damages == [])
            }
            goingOn.waitForArrival()
            for round in 1...3 {
                try await fill(store, table, 1...(100 + round))
                try store.checkpoint()
            }
            goingOn.open()
            try await checking.finish()
            #expect(items.withLock { $0 } == 100)
        }
    }

    @Test func `one runs at a time, on a thread of its own, and is told when it ends`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, 1...10)
            try store.checkpoint()
            guard case .none = store.checkStanding else {
                Issue.record("a check before the first")
                return
            }
            #expect(store.startCheck())
            let outcome = try await store.endOfCheck()
            #expect(outcome.report.items == 10)
            #expect(store.startCheck())
            _ = try await store.endOfCheck()
        }
    }

    @Test func `a damaged page of base is named, and the store goes on`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            try await fill(store, table, 1...300)
        }
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try #require(store.table(named: "clicks"))
        try directory.change("base/data.mdb") { bytes in
            // Leaves that are full: those of items.
            let starts = stride(from: 2 * 4096, to: bytes.count, by: 4096)
            if let start = starts.first(where: { bytes[$0 + 10] == 2 && bytes[$0 + 15] < 6 }) {
                for index in start..<start + 4096 { bytes[index] = 0 }
            }
        }
        let outcome = try store.check()
        #expect(outcome.report.damages.contains { $0.contains("it is all zeros") })
        try await fill(store, table, 301...302)
        try store.close()
    }

    @Test func `a store that closes ends it`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try await fill(store, table, 1...10)
        try store.checkpoint()
        #expect(store.startCheck())
        try store.close()
        #expect(!store.startCheck())
        #expect(throws: StoreError.stopped) { try store.check() }
    }
}

extension Store {
    /// Waits for the check that was started.
    fileprivate func endOfCheck() async throws -> OnlineCheck.Outcome {
        while true {
            switch checkStanding {
            case .running: await Task.yield()
            case .ended(let outcome): return outcome
            case .failed(let error): throw error
            case .none: throw StoreError.stopped
            }
        }
    }
}
