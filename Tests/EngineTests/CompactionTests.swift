import Commands
import Engine
import Foundation
import Model
import TestSupport
import Testing
import Values

@Suite("Compaction") struct CompactionTests {
    /// A store whose base is mostly free pages: what was in it has been deleted.
    private func makeHollow(_ directory: TemporaryDirectory) async throws -> Content {
        var content: Content?
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 30_000))
            for number in 0..<100 {
                let item = Sample.item("a", "\(number)", ["text": .string(filler)])
                try await store.put(item, in: table)
            }
            try store.checkpoint()
            for number in 0..<95 {
                _ = try await store.commit(table.deleting(Sample.key("a", "\(number)")))
            }
            try store.checkpoint()
            content = try store.content()
        }
        return try #require(content)
    }

    @Test func `what base does not use is told, and given back by a compaction`() async throws {
        let directory = try TemporaryDirectory()
        let content = try await makeHollow(directory)
        let before = try ClosedStore(directory: directory.path).inspect()
        #expect(before.baseReusableBytes > 2_500_000)
        #expect(before.baseReusableBytes < before.baseBytes)

        let report = try Compaction(directory: directory.path).run()
        #expect(report.bytesBefore == before.baseBytes)
        #expect(report.bytesAfter < report.bytesBefore - 2_500_000)
        let after = try ClosedStore(directory: directory.path).inspect()
        #expect(after.baseBytes == report.bytesAfter)
        #expect(after.baseReusableBytes == 0)
        #expect(after.applied == before.applied)
        #expect(try ClosedStore(directory: directory.path).check().damages == [])

        try await withStore(in: directory) { store in
            let found = try store.content()
            #expect(found == content)
            let table = try #require(store.table(named: "clicks"))
            try await store.put(Sample.item("b", "1"), in: table)
            try store.checkpoint()
        }
        #expect(try ClosedStore(directory: directory.path).check().damages == [])
        // Once more: little is left to be had, and what an earlier one left behind is no obstacle.
        let second = try Compaction(directory: directory.path).run()
        #expect(second.bytesAfter <= second.bytesBefore)
    }

    @Test func `a damaged base is not compacted, and what was begun is removed`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await makeHollow(directory)
        let damaged = try directory.copy()
        var before: [UInt8] = []
        try damaged.change("base/data.mdb") { bytes in
            // The middle of the pages in use is in here.
            for index in 2 * 4096..<bytes.count where index % 4096 < 32 { bytes[index] = 0xA5 }
            before = bytes
        }
        let error = #expect(throws: StoreError.self) {
            try Compaction(directory: damaged.path).run()
        }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try damaged.change("base/data.mdb") { #expect($0 == before) }
        #expect(!damaged.holds("base-compacted"))

        // As a crash leaves it.
        try FileManager.default.copyItem(
            atPath: directory.path + "/base", toPath: directory.path + "/base-compacted")
        try await withStore(in: directory) { _ in }
        #expect(!directory.holds("base-compacted"))
    }

    @Test func `a directory without a store cannot be compacted`() async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            _ = try await store.makeTable()
        }
        _ = try ClosedStore(directory: directory.path).inspect()
        #expect(throws: StoreError.self) {
            try Compaction(directory: directory.path + "/missing").run()
        }
    }

    @Test func `without space for the copy nothing is changed`() async throws {
        let directory = try TemporaryDirectory()
        _ = try await makeHollow(directory)
        let before = try ClosedStore(directory: directory.path).inspect()
        let failure = #expect(throws: StoreError.self) {
            try Compaction(directory: directory.path, space: ScriptedSpace(limit: 1000)).run()
        }
        guard case .diskFull(let message, _)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(message.contains("free another"))
        let after = try ClosedStore(directory: directory.path).inspect()
        #expect(after.baseBytes == before.baseBytes)
        #expect(try ClosedStore(directory: directory.path).check().damages == [])
    }
}
