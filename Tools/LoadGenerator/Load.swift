import Histogram
import NIOCore
import NIOPosix

/// One run of requests over all connections.
struct Load {
    let options: LoadOptions
    let exchange: Exchange
    /// Numbers of items or series that requests ask for.
    let items: Int
    /// How many requests to send in all, on one thread, with all numbers in turn; `nil` sends at
    /// random until told to stop.
    var requests: Int?
    /// Requests a second, each at its time; `nil` sends the next when one is answered.
    var rate: Int?

    /// What came of it.
    struct Outcome {
        /// From the moment a request was due to its last answer.
        var latencies = Histogram<UInt64>(highestTrackableValue: 600_000_000_000)
        /// From the moment a request was to be sent to its sending: the client's own delay.
        var late = Histogram<UInt64>(highestTrackableValue: 600_000_000_000)
        var answers = 0
        var answerBytes = 0
        var refusals = 0
        var firstRefusal: String?
        /// When the last answer had come.
        var last: UInt64 = 0

        func milliseconds(_ percentile: Double) -> String {
            "\(latencies.milliseconds(percentile)) ms"
        }

        mutating func add(_ part: Outcome) {
            latencies.add(part.latencies)
            late.add(part.late)
            answers += part.answers
            answerBytes += part.answerBytes
            refusals += part.refusals
            firstRefusal = firstRefusal ?? part.firstRefusal
            last = max(last, part.last)
        }
    }

    /// Runs until all requests are answered, or for `seconds` after `warmUpSeconds`.
    ///
    /// - Parameter measured: called at the beginning and at the end of the measurement.
    func run(
        warmUpSeconds: Int, seconds: Int, measured: () throws -> Void
    ) async throws -> Outcome {
        let threads = requests == nil ? options.threads : 1
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        var lanes: [LoadLane] = []
        for loop in group.makeIterator() {
            lanes.append(try await LoadLane(on: loop, configure: { configure($0) }))
        }
        for number in 0..<options.connections {
            let lane = number % lanes.count
            try await lanes[lane].connect(
                options.host, options.port, exchange, depth: rate == nil ? options.depth : nil)
        }
        for lane in lanes { try await lane.waitUntilOpen() }
        if let rate { try await pace(lanes, rate) }
        if requests == nil { try await Task.sleep(for: .seconds(warmUpSeconds)) }
        try measured()
        for lane in lanes { try await lane.change { $0.isMeasuring = true } }
        if requests == nil {
            try await Task.sleep(for: .seconds(seconds))
            for lane in lanes { try await lane.change { $0.isMeasuring = false } }
            // Before connections close: processes that end just now would be counted nowhere.
            try measured()
            for lane in lanes { try await lane.change { $0.isStopping = true } }
        }
        var outcome = Outcome()
        for lane in lanes { outcome.add(try await lane.waitForEnd()) }
        if requests != nil { try measured() }
        try await group.shutdownGracefully()
        return outcome
    }

    private func configure(_ tally: Tally) {
        let items = items
        if let requests {
            var next = 0
            tally.requestsLeft = requests
            tally.isMeasuring = true
            tally.nextNumber = {
                defer { next += 1 }
                return next % items
            }
        } else {
            tally.nextNumber = options.links.numbers(of: items)
        }
    }

    /// Each thread sends its share, between those of the others.
    private func pace(_ lanes: [LoadLane], _ rate: Int) async throws {
        let start = NIODeadline.now().uptimeNanoseconds + 10_000_000
        for (index, lane) in lanes.enumerated() {
            try await lane.pace(
                Pacer.Schedule(
                    start: start + UInt64(index) * 1_000_000_000 / UInt64(rate),
                    interval: 1e9 * Double(lanes.count) / Double(rate)))
        }
    }
}

extension Histogram<UInt64> {
    func milliseconds(_ percentile: Double) -> Double {
        Double(valueAtPercentile(percentile) / 1000) / 1000
    }
}
