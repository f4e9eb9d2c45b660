import Commands
import Engine
import Model
import Synchronization
import TestSupport
import Testing
import Values

/// Many readers, some writers and a checkpointer at the same time: no reader may miss what was
/// acknowledged before it began, see half of a transaction, or see time go backwards.
@Suite("Concurrency") struct ConcurrencyTests {
    private static let pairs = 3
    private static let transactionsPerWriter = 120

    @Test func `readers see whole transactions and never less than was acknowledged`() async throws
    {
        let time = ManualTime()
        var directory = try TemporaryDirectory()
        let pairs = (0..<Self.pairs).map { Pair(number: $0) }
        for round in 1...3 {
            var crashed = directory
            try await withStore(in: directory, time: time) { store in
                var table = store.table(named: "clicks")
                if table == nil { table = try await store.makeTable() }
                try await run(on: store, try #require(table), pairs)
                crashed = try directory.copy()
            }
            // The next round starts from what a crash would have left.
            directory = crashed
            try await withStore(in: directory, time: time) { store in
                let table = try #require(store.table(named: "clicks"))
                for pair in pairs {
                    #expect(
                        pair.acknowledged.load(ordering: .acquiring) == round
                            * Self.transactionsPerWriter)
                    try pair.check(store, table, seen: 0)
                }
            }
        }
    }

    private func run(on store: Store, _ table: Table, _ pairs: [Pair]) async throws {
        let writers = Writers(count: pairs.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for pair in pairs {
                group.addTask {
                    defer { writers.left.subtract(1, ordering: .acquiringAndReleasing) }
                    for _ in 1...Self.transactionsPerWriter {
                        _ = try await store.commit(Transaction(writes: try pair.writes(in: table)))
                        pair.acknowledged.add(1, ordering: .acquiringAndReleasing)
                    }
                }
            }
            for reader in 0..<4 {
                group.addTask {
                    var seen = [Int](repeating: 0, count: pairs.count)
                    var turn = reader
                    while writers.areRunning {
                        turn += 1
                        let index = turn % pairs.count
                        seen[index] = try pairs[index].check(store, table, seen: seen[index])
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                while writers.areRunning {
                    try store.checkpoint()
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
    }
}

private final class Writers: Sendable {
    let left: Atomic<Int>

    init(count: Int) {
        left = Atomic(count)
    }

    var areRunning: Bool { left.load(ordering: .acquiring) > 0 }
}

/// Two counters that only change together, and a ball that lies in one of two boxes.
private final class Pair: Sendable {
    let partition: Text
    let acknowledged = Atomic(0)

    init(number: Int) {
        partition = "pair-\(number)"
    }

    private func key(_ sort: Text) -> Key { Sample.key(partition, sort) }

    /// Counts both, and moves the ball to the other box.
    func writes(in table: Table) throws -> [ItemWrite] {
        let isEven = acknowledged.load(ordering: .acquiring).isMultiple(of: 2)
        let (from, to): (Text, Text) = isEven ? ("ball-1", "ball-2") : ("ball-2", "ball-1")
        return [
            try table.updating(key("count-1"), "ADD n :one", [":one": 1]),
            table.deleting(key(from)),
            try table.putting(Sample.item(partition, to)),
            try table.updating(key("count-2"), "ADD n :one", [":one": 1]),
        ]
    }

    /// Looks at the pair in two ways; answers what the counters say.
    @discardableResult
    func check(_ store: Store, _ table: Table, seen: Int) throws -> Int {
        let least = max(seen, acknowledged.load(ordering: .acquiring))
        return try store.read { snapshot throws(StoreError) in
            let page = try snapshot.query(Query(table: table, partition: .string(partition)))
            let first = try snapshot.item(key("count-1"), in: table)
            let second = try snapshot.item(key("count-2"), in: table)
            guard let first, let second else {
                #expect(first == nil && second == nil && least == 0)
                #expect(page.items.isEmpty)
                return 0
            }
            let count = first["n"]?.integer ?? 0
            #expect(first["n"] == second["n"])
            #expect(count >= least)
            let ball = Sample.item(partition, count.isMultiple(of: 2) ? "ball-1" : "ball-2")
            #expect(page.items == [ball, first, second])
            return count
        }
    }
}

extension Value {
    fileprivate var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return number.int64.map { Int($0) }
    }
}
