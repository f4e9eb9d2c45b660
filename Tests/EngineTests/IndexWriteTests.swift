import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

// Every test ends with a check that recomputes all entries (`withStore`).
@Suite("Writes to indexed tables") struct IndexWriteTests {
    private func item(_ sort: Text, _ group: Text, _ rank: Int64) -> Item {
        Sample.item("a", sort, ["g": .string(group), "r": .number(Number(rank))])
    }

    private func ranks(_ store: Store, _ table: Table, _ group: Text) throws -> [Int64?] {
        let index = try #require(table.index(named: "by-g"))
        let query = IndexQuery(table: table, index: index, partition: [.string(group)])
        return try store.items(of: query).map { item in
            if case .number(let rank) = item["r"] { rank.int64 } else { nil }
        }
    }

    private func totals(_ store: Store, _ table: Table) throws -> Totals {
        store.totals(of: try #require(table.index(named: "by-g")), in: table.id)
    }

    @Test func `entries follow puts, updates and deletions`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [Sample.index()])
            for rank in [3, -1, 12, 2] as [Int64] {
                try await store.put(item("\(rank)", "x", rank), in: table)
            }
            #expect(try ranks(store, table, "x") == [-1, 2, 3, 12])
            #expect(try totals(store, table).items == 4)

            try await store.update(
                Sample.key("a", "2"), in: table, "SET r = :r", values: [":r": 50])
            #expect(try ranks(store, table, "x") == [-1, 3, 12, 50])
            try await store.update(
                Sample.key("a", "12"), in: table, "SET g = :g", values: [":g": "y"])
            #expect(try ranks(store, table, "x") == [-1, 3, 50])
            #expect(try ranks(store, table, "y") == [12])

            // Without one of the attributes an item has no entry.
            try await store.update(Sample.key("a", "3"), in: table, "REMOVE r")
            try await store.put(Sample.item("a", "-1", ["g": "x"]), in: table)
            try await store.delete(Sample.key("a", "12"), in: table)
            #expect(try ranks(store, table, "x") == [50])
            #expect(try ranks(store, table, "y").isEmpty)
            #expect(try totals(store, table).items == 1)
        }
    }

    @Test func `many writes of one group leave what the last one says`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [Sample.index()])
            try await store.commitAll(
                try (0..<300).map { number in
                    let key = "\(number % 7)"
                    switch number % 5 {
                    case 0: return table.deleting(Sample.key("a", Text(key)))
                    case 1: return try table.putting(Sample.item("a", Text(key), ["g": "x"]))
                    default:
                        return try table.putting(item(Text(key), "g\(number % 3)", Int64(number)))
                    }
                })
            let index = try #require(table.index(named: "by-g"))
            let indexed = try store.items(of: IndexScan(table: table, index: index))
            let all = try store.items(of: table).filter { $0["g"] != nil && $0["r"] != nil }
            #expect(Set(indexed.map { ItemImage($0) }) == Set(all.map { ItemImage($0) }))
            #expect(Int(try totals(store, table).items) == all.count)
        }
    }

    @Test func `an update that leaves an index's attributes alone changes its sums alone`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [
                Sample.index(), Sample.index("keys", projection: .keysOnly),
            ])
            try await store.put(item("1", "x", 1), in: table)
            let keys = try #require(table.index(named: "keys"))
            let before = try totals(store, table)
            let keysBefore = store.totals(of: keys, in: table.id)
            try await store.update(
                Sample.key("a", "1"), in: table, "SET o1 = :o", values: [":o": "12345"])
            #expect(try totals(store, table).bytes == before.bytes + 7)
            #expect(store.totals(of: keys, in: table.id) == keysBefore)
            #expect(try totals(store, table).items == 1)
        }
    }

    @Test func `transactions, batches and increments keep indexes as single writes do`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [Sample.index()])
            _ = try await store.commit(
                WriteBatch([
                    try table.putting(item("1", "x", 1)), try table.putting(item("2", "x", 2)),
                ]))
            _ = try await store.commit(
                Transaction(writes: [
                    table.deleting(Sample.key("a", "1")), try table.putting(item("3", "x", 3)),
                ]))
            _ = try await store.commit(
                table.batch(
                    "edge", 0,
                    [
                        try table.updating(
                            Sample.key("a", "4"), "ADD r :r SET g = :g", [":r": 4, ":g": "x"]),
                        try table.updating(Sample.key("a", "4"), "ADD r :r", [":r": 1]),
                    ]))
            #expect(try ranks(store, table, "x") == [2, 3, 5])
        }
    }

    @Test func `an item that ends leaves its indexes, for reads at once`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            var table = try await store.makeTable(indexes: [Sample.index()])
            table = try await store.change(EnableTimeToLive(table.id, attribute: "ends"))
            try store.reapAll()
            var ending = item("1", "x", 1)
            ending["ends"] = .number(Number(time.seconds))
            try await store.put(ending, in: table)
            try await store.put(item("2", "x", 2), in: table)
            time.advance(seconds: 1)
            #expect(try ranks(store, table, "x") == [2])
            #expect(try totals(store, table).items == 2)
            try store.reapAll()
            #expect(try totals(store, table).items == 1)
        }
    }

    @Test func `keys of any length and of any bytes are found again`() async throws {
        try await withStore { store in
            let sort = KeyAttribute(name: "b", type: .binary)
            let table = try await store.makeTable(indexes: [Sample.index(sort: [sort])])
            let index = try #require(table.index(named: "by-g"))
            var contents: [[UInt8]] = [[0], [0, 0], [0, 255], [1], [255], [255, 255]]
            for length in [400, 480, 500, 1024] {
                contents.append(Array(repeating: 0, count: length))
                contents.append(Array(repeating: 255, count: length))
            }
            let groups = [1, 200, 201, 2048].map { Text(String(repeating: "g", count: $0)) }
            for group in groups {
                for (number, content) in contents.enumerated() {
                    let long = Text(String(repeating: "k", count: number * 70 + 1))
                    try await store.put(
                        Sample.item(
                            group, long, ["g": .string(group), "b": .binary(Binary(content))]),
                        in: table)
                }
                if group == groups[1] { try store.checkpoint() }
            }
            let sorted = contents.sorted { $0.lexicographicallyPrecedes($1) }
            for group in groups {
                var query = IndexQuery(table: table, index: index, partition: [.string(group)])
                query.limit = 3
                #expect(
                    try store.items(of: query).map { $0["b"] }
                        == sorted.map { .binary(Binary($0)) })
                query.isReversed = true
                #expect(
                    try store.items(of: query).map { $0["b"] }
                        == sorted.reversed().map { .binary(Binary($0)) })
            }
        }
    }
}
