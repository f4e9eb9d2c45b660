import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Writes that do not fit an index") struct IndexRejectionTests {
    private func rejection(
        _ index: Text, _ error: KeyError, isUpdate: Bool = false
    ) -> WriteRejection {
        .indexKey(IndexKeyRejection(index: index, error: error, isUpdate: isUpdate))
    }

    private func makeTable(_ store: Store) async throws -> Table {
        try await store.makeTable(indexes: [
            Sample.index("z"),
            Sample.index("b", sort: [KeyAttribute(name: "t", type: .string)]),
        ])
    }

    @Test func `a wrong type, an empty value and a long one are rejected with the first index`()
        async throws
    {
        try await withStore { store in
            let table = try await makeTable(store)
            let long = Text(String(repeating: "x", count: 2049))
            let cases: [(Item, WriteRejection)] = [
                (["g": 3], rejection("b", .wrongType("g", expected: .string, actual: .number))),
                (
                    ["r": .null],
                    rejection("z", .wrongType("r", expected: .number, actual: .null))
                ),
                (["g": ""], rejection("b", .empty("g", .string))),
                (
                    ["g": .string(long)],
                    rejection("b", .tooLong("g", isPartition: true, size: 2049, limit: 2048))
                ),
                (
                    ["t": .string(Text(String(long.string.prefix(1025))))],
                    rejection("b", .tooLong("t", isPartition: false, size: 1025, limit: 1024))
                ),
                // Empty values come first, whatever their index.
                (
                    ["g": 3, "t": ""],
                    rejection("b", .wrongType("g", expected: .string, actual: .number))
                ),
                (["r": "x", "t": ""], rejection("b", .empty("t", .string))),
            ]
            for (attributes, expected) in cases {
                let write = try table.putting(Sample.item("a", "1", attributes))
                #expect(try await store.rejection(of: write) == .write(expected))
            }
            #expect(try store.items(of: table).isEmpty)
        }
    }

    @Test func `a whole item is judged before its condition`() async throws {
        try await withStore { store in
            let table = try await makeTable(store)
            let put = try table.putting(Sample.item("a", "1", ["g": 3]))
            let conditional = ItemWrite(
                table: put.table, key: put.key,
                condition: .exists(AttributePath(root: "pk")), action: put.action)
            #expect(
                try await store.rejection(of: conditional)
                    == .write(rejection("b", .wrongType("g", expected: .string, actual: .number))))
        }
    }

    @Test func `updates, batches, transactions and increments are rejected as well`() async throws {
        try await withStore { store in
            let table = try await makeTable(store)
            try await store.put(Sample.item("a", "1", ["g": "x", "r": 1]), in: table)
            let update = try table.updating(Sample.key("a", "1"), "SET r = :r", [":r": "x"])
            let reason = rejection(
                "z", .wrongType("r", expected: .number, actual: .string), isUpdate: true)
            #expect(try await store.rejection(of: update) == .write(reason))
            #expect(
                try await store.rejection(of: Transaction(writes: [update]))
                    == .cancelled([reason]))
            let put = try table.putting(Sample.item("a", "2", ["r": "x"]))
            let putReason = rejection("z", .wrongType("r", expected: .number, actual: .string))
            #expect(
                try await store.rejection(of: WriteBatch([put]))
                    == .write(index: 0, putReason))
            let touch = try table.updating(Sample.key("a", "1"), "ADD n :n", [":n": 1])
            let existing = ItemImage(Sample.item("a", "1", ["g": "x", "r": 1, "n": 1]))
            #expect(
                try await store.rejection(of: table.batch("edge", 0, [touch, update]))
                    == .writes(.write(index: 1, existing: existing, reason)))
            #expect(try store.item(Sample.key("a", "1"), in: table)?["n"] == nil)
        }
    }

    @Test func `an update may leave a value alone that is older than the index`() async throws {
        try await withStore { store in
            var table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["g": "x", "r": "no number"]), in: table)
            table = try await store.change(table, .create(Sample.index()))
            try store.reapAll()
            table = try #require(store.table(table.id))
            try await store.update(
                Sample.key("a", "1"), in: table, "SET n = :n", values: [":n": 1])
            let update = try table.updating(Sample.key("a", "1"), "SET r = :r", [":r": "other"])
            #expect(
                try await store.rejection(of: update)
                    == .write(
                        rejection(
                            "by-g", .wrongType("r", expected: .number, actual: .string),
                            isUpdate: true)))
            try await store.update(
                Sample.key("a", "1"), in: table, "SET r = :r", values: [":r": 7])
            #expect(
                store.totals(of: try #require(table.index(named: "by-g")), in: table.id).items == 1)
        }
    }
}
