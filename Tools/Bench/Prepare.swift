import ArgumentParser
import Foundation

struct Prepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the bench's table and touch every item once.")

    @OptionGroup var load: LoadOptions
    @Option(help: "Series that get an hourly history of 30 days, for the workload series.")
    var history = 50
    @Option(help: "Visitors of each series in each hour of that.")
    var visitors = 20
    @Option(help: "The table's stream: \(TableStream.names).")
    var stream = TableStream.none

    func run() async throws {
        print("\(try await Prepare.makeTable(load, stream)) items are there")
        if history > 0 { try await prepareHistory(Prepare.one(load)) }
    }

    /// Makes a table and touches every item once; answers how many there are.
    static func makeTable(_ load: LoadOptions, _ stream: TableStream) async throws -> Int {
        let made = try await Load(
            options: one(load), workload: .createTable, stream: stream, requests: 1
        ).run(warmUpSeconds: 0, seconds: 0) {}
        try check(made)
        var all = load
        all.threads = 1
        let outcome = try await Load(options: all, workload: .update, requests: load.items)
            .run(warmUpSeconds: 0, seconds: 0) {}
        try check(outcome)
        return outcome.answers
    }

    /// One request after the other.
    private static func one(_ load: LoadOptions) -> LoadOptions {
        var one = load
        one.connections = 1
        one.depth = 1
        one.threads = 1
        return one
    }

    /// One batch an hour: as many events of each series as it has visitors.
    private func prepareHistory(_ one: LoadOptions) async throws {
        var options = one
        options.items = history
        var sizes = Workload.Sizes()
        sizes.batch = history * visitors
        let lastHour = Int(Date.now.timeIntervalSince1970) / 3600 * 3600 - 3600
        for hours in 0..<(Workload.historyDays + 1) * 24 {
            let outcome = try await Load(
                options: options, workload: .history, sizes: sizes,
                hour: lastHour - hours * 3600, requests: 1
            ).run(warmUpSeconds: 0, seconds: 0) {}
            try Prepare.check(outcome)
        }
        print("\(history) series have a history of \(Workload.historyDays) days")
    }

    static func check(_ outcome: Load.Outcome) throws {
        guard let refusal = outcome.firstRefusal else { return }
        print(refusal)
        throw ExitCode(1)
    }
}
