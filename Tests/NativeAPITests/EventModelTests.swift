import Engine
import Expressions
import JSON
import Model
import NativeAPI
import Platform
import Sketches
import TestSupport
import Testing
import Values

/// Random events, counted a second time in the plainest way there is.
@Suite("Events, counted by hand") struct EventModelTests {
    private struct BucketName: Hashable {
        let series: String
        let sort: String
    }

    private struct Bucket: Equatable {
        var sums: [String: Int64] = [:]
        var visitors: [String: Set<Int>] = [:]
        var lastSecond: Int64?
    }

    private struct Event {
        let second: Int64
        let series: [String]
        let sums: [String: Int64]
        let visitors: [Int]

        var json: String {
            let add = sums.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }
            return #"{"at":\#(second),"series":["#
                + series.map { #""\#($0)""# }.joined(separator: ",")
                + #"],"add":{\#(add.joined(separator: ","))},"observe":{"u":\#(visitors)}}"#
        }
    }

    private static let start: Int64 = 1_794_960_000  // 2026-11-18T00:00:00Z

    /// Sort keys of the buckets of an instant within two days of the start, with what is added to the
    /// bucket's end for the retention.
    private func buckets(of second: Int64) -> [(sort: String, end: Int64, retention: Int64?)] {
        let sinceStart = second - EventModelTests.start
        let day = sinceStart >= 0 ? sinceStart / 86_400 : -1
        let inDay = sinceStart - day * 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "202611\(two(18 + day))"
        let hour = two(inDay / 3600)
        let minute = two(inDay / 60 % 60)
        return [
            ("m#\(date)\(hour)\(minute)", second - inDay % 60 + 60, 2 * 3600),
            ("h#\(date)\(hour)", second - inDay % 3600 + 3600, 12 * 3600),
            ("d#\(date)", second - inDay + 86_400, 30 * 86_400),
            ("M#202611", 0, nil), ("A#", 0, nil),
        ]
    }

    @Test func `events in any order and batches give the sums of their buckets`() async throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        try await EventTests.withEvents(
            """
            {"counters":["c","country:*"],"sketches":["u"],"granularities":[
             {"name":"all","prefix":"A#"},
             {"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"12h"},
             {"name":"minute","prefix":"m#","format":"yyyyMMddHHmm","retention":"2h"},
             {"name":"month","prefix":"M#","format":"yyyyMM"},
             {"name":"day","prefix":"d#","format":"yyyyMMdd","retention":"30d"}]}
            """
        ) { api in
            let now = api.clock.seconds
            var wanted: [BucketName: Bucket] = [:]
            for sequence in 0..<25 {
                let spread: Int64 = [60, 3600, 100_000].randomElement(using: &random) ?? 60
                let events = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                    event(at: now - Int64.random(in: -500..<spread, using: &random), &random)
                }
                var expired: Set<BucketName> = []
                for event in events {
                    for (sort, end, retention) in buckets(of: event.second) {
                        for series in event.series {
                            let name = BucketName(series: series, sort: sort)
                            if let retention, end + retention <= now {
                                expired.insert(name)
                                continue
                            }
                            var bucket = wanted[name] ?? Bucket()
                            for (counter, amount) in event.sums {
                                bucket.sums[counter, default: 0] += amount
                            }
                            bucket.visitors["u", default: []].formUnion(event.visitors)
                            bucket.lastSecond = retention.map { end + $0 }
                            wanted[name] = bucket
                        }
                    }
                }
                let answer =
                    sequence % 2 == 0
                    ? await api.batch(events.map(\.json), to: "events", sequence: Int64(sequence))
                    : await api.post(
                        "events", lines: events.map(\.json).joined(separator: "\n"),
                        sequence: "\(sequence)")
                #expect(answer.status == 200, "seed \(random.seed): \(answer)")
                #expect(answer.root?["applied"]?.integer == Int64(events.count))
                #expect(answer.root?["expired"]?.integer ?? 0 == Int64(expired.count))
            }
            try compare(wanted, with: try api.store.items(of: try api.table()), random.seed)
        }
    }

    private func event(at second: Int64, _ random: inout SplitMix64) -> Event {
        let series = ["S", "T1", "T2", "L1", "L2", "L3"]
        var sums: [String: Int64] = [:]
        for name in ["c", "country:US", "country:IT"] where Bool.random(using: &random) {
            sums[name] = Int64.random(in: -2...5, using: &random)
        }
        return Event(
            second: second,
            series: Array(
                series.shuffled(using: &random).prefix(.random(in: 1...4, using: &random))),
            sums: sums,
            visitors: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                Int.random(in: 0...40, using: &random)
            })
    }

    private func compare(
        _ wanted: [BucketName: Bucket], with items: [Item], _ seed: UInt64
    ) throws {
        #expect(items.count == wanted.count, "seed \(seed)")
        for item in items {
            guard case .string(let series)? = item["pk"], case .string(let sort)? = item["sk"],
                let bucket = wanted[BucketName(series: series.string, sort: sort.string)]
            else {
                Issue.record("seed \(seed): no bucket is called \(item)")
                continue
            }
            var attributes: Item = ["pk": .string(series), "sk": .string(sort)]
            for (name, sum) in bucket.sums { attributes[Text(name)] = .number(Number(sum)) }
            if let last = bucket.lastSecond { attributes["ttl"] = .number(Number(last)) }
            var sketch = HLLSketch()
            for visitor in bucket.visitors["u"] ?? [] { sketch.update(Int64(visitor)) }
            #expect(item["u"]?.sketch?.estimate == sketch.estimate, "seed \(seed): \(sort)")
            var rest = item
            rest["u"] = nil
            #expect(rest == attributes, "seed \(seed)")
        }
    }
}
