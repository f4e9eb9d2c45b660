import Commands
import Engine
import Expressions
import Model
import Platform
import TestSupport
import Testing
import Values

@Suite("Walks over items") struct ItemWalkTests {
    /// The sort keys of a walk and the sums of `c`, up to `max` items.
    private func walk(
        _ query: Query, in store: Store, max: Int = .max
    ) throws -> (keys: [String], sum: Number) {
        var keys: [String] = []
        var sum: Number = 0
        try store.read { snapshot throws(StoreError) in
            try snapshot.walk(query) { (sortKey, attributes) throws(CodecError) in
                keys.append(Text(utf8: sortKey)?.string ?? "")
                while try attributes.moveToNext() {
                    guard let number = try attributes.readNumber() else { continue }
                    do throws(NumberError) {
                        sum = try sum.adding(number)
                    } catch {
                        throw .invalid("number")
                    }
                }
                return keys.count < max
            }
        }
        return (keys, sum)
    }

    @Test func `a walk meets what a query finds, in every layer`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let long = Text(String(repeating: "x", count: 900))
            for (sort, count) in [("a", 1), ("b", 2), ("d", 8), (long, 16)] as [(Text, Number)] {
                try await store.put(Sample.item("p", sort, ["c": .number(count)]), in: table)
            }
            try store.checkpoint()
            try await store.put(Sample.item("p", "c", ["c": .number(4)]), in: table)
            try await store.put(Sample.item("q", "c", ["c": .number(100)]), in: table)
            _ = try await store.delete(Sample.key("p", "b"), in: table)
            let all = try walk(Query(table: table, partition: .string("p")), in: store)
            #expect(all.keys == ["a", "c", "d", long.string])
            #expect(all.sum == 29)
            let some = try walk(
                Query(
                    table: table, partition: .string("p"),
                    sort: .between(.string("b"), .string("d"))), in: store)
            #expect(some.keys == ["c", "d"])
            let first = try walk(Query(table: table, partition: .string("p")), in: store, max: 2)
            #expect(first.keys == ["a", "c"])
            let last = try walk(
                Query(table: table, partition: .string("p"), isReversed: true), in: store, max: 1)
            #expect(last.keys == [long.string])
        }
    }

    @Test(arguments: 1...30)
    func `a walk meets what a query finds, whatever the layers and keys`(seed: UInt64) async throws
    {
        var random = SplitMix64(seed: seed)
        try await withStore { store in
            let table = try await store.makeTable()
            // Of the long ones some share what fits a key of the store.
            let long = String(repeating: "m", count: 600)
            let sorts = ["a", "b", "ba", "m", "n", "z"] + ["", "1", "2"].map { long + $0 }
            for step in 0..<40 {
                let sort = Text(sorts.randomElement(using: &random) ?? "a")
                if Int.random(in: 0..<3, using: &random) == 0 {
                    _ = try await store.delete(Sample.key("p", sort), in: table)
                } else {
                    let item = Sample.item("p", sort, ["c": .number(Number(Int64(step)))])
                    try await store.put(item, in: table)
                }
                if Int.random(in: 0..<9, using: &random) == 0 { try store.checkpoint() }
                let bounds = (0..<2).map { _ in sorts.randomElement(using: &random) ?? "a" }
                    .map { KeyValue.string(Text($0)) }.sorted()
                for isReversed in [false, true] {
                    for sort in [SortRange.all, .between(bounds[0], bounds[1])] {
                        let query = Query(
                            table: table, partition: .string("p"), sort: sort,
                            isReversed: isReversed)
                        let expected = try store.items(of: query).compactMap { item in
                            if case .string(let text) = item["sk"] { text.string } else { nil }
                        }
                        #expect(try walk(query, in: store).keys == expected, "\(seed), \(step)")
                    }
                }
            }
        }
    }

    @Test func `a page of a walk ends at its limit, or before it reads too much`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            for sort: Text in ["a", "b", "c"] {
                try await store.put(Sample.item("p", sort), in: table)
            }
            func check(
                limit: Int?, bytesMax: Int = .max, count expected: Int, _ end: PageEnd<Key>
            ) throws {
                let query = Query(table: table, partition: .string("p"), limit: limit)
                var count = 0
                let found = try store.read { (snapshot) throws(StoreError) in
                    try snapshot.walkPage(query, bytesMax: bytesMax) { _ in count += 1 }
                }
                #expect(count == expected)
                #expect(found == end)
            }
            try check(limit: nil, count: 3, .last)
            try check(
                limit: 2, count: 2,
                .more(after: Key(partition: .string("p"), sort: .string("b"))))
            try check(limit: nil, bytesMax: 40, count: 2, .unfinished)
        }
    }

    @Test func `a range ends before its end, from either side`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            for sort: Text in ["a", "b", "c"] {
                try await store.put(Sample.item("p", sort), in: table)
            }
            var query = Query(table: table, partition: .string("p"), end: .string("c"))
            #expect(try walk(query, in: store).keys == ["a", "b"])
            query.isReversed = true
            #expect(try walk(query, in: store).keys == ["b", "a"])
            query.sort = .greaterOrEqual(.string("b"))
            #expect(try walk(query, in: store).keys == ["b"])
        }
    }

    @Test func `items past their time to live are left out where the table says so`() async throws {
        for mode in [TimeToLive.Mode.exact, .lazy] {
            let time = ManualTime()
            try await withStore(time: time) { store in
                var settings = TableSettings()
                settings.timeToLiveMode = mode
                let table = try await store.change(
                    DefineTable(
                        TableDefinition(
                            name: "t", uuid: "test", keySchema: Sample.schema, settings: settings),
                        timeToLive: TimeToLive(attribute: "ttl", mode: mode)))
                for (sort, end) in [("a", -1), ("b", 0), ("c", 1)] as [(Text, Int64)] {
                    let end = Number(time.seconds + end)
                    try await store.put(Sample.item("p", sort, ["ttl": .number(end)]), in: table)
                }
                let keys = try walk(Query(table: table, partition: .string("p")), in: store).keys
                #expect(keys == (mode == .exact ? ["b", "c"] : ["a", "b", "c"]))
            }
        }
    }
}
