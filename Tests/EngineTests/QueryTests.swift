import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Queries and scans") struct QueryTests {
    private func fill(_ store: Store, _ table: Table, _ items: [Item]) async throws {
        try await store.commitAll(try items.map { try table.putting($0) })
    }

    @Test func `a page ends at its limit and says so even when nothing follows`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, (1...4).map { Sample.item("a", "\($0)") })
            var query = Query(table: table, partition: .string("a"), limit: 2)
            let first = try store.query(query)
            #expect(first.items.map { $0["sk"] } == ["1", "2"])
            #expect(first.lastKey == Sample.key("a", "2"))
            query.after = first.lastKey
            let second = try store.query(query)
            #expect(second.items.map { $0["sk"] } == ["3", "4"])
            #expect(second.lastKey == Sample.key("a", "4"))
            query.after = second.lastKey
            let third = try store.query(query)
            #expect(third.items.isEmpty)
            #expect(third.lastKey == nil)
            query = Query(table: table, partition: .string("a"), limit: 5)
            #expect(try store.query(query).lastKey == nil)
        }
    }

    @Test func `the key to go on after need not exist`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, ["b", "d", "f"].map { Sample.item("a", $0) })
            var query = Query(
                table: table, partition: .string("a"), after: Sample.key("a", "c"))
            #expect(try store.items(of: query).map { $0["sk"] } == ["d", "f"])
            query.isReversed = true
            #expect(try store.items(of: query).map { $0["sk"] } == ["b"])
            query.after = Sample.key("a", "a")
            #expect(try store.items(of: query).isEmpty)
            query.isReversed = false
            query.after = Sample.key("a", "z")
            #expect(try store.items(of: query).isEmpty)
        }
    }

    @Test func `a page ends with the item that fills it, and the first is always given`()
        async throws
    {
        try await withStore(configure: { $0.recentBytes = 64 << 20 }) { store in
            let table = try await store.makeTable()
            let filler = Text(String(repeating: "x", count: 399_900))
            try await fill(
                store, table,
                (1...7).map { Sample.item("a", "\($0)", ["text": .string(filler)]) })
            let query = Query(table: table, partition: .string("a"))
            for page in [
                try store.query(query), try store.scan(Scan(table: table)),
            ] {
                // Two are 800 000 bytes, the third passes the megabyte.
                #expect(page.items.count == 3)
                #expect(page.lastKey == Sample.key("a", "3"))
                #expect(page.evaluatedBytes == page.items.reduce(0) { $0 + $1.size })
                #expect(page.evaluatedBytes >= Limits.pageBytesMax)
            }
            #expect(try store.items(of: query).count == 7)
            #expect(try store.items(of: table).count == 7)
        }
    }

    @Test func `a filter drops what was counted already`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(
                store, table,
                (0...9).map { Sample.item("a", "\($0)", ["n": .number(Number($0))]) })
            let filter = try Condition.of("n >= :eight", [":eight": 8])
            var query = Query(table: table, partition: .string("a"), limit: 5, filter: filter)
            let first = try store.query(query)
            #expect(first.items.isEmpty)
            #expect(first.scannedCount == 5)
            #expect(first.lastKey == Sample.key("a", "4"))
            query.after = first.lastKey
            let second = try store.query(query)
            #expect(second.items.map { $0["n"] } == [8, 9])
            #expect(second.scannedCount == 5)
            var scan = Scan(table: table, filter: filter)
            #expect(try store.scan(scan).items.count == 2)
            #expect(try store.scan(scan).scannedCount == 10)
            scan.limit = 10
            #expect(try store.scan(scan).lastKey != nil)
        }
    }

    @Test func `a range that contains nothing answers nothing`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, ["b", "d"].map { Sample.item("a", $0) })
            let ranges: [SortRange] = [
                .between(.string("e"), .string("a")), .less(.string("a")), .greater(.string("d")),
                .equal(.string("c")), .beginsWith(.string("bb")),
                .between(.string("bb"), .string("c")),
            ]
            for range in ranges {
                for isReversed in [false, true] {
                    let query = Query(
                        table: table, partition: .string("a"), sort: range, isReversed: isReversed)
                    #expect(try store.query(query).items.isEmpty)
                }
            }
        }
    }

    @Test func `partitions never run into each other, however alike they are`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let long = String(repeating: "p", count: 199)
            let partitions: [Text] = [
                "a", "ab", "abc", "b", "\(long)", "\(long)p", "\(long)pp", "\(long)pq",
            ]
            let sorts: [Text] = ["b", "bc", "c", "z"]
            try await fill(
                store, table,
                partitions.flatMap { partition in sorts.map { Sample.item(partition, $0) } })
            for hasCheckpoint in [false, true] {
                if hasCheckpoint { try store.checkpoint() }
                for partition in partitions {
                    let query = Query(table: table, partition: .string(partition))
                    #expect(try store.items(of: query) == sorts.map { Sample.item(partition, $0) })
                }
                #expect(try store.items(of: table).count == partitions.count * sorts.count)
            }
        }
    }

    @Test func `tables never run into each other`() async throws {
        try await withStore { store in
            let tables = [
                try await store.makeTable("one"), try await store.makeTable("two"),
                try await store.makeTable("three"),
            ]
            for (number, table) in tables.enumerated() {
                try await store.put(
                    Sample.item("a", "1", ["n": .number(Number(Int64(number)))]), in: table)
            }
            for (number, table) in tables.enumerated() {
                let items = try store.items(of: table)
                #expect(items.map { $0["n"] } == [.number(Number(Int64(number)))])
            }
        }
    }

    @Test func `segments share a table out, and each knows its own keys`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await fill(store, table, (0..<60).map { Sample.item("p\($0)", "1") })
            let whole = try store.items(of: table)
            #expect(whole.count == 60)
            for total in [1, 2, 5, 60, 300] {
                let segments = try (0..<total).map { segment -> [Item] in
                    let scan = Scan(table: table, segment: segment, totalSegments: total)
                    let items = try store.items(of: scan)
                    for item in items {
                        #expect(scan.contains(try table.keySchema.key(of: item)))
                    }
                    return items
                }
                #expect(Array(segments.joined()) == whole)
            }
        }
    }

    @Test func `among the most segments there can be, one has the item`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let item = Sample.item("a", "1")
            let key = Sample.key("a", "1")
            try await store.put(item, in: table)
            // A thousandth of the table holds a thousand of a million segments.
            let coarse = (0..<1000).filter {
                Scan(table: table, segment: $0, totalSegments: 1000).contains(key)
            }
            try #require(coarse.count == 1)
            let fine = (coarse[0] * 1000..<(coarse[0] + 1) * 1000)
                .map { Scan(table: table, segment: $0, totalSegments: 1_000_000) }
                .filter { $0.contains(key) }
            try #require(fine.count == 1)
            #expect(try store.items(of: fine[0]) == [item])
            let other = Scan(
                table: table, segment: coarse[0] == 0 ? 999_999 : 0, totalSegments: 1_000_000)
            #expect(try store.items(of: other).isEmpty)
        }
    }
}
