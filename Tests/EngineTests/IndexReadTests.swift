import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Reads of indexes") struct IndexReadTests {
    private static let country = KeyAttribute(name: "country", type: .string)
    private static let kind = KeyAttribute(name: "kind", type: .number)
    private static let day = KeyAttribute(name: "day", type: .string)
    private static let hour = KeyAttribute(name: "nth", type: .number)

    private static let several = Sample.index(
        "several", partition: [country, kind], sort: [day, hour],
        projection: .include(["note"]))

    private func fill(_ store: Store) async throws -> (Table, SecondaryIndex) {
        let table = try await store.makeTable(indexes: [Self.several])
        var writes: [ItemWrite] = []
        for country in ["de", "d", "dee"] as [Text] {
            for day in ["2026-01-01", "2026-01-02", "2026-02-01"] as [Text] {
                for hour in [-1, 0, 7, 12] as [Int64] {
                    writes.append(
                        try table.putting(
                            Sample.item(
                                country, "\(day) \(hour)",
                                [
                                    "country": .string(country), "kind": 1, "day": .string(day),
                                    "nth": .number(Number(hour)), "note": "n", "rest": "left out",
                                ])))
                }
            }
        }
        try await store.commitAll(writes)
        return (table, try #require(table.index(named: "several")))
    }

    private func found(
        _ store: Store, _ table: Table, _ index: SecondaryIndex, _ prefix: [KeyValue] = [],
        _ sort: SortRange = .all
    ) throws -> [Text] {
        let query = IndexQuery(
            table: table, index: index, partition: [.string("de"), .number(1)], prefix: prefix,
            sort: sort)
        return try store.items(of: query).map { item in
            if case .string(let sort) = item["sk"] { sort } else { "" }
        }
    }

    @Test func `each test of the first sort attribute finds what it should`() async throws {
        try await withStore { store in
            let (table, index) = try await fill(store)
            func days(_ sort: SortRange) throws -> Set<Text> {
                Set(
                    try found(store, table, index, [], sort).map {
                        Text(String($0.string.prefix(10)))
                    })
            }
            let (first, second, third): (Text, Text, Text) = (
                "2026-01-01", "2026-01-02", "2026-02-01"
            )
            let middle = KeyValue.string(second)
            #expect(try days(.all) == [first, second, third])
            #expect(try days(.equal(middle)) == [second])
            #expect(try days(.less(middle)) == [first])
            #expect(try days(.lessOrEqual(middle)) == [first, second])
            #expect(try days(.greater(middle)) == [third])
            #expect(try days(.greaterOrEqual(middle)) == [second, third])
            #expect(try days(.between(.string(first), middle)) == [first, second])
            #expect(try days(.between(middle, .string(first))).isEmpty)
            #expect(try days(.beginsWith(.string("2026-01"))) == [first, second])
            #expect(try days(.beginsWith(.string("2026-01-01"))) == [first])
            #expect(try days(.equal(.string("2026-01"))).isEmpty)
        }
    }

    @Test func `sort attributes from the left, and a test of the one behind them`() async throws {
        try await withStore { store in
            let (table, index) = try await fill(store)
            let day = KeyValue.string("2026-01-02")
            func hours(_ sort: SortRange) throws -> [Text] {
                try found(store, table, index, [day], sort)
            }
            #expect(
                try hours(.all)
                    == ["2026-01-02 -1", "2026-01-02 0", "2026-01-02 7", "2026-01-02 12"])
            #expect(try hours(.less(.number(7))) == ["2026-01-02 -1", "2026-01-02 0"])
            #expect(try hours(.greater(.number(0))) == ["2026-01-02 7", "2026-01-02 12"])
            #expect(try hours(.equal(.number(7))) == ["2026-01-02 7"])
            #expect(try found(store, table, index, [day, .number(12)]) == ["2026-01-02 12"])
        }
    }

    @Test func `a page gives the projection, counts its bytes and says where it ended`()
        async throws
    {
        try await withStore { store in
            let (table, index) = try await fill(store)
            var query = IndexQuery(
                table: table, index: index, partition: [.string("de"), .number(1)], limit: 5)
            let whole = try store.items(of: query)
            #expect(whole.count == 12)
            #expect(
                Set(whole[0].names) == ["pk", "sk", "country", "kind", "day", "nth", "note"])
            let page = try store.query(query)
            #expect(page.scannedCount == 5)
            #expect(page.evaluatedBytes == page.images.reduce(0) { $0 + $1.size })
            let last = try #require(page.lastPosition)
            #expect(last.key == Sample.key("de", "2026-01-02 -1"))
            #expect(
                last.indexKey
                    == IndexKey(
                        partition: [.string("de"), .number(1)],
                        sort: [.string("2026-01-02"), .number(-1)]))
            #expect(query.contains(last))
            query.isReversed = true
            #expect(try store.items(of: query) == whole.reversed())
            query.after = last
            #expect(try store.items(of: query) == whole.prefix(4).reversed())
            query.readsWholeItems = true
            #expect(try store.query(query).items.allSatisfy { $0["rest"] == "left out" })
            query.partition = [.string("d"), .number(1)]
            #expect(!query.contains(last))
        }
    }

    @Test func `a page of a walk goes up to a value of the sort attribute`() async throws {
        try await withStore { store in
            let (table, index) = try await fill(store)
            func walk(_ query: IndexQuery) throws -> (count: Int, end: PageEnd<IndexPosition>) {
                var count = 0
                let end = try store.read { (snapshot) throws(StoreError) in
                    try snapshot.walkPage(query) { _ in count += 1 }
                }
                return (count, end)
            }
            var query = IndexQuery(
                table: table, index: index, partition: [.string("de"), .number(1)],
                prefix: [.string("2026-01-02")], sort: .greaterOrEqual(.number(0)),
                end: .number(12))
            var (count, end) = try walk(query)
            #expect(count == 2 && end == .last)
            query.limit = 1
            (count, end) = try walk(query)
            let position = IndexPosition(
                indexKey: IndexKey(
                    partition: query.partition, sort: [.string("2026-01-02"), .number(0)]),
                key: Sample.key("de", "2026-01-02 0"))
            #expect(count == 1 && end == .more(after: position))
            query.after = position
            (count, end) = try walk(query)
            #expect(count == 1)
        }
    }

    @Test func `a filter sees the projection and leaves the counts alone`() async throws {
        try await withStore { store in
            let (table, index) = try await fill(store)
            var query = IndexQuery(
                table: table, index: index, partition: [.string("de"), .number(1)],
                filter: try .of("nth > :h", [":h": 0]))
            let page = try store.query(query)
            #expect(page.images.count == 6 && page.scannedCount == 12)
            query.filter = try .of("attribute_exists(rest)")
            #expect(try store.query(query).images.isEmpty)
            query.readsWholeItems = true
            #expect(try store.query(query).images.count == 12)
        }
    }

    @Test func `segments of a scan have each item once`() async throws {
        try await withStore { store in
            let (table, index) = try await fill(store)
            let whole = try store.items(of: IndexScan(table: table, index: index))
            #expect(whole.count == 36)
            for segments in [1, 2, 3, 64] {
                var joined: [Item] = []
                for segment in 0..<segments {
                    var scan = IndexScan(
                        table: table, index: index, segment: segment, totalSegments: segments,
                        limit: 5)
                    joined += try store.items(of: scan)
                    while let last = try store.scan(scan).lastPosition {
                        #expect(scan.contains(last))
                        scan.after = last
                    }
                }
                #expect(joined == whole)
            }
        }
    }

    @Test func `a page ends with the byte bound of what it gives`() async throws {
        try await withStore(configure: { $0.recentBytes = 64 << 20 }) { store in
            let table = try await store.makeTable(indexes: [
                Sample.index(), Sample.index("keys", projection: .keysOnly),
            ])
            let text = Value.string(Text(String(repeating: "v", count: 300_000)))
            for number in 0..<6 {
                try await store.put(
                    Sample.item(
                        "a", "\(number)",
                        ["g": "x", "r": .number(Number(Int64(number))), "v": text]),
                    in: table)
            }
            func page(_ name: Text, whole: Bool = false) throws -> IndexPage {
                let index = try #require(table.index(named: name))
                return try store.query(
                    IndexQuery(
                        table: table, index: index, partition: [.string("x")],
                        readsWholeItems: whole))
            }
            #expect(try page("by-g").scannedCount == 4)
            #expect(try page("keys").scannedCount == 6)
            #expect(try page("keys", whole: true).scannedCount == 4)
        }
    }

    @Test func `a page of which little is shown ends before it has passed too much`() async throws {
        try await withStore(configure: { $0.recentBytes = 64 << 20 }) { store in
            let table = try await store.makeTable(indexes: [
                Sample.index("keys", projection: .keysOnly)
            ])
            let text = Value.string(Text(String(repeating: "v", count: 390_000)))
            let count = 90
            for number in 0..<count {
                try await store.put(
                    Sample.item(
                        "a", "\(number)",
                        ["g": "x", "r": .number(Number(Int64(number))), "v": text]),
                    in: table)
            }
            let index = try #require(table.index(named: "keys"))
            let query = IndexQuery(table: table, index: index, partition: [.string("x")])
            let page = try store.query(query)
            #expect(page.lastPosition != nil && (70..<count).contains(page.scannedCount))
            #expect(try store.items(of: query).count == count)
        }
    }

    @Test func `of an index that was dropped a read finds nothing, and no damage`() async throws {
        try await withStore { store in
            let table = try await store.makeTable(indexes: [Sample.index()])
            for number in 0..<3 {
                try await store.put(
                    Sample.item("a", "\(number)", ["g": "x", "r": .number(Number(Int64(number)))]),
                    in: table)
            }
            let index = try #require(table.index(named: "by-g"))
            let query = IndexQuery(table: table, index: index, partition: [.string("x")])
            #expect(try store.query(query).scannedCount == 3)
            let changed = try await store.change(table, .delete("by-g"))
            try await store.delete(Sample.key("a", "1"), in: changed)
            try await store.update(Sample.key("a", "0"), in: changed, "REMOVE r")
            #expect(try store.query(query).scannedCount == 0)
            #expect(try store.scan(IndexScan(table: table, index: index)).scannedCount == 0)
        }
    }
}
