import Commands
import Engine
import Expressions
import Model
import Sketches
import TestSupport
import Testing
import Values

/// Writes to one item that share a group cost one reading and one writing of it.
@Suite("Combining") struct CombiningTests {
    private let key = Sample.key("a", "1")
    private let disk = ScriptedDisk()

    private func withTable(
        _ body: (Store, Table, TemporaryDirectory) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, configure: { $0.logDirectory = disk.directory }) {
            try await body($0, try await $0.makeTable(), directory)
        }
    }

    /// Commits everything in one group, which waits while another one is being written to disk.
    private func commitInOneGroup(
        _ commands: [any StoreCommand], to store: Store, _ table: Table
    ) async throws -> [any Sendable] {
        let before = store.statistics
        disk.syncs.shut()
        // Reads nothing and writes nothing.
        let nothing = table.checking(Sample.key("z", "z"), try .of("attribute_not_exists(pk)"))
        let first = store.handIn([nothing])
        disk.syncs.waitForArrival()
        let next = store.handIn(commands)
        disk.syncs.open()
        _ = await first.all
        let replies = try await next.all.map { try $0.get() }
        #expect(store.statistics.groups - before.groups == 2)
        #expect(store.statistics.commands - before.commands == commands.count + 1)
        return replies
    }

    private func visit(_ table: Table, _ visitor: Text) throws -> ItemWrite {
        try table.updating(
            key, "SET f = f + fresh(u) ADD n :one OBSERVE u :visitor",
            [":one": 1, ":visitor": .string(visitor)])
    }

    @Test func `an item that a group changes many times is read once and written once`()
        async throws
    {
        try await withTable { store, table, directory in
            // Dense enough to be an array of registers, and with visitors that come again.
            var sketch = HLLSketch()
            for number in 0..<3000 { sketch.update("old \(number)") }
            try await store.put(
                Sample.item("a", "1", ["u": .binary(Binary(sketch.encode())), "f": 0]), in: table)
            try store.checkpoint()

            var fresh: Int64 = 0
            let visitors = (0..<500).map { Text($0 % 3 == 0 ? "old \($0)" : "new \($0 / 2)") }
            var images: [Item] = []
            for (index, visitor) in visitors.enumerated() {
                if sketch.update(visitor.string) { fresh += 1 }
                guard index % 100 == 0 else { continue }
                images.append(
                    Sample.item(
                        "a", "1",
                        [
                            "u": .binary(Binary(sketch.encode())), "f": .number(Number(fresh)),
                            "n": .number(Number(Int64(index + 1))),
                        ]))
            }
            let before = store.statistics
            let replies = try await commitInOneGroup(
                try visitors.map { try visit(table, $0) }, to: store, table)
            #expect(store.statistics.itemsRead - before.itemsRead == 1)
            #expect(store.statistics.itemsWritten - before.itemsWritten == 1)

            let expected = Sample.item(
                "a", "1",
                [
                    "u": .binary(Binary(sketch.encode())), "f": .number(Number(fresh)),
                    "n": .number(Number(Int64(visitors.count))),
                ])
            #expect(try store.item(key, in: table) == expected)
            #expect(fresh > 0 && fresh < 400)
            // Every caller was told the item as its own update left it.
            for (number, image) in images.enumerated() {
                guard let change = replies[number * 100] as? Change else {
                    throw UnexpectedReply()
                }
                #expect(change.new == image)
            }
            // The replay of the group comes to the same bytes.
            try await withStore(in: try directory.copy()) { reopened in
                let item = try reopened.item(key, in: table)
                #expect(item == expected)
                #expect(reopened.statistics.commands == visitors.count + 1)
                #expect(reopened.statistics.itemsRead == 1)
                #expect(reopened.statistics.itemsWritten == 1)
            }
        }
    }

    @Test func `writes, transactions and batches combine alike, on a new item too`() async throws {
        try await withTable { store, table, _ in
            func seen(_ visitor: Text) throws -> ItemWrite {
                try table.updating(
                    key, "ADD n :one OBSERVE u :v", [":one": 1, ":v": .string(visitor)])
            }
            let before = store.statistics
            _ = try await commitInOneGroup(
                [
                    try seen("a"), Transaction(writes: [try seen("b")]),
                    table.batch("edge", 1, [try seen("c"), try seen("d"), try seen("a")]),
                    table.batch("edge", 1, [try seen("e")]), try seen("f"),
                ], to: store, table)
            var sketch = HLLSketch()
            for visitor in ["a", "b", "c", "d", "f"] { sketch.update(visitor) }
            #expect(
                try store.item(key, in: table)
                    == Sample.item("a", "1", ["n": 6, "u": .binary(Binary(sketch.encode()))]))
            // It was not there to be read.
            #expect(store.statistics.itemsRead == before.itemsRead)
            #expect(store.statistics.itemsWritten - before.itemsWritten == 1)
        }
    }

    @Test func `what comes to nothing is not written`() async throws {
        try await withTable { store, table, _ in
            try await store.put(Sample.item("a", "1", ["n": 1]), in: table)
            try await store.update(key, in: table, "OBSERVE u :v", values: [":v": "x"])
            let before = store.statistics
            _ = try await commitInOneGroup(
                [
                    try table.updating(key, "ADD n :one", [":one": 1]),
                    try table.updating(key, "OBSERVE u :v", [":v": "x"]),
                    try table.updating(key, "ADD n :less", [":less": -1]),
                    try table.putting(Sample.item("b", "1")),
                    table.deleting(Sample.key("b", "1")),
                ], to: store, table)
            #expect(store.statistics.itemsRead - before.itemsRead == 1)
            #expect(store.statistics.itemsWritten == before.itemsWritten)
        }
    }

    @Test func `one after the other, each write reads and writes`() async throws {
        try await withTable { store, table, _ in
            try await store.put(Sample.item("a", "1", ["f": 0]), in: table)
            let before = store.statistics
            for number in 1...10 { _ = try await store.write(try visit(table, "v\(number)")) }
            #expect(store.statistics.groups - before.groups == 10)
            #expect(store.statistics.itemsRead - before.itemsRead == 10)
            #expect(store.statistics.itemsWritten - before.itemsWritten == 10)
        }
    }

    @Test func `a table's change in between shows what was written before it`() async throws {
        try await withTable { store, table, _ in
            try await store.put(Sample.item("a", "1", ["f": 0]), in: table)
            let before = store.statistics
            _ = try await commitInOneGroup(
                [
                    try visit(table, "x"), try visit(table, "y"),
                    TagTable(table.id, ["team": "growth"]),
                    try visit(table, "y"), try visit(table, "z"),
                ], to: store, table)
            let item = try #require(try store.item(key, in: table))
            #expect(item["n"] == 4)
            #expect(item["f"] == 3)
            #expect(item["u"]?.sketch?.estimate.rounded() == 3)
            #expect(store.statistics.itemsRead - before.itemsRead == 2)
            #expect(store.statistics.itemsWritten - before.itemsWritten == 2)
        }
    }
}
