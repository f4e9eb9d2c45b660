import Commands
import Engine
import Handlers
import JSON
import Model
import Platform
import Synchronization
import TestSupport
import Testing
import Values

/// Any interleaving of writes, failures, restarts of the runner and changes of the number of lanes
/// gives a handler every change of a key in order, at least once, and its writes take effect exactly
/// once.
@Suite("Handlers under interleavings") struct InterleavingTests {
    /// What a handler saw, and how it fails.
    private final class Witness: Sendable {
        private struct State {
            var random: SplitMix64
            /// By key, the values it got, in the order of the events, those that failed too.
            var seen: [String: [Int64]] = [:]
        }

        private let state: Mutex<State>

        init(seed: UInt64) {
            state = Mutex(State(random: SplitMix64(seed: seed)))
        }

        var seen: [String: [Int64]] { state.withLock { $0.seen } }

        func answer(_ event: FakeHandler.Event) -> FakeHandler.Answer {
            let records = event.records
            let partitions = event.partitions
            let sequences = event.sequences
            let values = records.map {
                Int64($0["dynamodb"]?["NewImage"]?["n"]?["N"]?.string ?? "") ?? -1
            }
            return state.withLock { state in
                for (partition, value) in zip(partitions, values) {
                    state.seen[partition, default: []].append(value)
                }
                let dice = Int.random(in: 0..<10, using: &state.random)
                if dice == 0 { return .broken }
                if dice == 1 { return .failure(.cannotStart("not now")) }
                if dice == 2 { return .json(#"{"batchItemFailures":[{"itemIdentifier":"x"}]}"#) }
                var handled = records.count
                if dice < 6 { handled = Int.random(in: 0..<records.count, using: &state.random) }
                let writes = partitions[..<handled].map {
                    #"{"table":"counts","update":{"key":{"pk":"\#($0)","sk":"n"},"#
                        + #""expression":"ADD c :one","values":{":one":1}}}"#
                }
                let failures =
                    handled == records.count
                    ? "" : #"{"itemIdentifier":"\#(sequences[handled])"}"#
                return .json(
                    #"{"batchItemFailures":[\#(failures)],"writes":[\#(writes.joined(separator: ","))]}"#
                )
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `every change arrives in order, and effects count once`(seed: UInt64) async throws {
        try await withHandlerRoom(shards: 3) { room in
            var random = SplitMix64(seed: seed)
            let counts = try await room.store.makeTable("counts")
            let witness = Witness(seed: seed &* 31)
            let fake = FakeHandler { event, _ in witness.answer(event) }
            var handler = try await room.define {
                $0.retriesMax = nil
                $0.reportsFailures = true
                $0.batchSize = 7
            }
            var written: [String: Int64] = [:]
            for _ in 0..<Int.random(in: 2...5, using: &random) {
                let lanes = Int.random(in: 1...4, using: &random)
                let bisects = Bool.random(using: &random)
                let isChanged = Bool.random(using: &random)
                let count = Int.random(in: 20...80, using: &random)
                let keys = (0..<count).map { _ in Int.random(in: 0..<9, using: &random) }
                try await room.running(fake) { _ in
                    for (number, key) in keys.enumerated() {
                        let partition = "key\(key)"
                        written[partition, default: 0] += 1
                        try await room.put(
                            ["x"], partition: Text(partition), value: written[partition] ?? 0)
                        if isChanged, number == count / 2 {
                            handler = try await room.define {
                                $0.retriesMax = nil
                                $0.reportsFailures = true
                                $0.batchSize = 5
                                $0.bisects = bisects
                                $0.lanes = lanes
                            }
                        }
                    }
                }
            }
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            for (partition, last) in written {
                let counted = try room.store.item(
                    Sample.key(Text(partition), "n"), in: counts)?["c"]
                #expect(counted == .number(Number(last)), "seed \(seed), \(partition)")
                let seen = witness.seen[partition] ?? []
                #expect(Set(seen) == Set(1...last), "seed \(seed), \(partition)")
                // A value may come again, but none before those in front of it have come.
                var highest: Int64 = 0
                for value in seen {
                    #expect(value <= highest + 1, "seed \(seed), \(partition): \(seen)")
                    highest = max(highest, value)
                }
            }
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `the same is true after crashes`(seed: UInt64) async throws {
        let time = SimulatedTime()
        let witness = Witness(seed: seed &* 77)
        let fake = FakeHandler { event, _ in witness.answer(event) }
        var random = SplitMix64(seed: seed)
        var written: [String: Int64] = [:]
        var data = try TemporaryDirectory()
        for round in 0..<6 {
            var crashed: TemporaryDirectory?
            try await withHandlerRoom(in: data, shards: 2, time: time) { room in
                if round == 0 { _ = try await room.store.makeTable("counts") }
                let handler = try await room.define {
                    $0.retriesMax = nil
                    $0.reportsFailures = true
                    $0.batchSize = 5
                }
                let keys = (0..<Int.random(in: 10...60, using: &random)).map { _ in
                    Int.random(in: 0..<6, using: &random)
                }
                try await room.running(fake) { _ in
                    for key in keys {
                        let partition = "key\(key)"
                        written[partition, default: 0] += 1
                        try await room.put(
                            ["x"], partition: Text(partition), value: written[partition] ?? 0)
                    }
                    if round < 5 {
                        // What a crash at this moment leaves; what is done after it never was.
                        crashed = try data.copy()
                    } else {
                        try await room.untilDone(handler)
                    }
                }
                guard round == 5, let counts = room.store.table(named: "counts") else { return }
                for (partition, last) in written {
                    let counted = try room.store.item(
                        Sample.key(Text(partition), "n"), in: counts)?["c"]
                    #expect(counted == .number(Number(last)), "seed \(seed), \(partition)")
                    #expect(
                        Set(witness.seen[partition] ?? []) == Set(1...last),
                        "seed \(seed), \(partition)")
                }
            }
            if let crashed { data = crashed }
        }
    }
}
