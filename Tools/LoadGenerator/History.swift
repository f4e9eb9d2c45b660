import ArgumentParser
import Foundation
import Platform

/// What `prepare` writes for the readings: clicks of each hour, the same numbers for every peer.
///
/// It ends with yesterday (UTC). Every peer gets a bucket for each day; Quipu has those of hours
/// too, as long as it keeps them, and its peers those of the last days.
struct History: Sendable {
    static let hourSeconds = 3600
    static let daySeconds = 86_400
    /// Days whose hours the peers get: those that the workload hours reads, and one more.
    static let hourlyDays = 4

    /// Sizes of a history, which readings must know as well.
    struct Sizes: ParsableArguments {
        @Option(help: "Series that have a history.")
        var history = 50
        @Option(help: "Days of the history, and of a roll-up.")
        var days = 30

        func validate() throws {
            guard (0...1000).contains(history), (hourlyDays...730).contains(days) else {
                throw ValidationError("A history has up to 1000 series and 4 to 730 days.")
            }
        }
    }

    /// A bucket of time, as the peers store it.
    struct Bucket: Sendable {
        let name: String
        let start: Int
        let hours: Int
    }

    let series: Int
    let days: Int
    /// Clicks of a series in an hour, on the average.
    let visitors: Int
    /// The end of yesterday, in seconds since 1970.
    let end: Int

    init(_ sizes: Sizes, visitors: Int) {
        series = sizes.history
        days = sizes.days
        self.visitors = visitors
        end = History.end
    }

    static var end: Int {
        Int(Date.now.timeIntervalSince1970) / daySeconds * daySeconds
    }

    static func name(_ series: Int) -> String { "H#" + Buckets.padded(series) }

    /// When hours begin, the youngest first.
    func hour(_ index: Int) -> Int { end - (index + 1) * History.hourSeconds }

    /// What the peers store.
    var buckets: [Bucket] {
        (0..<History.hourlyDays * 24).map {
            Bucket(name: "h#" + Buckets.hour(hour($0)), start: hour($0), hours: 1)
        }
            + (0..<days).map { index in
                let start = end - (index + 1) * History.daySeconds
                return Bucket(name: "d#" + Buckets.day(start), start: start, hours: 24)
            }
    }

    /// Who clicks in an hour: many of them come again on other days.
    func clicks(of series: Int, at hour: Int) -> [String] {
        var random = SplitMix64(seed: UInt64(series) << 40 ^ UInt64(hour))
        let count = 1 + Int(random.next() % UInt64(max(visitors * 2 - 1, 1)))
        return (0..<count).map { _ in
            "v" + Buckets.padded(Int(random.next() % 20_000) + series * 10_000)
        }
    }

    func clicks(of series: Int, in bucket: Bucket) -> [String] {
        (0..<bucket.hours).flatMap {
            clicks(of: series, at: bucket.start + $0 * History.hourSeconds)
        }
    }
}
