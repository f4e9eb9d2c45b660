import Commands
import Engine
import Log
import Model
import TestSupport
import Testing
import Values

@Suite("A damaged base") struct DamagedBaseTests {
    private static let pageBytes = 4096

    /// A directory after a clean stop, whose base has some hundred pages, large items among them.
    private func stopped() async throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            for number in 1...300 {
                let text = Text(String(repeating: "x", count: number % 50 == 0 ? 20_000 : 500))
                try await store.put(
                    Sample.item("a", "\(number)", ["t": .string(text)]), in: table)
            }
        }
        return directory
    }

    private func opening(_ directory: TemporaryDirectory) -> StoreError? {
        do throws(StoreError) {
            try Store.open(testOptions(directory.path, ManualTime())).close()
            return nil
        } catch {
            return error
        }
    }

    private func damages(_ directory: TemporaryDirectory) throws -> [String] {
        do throws(StoreError) {
            return try ClosedStore(directory: directory.path).check().damages
        } catch .corrupt(let what, _) {
            return [what]
        }
    }

    @Test func `a base that was cut short is rejected with its file`() async throws {
        let directory = try await stopped()
        for percent in [1, 10, 50, 80, 95] {
            let copy = try directory.copy()
            try copy.change("base/data.mdb") { $0.removeSubrange(($0.count * percent / 100)...) }
            let said = try damages(copy)
            #expect(said.first?.contains("base/data.mdb") == true, "\(percent): \(said)")
            guard case .corrupt(let what, _) = opening(copy) else {
                Issue.record("cut to \(percent) % it opens")
                continue
            }
            #expect(what.contains("base/data.mdb"))
        }
    }

    @Test func `each page that is zeroed or overwritten is found by check, or was not in use`()
        async throws
    {
        let directory = try await stopped()
        var pages = 0
        try directory.change("base/data.mdb") { pages = $0.count / DamagedBaseTests.pageBytes }
        #expect(pages > 50)
        var found = 0
        for page in 0..<pages {
            let copy = try directory.copy()
            let start = page * DamagedBaseTests.pageBytes
            try copy.change("base/data.mdb") { bytes in
                for index in start..<start + DamagedBaseTests.pageBytes {
                    bytes[index] = page % 2 == 0 ? 0 : 0xA5
                }
            }
            let said = try damages(copy)
            if said.contains(where: { $0.contains("page \(page) at byte \(start)") }) { found += 1 }
            guard page > 1 else { continue }
            // Whoever opens it may find it, or nobody comes to that page; nothing ends the process.
            if let error = opening(copy) {
                guard case .corrupt = error else {
                    Issue.record("page \(page): \(error)")
                    continue
                }
            }
        }
        // Of large values only the first page has a form.
        #expect(found > pages / 2)
    }

    @Test func `a zeroed page is an error for those who read an item on it`() async throws {
        let directory = try await stopped()
        try directory.change("base/data.mdb") { bytes in
            for start in stride(
                from: 2 * DamagedBaseTests.pageBytes, to: bytes.count,
                by: DamagedBaseTests.pageBytes)
            // Leaves that are full: those of items.
            where bytes[start + 10] == 2 && bytes[start + 15] < 6 {
                for index in start..<start + DamagedBaseTests.pageBytes { bytes[index] = 0 }
            }
        }
        let store = try Store.open(testOptions(directory.path, ManualTime()))
        let table = try #require(store.table(named: "clicks"))
        let error = #expect(throws: StoreError.self) {
            try store.item(Sample.key("a", "7"), in: table)
        }
        guard case .corrupt(let what, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains("base/data.mdb"))
        try store.close()
    }
}
