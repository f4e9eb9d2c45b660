import ArgumentParser
import NIOCore

/// The same writes on a table without a stream and on one for each view, in turn.
///
/// Rounds are short and change the order, so that what else the machine does falls on all alike.
struct Streams: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report what each kind of stream costs the writers of a table.")

    @Argument(help: "update, observe, increment, increments or events.")
    var workload = Workload.increment
    @OptionGroup var load: LoadOptions
    @OptionGroup var sizes: Workload.Sizes
    @Option(help: "Rounds over all tables.")
    var rounds = 5
    @Option(help: "Seconds of each round that are measured, for each table.")
    var seconds = 4
    @Option(help: "Seconds before that.")
    var warmUp = 1
    @Option(help: "The server's process id, to report its time for one request.")
    var pid: Int?

    /// What came of one table's rounds.
    private struct Sum {
        var outcome = Load.Outcome()
        var elapsed = 0.0
        var processorSeconds = 0.0

        var perSecond: Double { Double(outcome.answers) / elapsed }
    }

    func run() async throws {
        let streams = TableStream.allCases
        for stream in streams {
            _ = try await Prepare.makeTable(options(for: stream), stream)
        }
        var sums: [TableStream: Sum] = [:]
        for round in 0..<rounds {
            for index in streams.indices {
                let stream = streams[(index + round) % streams.count]
                try await measure(stream, into: &sums[stream, default: Sum()])
            }
        }
        print(
            "\(workload.rawValue): \(load.connections) connections, depth \(load.depth), "
                + "\(load.items) items, \(rounds) rounds of \(seconds) s")
        let plain = sums[.none]?.perSecond ?? 0
        for stream in streams {
            guard let sum = sums[stream] else { continue }
            print(line(stream, sum, plain))
        }
    }

    private func options(for stream: TableStream) -> LoadOptions {
        var options = load
        options.table += "-\(stream.rawValue)"
        return options
    }

    private func measure(_ stream: TableStream, into sum: inout Sum) async throws {
        var instants: [UInt64] = []
        var readings: [Double] = []
        let outcome = try await Load(workload, options(for: stream), sizes)
            .run(warmUpSeconds: warmUp, seconds: seconds) {
                instants.append(NIODeadline.now().uptimeNanoseconds)
                if let pid { readings.append(try ProcessorTime(of: "\(pid)").seconds) }
            }
        try Prepare.check(outcome)
        sum.outcome.add(outcome)
        sum.elapsed += Double(instants[1] - instants[0]) / 1e9
        if readings.count > 1 { sum.processorSeconds += readings[1] - readings[0] }
    }

    private func line(_ stream: TableStream, _ sum: Sum, _ plain: Double) -> String {
        let share = (sum.perSecond / plain * 1000).rounded() / 10
        var line =
            "  \(stream.rawValue): \(Int(sum.perSecond)) requests/s (\(share) %), "
            + "p50 \(sum.outcome.milliseconds(50)), p99 \(sum.outcome.milliseconds(99))"
        if pid != nil {
            let micros = sum.processorSeconds / Double(max(sum.outcome.answers, 1)) * 1e6
            line += ", server \((micros * 10).rounded() / 10) µs each"
        }
        return line
    }
}
