import Engine
import Expressions
import Mutations
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
                keys.append(String(decoding: sortKey, as: UTF8.self))
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

    @Test func `items past their time to live are left out where the table says so`() async throws {
        for mode in [TimeToLive.Mode.exact, .lazy] {
            let time = ManualTime()
            try await withStore(time: time) { store in
                var settings = TableSettings()
                settings.timeToLiveMode = mode
                let table = try await store.change(
                    .define(
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
