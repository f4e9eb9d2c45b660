import Commands
import Engine
import Foundation
import Log
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Files that go away under a store") struct DeletedFilesTests {
    /// Opens a store, takes a checkpoint and a write behind it, changes the directory, and expects
    /// writes to stop with words that contain `expected`.
    private func expectStop(
        _ expected: String, isLogGone: Bool = false,
        after change: (TemporaryDirectory) throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let stops = Mutex<[StoreError]>([])
        let configure: (inout StoreOptions) -> Void = { options in
            options.report = { event in
                if case .writesStopped(let error) = event { stops.withLock { $0.append(error) } }
            }
        }
        let store = try Store.open(testOptions(directory.path, ManualTime(), configure))
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1"), in: table)
        try store.checkpoint()
        try await store.put(Sample.item("a", "2"), in: table)
        try store.verifyFiles()
        #expect(store.failure == nil)
        try change(directory)
        try store.verifyFiles()
        guard case .writesFailed(let what, _) = store.failure else {
            Issue.record("\(expected): writes go on")
            return
        }
        #expect(what.contains(expected), "\(what)")
        #expect(stops.withLock { $0.count } == 1)
        await #expect(throws: CommitError<ItemWrite.Rejection>.self) {
            try await store.put(Sample.item("a", "3"), in: table)
        }
        // What is read is as before.
        #expect(try store.item(Sample.key("a", "2"), in: table) == Sample.item("a", "2"))
        #expect(what.contains("Everything acknowledged was saved to base") == isLogGone)
        // A process ends without closing its store then.
        let ended = isLogGone ? try directory.copy() : nil
        try store.close()
        for directory in isLogGone ? [directory, try #require(ended)] : [] {
            try await expectEverything(in: directory)
        }
        let moved = directory.path + "-b"
        if FileManager.default.fileExists(atPath: moved) {
            try FileManager.default.removeItem(atPath: moved)
        }
    }

    /// Opens the directory twice, with writes between, and expects the two items.
    private func expectEverything(in directory: TemporaryDirectory) async throws {
        #expect(try ClosedStore(directory: directory.path).check().damages == [])
        for turn in 3...4 {
            try await withStore(in: directory) { store in
                let table = try #require(store.table(named: "clicks"))
                #expect(try store.items(of: table).count == turn - 1)
                #expect(try store.item(Sample.key("a", "2"), in: table) == Sample.item("a", "2"))
                try await store.put(Sample.item("a", "\(turn)"), in: table)
            }
            #expect(try ClosedStore(directory: directory.path).check().damages == [])
        }
    }

    @Test func `a directory that is moved or replaced stops writes`() async throws {
        try await expectStop("was deleted or moved") { directory in
            try FileManager.default.moveItem(atPath: directory.path, toPath: directory.path + "-b")
        }
        try await expectStop("was replaced") { directory in
            try FileManager.default.moveItem(atPath: directory.path, toPath: directory.path + "-b")
            try FileManager.default.createDirectory(
                atPath: directory.path, withIntermediateDirectories: true)
        }
    }

    @Test(arguments: ["log", "base", "base/data.mdb", "recent-a/data.mdb"])
    func `a part that is deleted stops writes`(name: String) async throws {
        try await expectStop("was deleted", isLogGone: name == "log") { try $0.remove(name) }
    }

    @Test func `a segment that is deleted or replaced stops writes`() async throws {
        try await expectStop("was deleted", isLogGone: true) { directory in
            try directory.remove("log/\(try #require(try directory.segments.last))")
        }
        try await expectStop("was replaced", isLogGone: true) { directory in
            let segment = "\(directory.path)/log/\(try #require(try directory.segments.last))"
            try FileManager.default.copyItem(atPath: segment, toPath: segment + ".copy")
            try FileManager.default.removeItem(atPath: segment)
            try FileManager.default.moveItem(atPath: segment + ".copy", toPath: segment)
        }
    }

    @Test func `a base that is cut short stops writes`() async throws {
        try await expectStop("was cut to") { directory in
            let path = directory.path + "/base/data.mdb"
            let handle = try #require(FileHandle(forWritingAtPath: path))
            let bytes = try handle.seekToEnd()
            // Only its last page, so that what this test reads is still there.
            try handle.truncate(atOffset: bytes - 1)
            try handle.close()
        }
    }

    @Test(arguments: [LogOptions.Durability.sync, .relaxed])
    func `a write is not acknowledged once its segment is deleted, without anybody looking`(
        durability: LogOptions.Durability
    ) async throws {
        let directory = try TemporaryDirectory()
        let configure: (inout StoreOptions) -> Void = { $0.log.durability = durability }
        let store = try Store.open(testOptions(directory.path, ManualTime(), configure))
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1"), in: table)
        try await store.put(Sample.item("a", "2"), in: table)
        try directory.remove("log/\(try #require(try directory.segments.last))")
        if durability == .sync {
            await #expect(throws: CommitError<ItemWrite.Rejection>.self) {
                try await store.put(Sample.item("a", "3"), in: table)
            }
        } else {
            try store.verifyFiles()
        }
        #expect(store.failure != nil)
        // All that was acknowledged is in base, although nobody closes the store.
        try await expectEverything(in: try directory.copy())
        try store.close()
    }

    @Test func `a log that goes away right before the end is no loss`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1"), in: table)
        try await store.put(Sample.item("a", "2"), in: table)
        try directory.remove("log")
        try store.close()
        try await expectEverything(in: directory)
    }

    @Test func `a log that fails for a segment it cannot make has everything saved`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(
            testOptions(directory.path, ManualTime()) { $0.log.segmentBytes = 1024 })
        let table = try await store.makeTable()
        try directory.remove("log")
        try directory.remove("SYNCED")
        var acknowledged = 0
        await #expect(throws: CommitError<ItemWrite.Rejection>.self) {
            while acknowledged < 100 {
                try await store.put(Sample.item("a", "\(acknowledged)"), in: table)
                acknowledged += 1
            }
        }
        let count = acknowledged
        let ended = try directory.copy()
        try store.close()
        try await withStore(in: ended) { reopened in
            let found = try reopened.items(of: table).count
            #expect(found == count)
        }
    }

    @Test func `a log that comes back after everything was saved is read as before`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1"), in: table)
        try await store.put(Sample.item("a", "2"), in: table)
        let log = directory.path + "/log"
        try FileManager.default.moveItem(atPath: log, toPath: log + ".away")
        try store.verifyFiles()
        try FileManager.default.moveItem(atPath: log + ".away", toPath: log)
        let ended = try directory.copy()
        try store.close()
        try await expectEverything(in: ended)
    }

    @Test func `what could not be saved is still told as missing`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try await store.put(Sample.item("a", "1"), in: table)
        let base = directory.path + "/base"
        try FileManager.default.moveItem(atPath: base, toPath: base + ".away")
        try directory.remove("log")
        try store.verifyFiles()
        #expect(store.failure?.message.contains("could not be saved") == true)
        try FileManager.default.moveItem(atPath: base + ".away", toPath: base)
        let ended = try directory.copy()
        try store.close()
        #expect(throws: StoreError.self) { try Store.open(testOptions(ended.path, ManualTime())) }
    }

    @Test func `a checkpoint into a base that is gone keeps the log`() async throws {
        let directory = try TemporaryDirectory()
        let store = try Store.open(
            testOptions(directory.path, ManualTime()) { $0.log.segmentBytes = 1024 })
        let table = try await store.makeTable()
        for number in 1...30 { try await store.put(Sample.item("a", "\(number)"), in: table) }
        let segments = try directory.segments
        try directory.remove("base")
        #expect(throws: StoreError.self) { try store.checkpoint() }
        #expect(try directory.segments == segments)
        try store.verifyFiles()
        try store.close()
        // All of it is in the log.
        try await withStore(in: directory) { reopened in
            let table = try #require(reopened.table(named: "clicks"))
            #expect(try reopened.items(of: table).count == 30)
        }
    }

    @Test func `a directory is not opened twice when LOCK was deleted`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            try directory.remove("LOCK")
            let error = #expect(throws: StoreError.self) {
                try Store.open(testOptions(directory.path, ManualTime()))
            }
            guard case .cannotOpen(let what, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(what.contains("in use"))
            #expect(throws: StoreError.self) { try ClosedStore(directory: directory.path) }
        }
    }
}
