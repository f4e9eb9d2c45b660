import Commands
import Engine
import Log
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Failing disks") struct FailedDiskTests {
    private let key = Sample.key("a", "1")

    @Test
    func `a failed sync stops all writes, reads go on, and a restart has what was acknowledged`()
        async throws
    {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        let stopped = Mutex<[StoreError]>([])
        let store = try Store.open(
            testOptions(directory.path, ManualTime()) {
                $0.logDirectory = disk.directory
                $0.report = { event in
                    if case .writesStopped(let failure) = event {
                        stopped.withLock { $0.append(failure) }
                    }
                }
            })
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
        try store.checkpoint()
        try await store.put(Sample.item("a", "2"), in: table)
        let content = try store.content()

        disk.syncsFail = true
        let doomed = try table.updating(key, "ADD n :one", [":one": 1])
        let failure = try #require(try await store.failure(of: doomed))
        guard case .writesFailed = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(failure.call == FailedCall(operation: "sync", code: 5))
        #expect(store.failure == failure)
        #expect(stopped.withLock { $0 } == [failure])

        // What the disk holds is unknown now, so a disk that works again changes nothing.
        disk.syncsFail = false
        #expect(try await store.failure(of: doomed) == failure)
        #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 1]))
        #expect(try store.items(of: table).count == 2)
        #expect(try store.content() == content)
        let crashed = try directory.copy()
        try store.close()

        for directory in [directory, crashed] {
            try await withStore(in: directory) { reopened in
                // The failed one may be there or not; it was never acknowledged.
                let count = try reopened.item(key, in: table)?["n"]
                #expect(count == 1 || count == 2)
                #expect(try reopened.items(of: table).count == 2)
                try await reopened.put(Sample.item("a", "3"), in: table)
            }
        }
    }

    @Test func `a full log rejects writes as retryable, reads go on, and it recovers by itself`()
        async throws
    {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        var content: Content?
        try await withStore(in: directory, configure: { $0.logDirectory = disk.directory }) {
            store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            let applied = store.applied
            let rejected = try table.updating(key, "ADD n :one", [":one": 1])

            disk.isFull = true
            for _ in 1...3 {
                let failure = try await store.failure(of: rejected)
                guard case .diskFull = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
                // What failed can be told without reading words.
                #expect(failure?.call == FailedCall(operation: "write", code: 28))
                #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 1]))
            }
            #expect(store.failure == nil)
            #expect(store.applied == applied)
            guard case .diskFull? = store.probeWrites() else {
                Issue.record("nobody is told that the disk is full")
                return
            }
            try store.checkpoint()

            disk.isFull = false
            // Whoever keeps asking hears of it, though nobody writes.
            while store.probeWrites() != nil { await Task.yield() }
            #expect(try await store.failure(of: rejected) == nil)
            #expect(try store.item(key, in: table) == Sample.item("a", "1", ["n": 2]))
            content = try store.content()
        }
        try await withStore(in: directory) { store in
            let found = try store.content()
            #expect(found == content)
        }
    }

    @Test func `a disk that is full when the log needs a new segment loses nothing`() async throws {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        var content: Content?
        let configure: (inout StoreOptions) -> Void = {
            $0.logDirectory = disk.directory
            $0.log.segmentBytes = 2048
        }
        try await withStore(in: directory, configure: configure) { store in
            let table = try await store.makeTable()
            var acknowledged: Int64 = 0
            for turn in 1...60 {
                disk.isFull = turn.isMultiple(of: 3)
                let write = try table.updating(key, "ADD n :one", [":one": 1])
                switch try await store.failure(of: write) {
                case nil: acknowledged += 1
                case .diskFull: #expect(disk.isFull)
                case let failure: Issue.record("\(String(describing: failure))")
                }
            }
            disk.isFull = false
            #expect(acknowledged == 40)
            #expect(try store.item(key, in: table)?["n"] == .number(Number(acknowledged)))
            #expect(try directory.segments.count > 1)
            content = try store.content()
            let crashed = try directory.copy()
            try await withStore(in: crashed) { reopened in
                let found = try reopened.content()
                #expect(found == content)
            }
        }
    }

    @Test func `a checkpoint that cannot shorten the log says so and harms nothing`() async throws {
        let disk = ScriptedDisk()
        let failures = Atomic(0)
        try await withStore(
            configure: {
                $0.logDirectory = disk.directory
                $0.log.segmentBytes = 2048
                $0.report = { event in
                    if case .checkpoint(let report) = event, report.failure != nil {
                        failures.add(1, ordering: .relaxed)
                    }
                }
            }
        ) { store in
            let table = try await store.makeTable()
            for _ in 1...40 {
                try await store.update(key, in: table, "ADD n :one", values: [":one": 1])
            }
            disk.removalsFail = true
            #expect(throws: StoreError.self) { try store.checkpoint() }
            #expect(failures.load(ordering: .relaxed) == 1)
            #expect(try store.item(key, in: table)?["n"] == 40)
            try await store.update(key, in: table, "ADD n :one", values: [":one": 1])
            disk.removalsFail = false
            try store.checkpoint()
            #expect(try store.item(key, in: table)?["n"] == 41)
        }
    }

    /// A power cut would have left a base that waits for commands which the log had lost.
    @Test func `with relaxed durability, too, a checkpoint waits for the log`() async throws {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        let store = try Store.open(
            testOptions(directory.path, ManualTime()) {
                $0.logDirectory = disk.directory
                $0.log.durability = .relaxed
            })
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
        try store.checkpoint()
        let reached = store.applied.position

        disk.syncsFail = true
        try await store.put(Sample.item("a", "2"), in: table)
        #expect(throws: StoreError.self) { try store.checkpoint() }
        #expect(try store.items(of: table).count == 2)
        let failure = try await store.failure(of: table.deleting(key))
        guard case .writesFailed = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        try store.close()
        let inspection = try ClosedStore(directory: directory.path).inspect()
        #expect(inspection.applied.position == reached)
    }

    @Test func `with relaxed durability the upkeep thread syncs`() async throws {
        let disk = ScriptedDisk()
        let directory = try TemporaryDirectory()
        let store = try Store.open(
            testOptions(directory.path, ManualTime()) {
                $0.logDirectory = disk.directory
                $0.log.durability = .relaxed
                $0.runsUpkeep = true
            })
        let table = try await store.makeTable()
        disk.syncs.shut()
        try await store.put(Sample.item("a", "1"), in: table)
        disk.syncs.waitForArrival()
        disk.syncs.open()
        try store.close()
    }
}
