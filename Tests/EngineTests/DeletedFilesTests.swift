import Engine
import Foundation
import Log
import Mutations
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Files that go away under a store") struct DeletedFilesTests {
    /// Opens a store, takes a checkpoint and a write behind it, changes the directory, and expects
    /// writes to stop with words that contain `expected`.
    private func expectStop(
        _ expected: String, after change: (TemporaryDirectory) throws -> Void
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
        guard case .writesFailed(let what) = store.failure else {
            Issue.record("\(expected): writes go on")
            return
        }
        #expect(what.contains(expected), "\(what)")
        #expect(stops.withLock { $0.count } == 1)
        await #expect(throws: CommitError.self) {
            try await store.put(Sample.item("a", "3"), in: table)
        }
        // What is read is as before.
        #expect(try store.item(Sample.key("a", "2"), in: table) == Sample.item("a", "2"))
        try store.close()
        let moved = directory.path + "-b"
        if FileManager.default.fileExists(atPath: moved) {
            try FileManager.default.removeItem(atPath: moved)
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
        try await expectStop("was deleted") { try $0.remove(name) }
    }

    @Test func `a segment that is deleted or replaced stops writes`() async throws {
        try await expectStop("was deleted") { directory in
            try directory.remove("log/\(try #require(try directory.segments.last))")
        }
        try await expectStop("was replaced") { directory in
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

    @Test func `a write is not acknowledged once its segment is deleted, without anybody looking`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try await store.makeTable()
        try directory.remove("log/\(try #require(try directory.segments.last))")
        await #expect(throws: CommitError.self) {
            try await store.put(Sample.item("a", "1"), in: table)
        }
        #expect(store.failure != nil)
        try store.close()
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
            guard case .cannotOpen(let what) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(what.contains("in use"))
            #expect(throws: StoreError.self) { try ClosedStore(directory: directory.path) }
        }
    }
}
