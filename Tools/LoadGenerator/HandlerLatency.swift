import ArgumentParser
import Histogram
import NIOCore

/// The part of `LoadGenerator handlers` that measures how long a change takes to its handler.
struct HandlerLatency {
    private let options: Handlers
    private let server: ServerCalls
    private let table: String

    init(_ options: Handlers, _ server: ServerCalls, _ table: String) {
        self.options = options
        self.server = server
        self.table = table
    }

    func run() async throws {
        let requests =
            options.batch == 1
            ? "increment requests" : "increments requests of \(options.batch) changes"
        print(
            "latency of \(table): \(requests), \(options.connections) connections, "
                + "\(options.items) items, events of at most 100 records, 1 lane a shard")
        for rate in options.rates { try await run(rate) }
    }

    private func run(_ rate: Int) async throws {
        // The handler is registered, and all connections are open, before the first change is due.
        let start = NIODeadline.now().uptimeNanoseconds + 2_000_000_000
        let since = start + UInt64(options.warmUp) * 1_000_000_000
        let requests = max(rate * (options.warmUp + options.seconds) / options.batch, 1)
        let load = PacedLoad(
            server: server, table: table, connections: options.connections,
            items: options.items, rate: rate, batch: options.batch, start: start, since: since,
            changes: requests * options.batch)
        let handler = try await ProbedHandler(
            ProbedHandler.Shape(table: table, since: since), in: options.directory, on: server)
        async let reading = reading(at: since)
        let outcome = try await load.run()
        let after = try Handlers.Reading(server: options.pid)
        let before = try await reading
        let left = try await handler.waitForEnd(seconds: options.patience)
        let (figures, state) = try await handler.finish()
        let measured = figures.latencies.totalCount
        let elapsed = Double(max(outcome.last, since + 1) - since) / 1e9
        print(
            """
              \(rate) changes/s: \(measured) changes in \(options.seconds) s, \
            answered at \(Int(Double(outcome.changes(load)) / elapsed))/s
                handler     \(figures.latencies.summary) from the due time
                answered    \(outcome.latencies.summary) from the due time
                sent late   \(outcome.late.summary)
                events      \(figures.events), \(rounded(figures.recordsPerEvent)) records each
                processors  probe \(rounded(figures.processors)) in \(figures.processes) processes, \
            \(after.processors(since: before))
            """)
        if let problem = state.problem(left: left) { print("    problems    \(problem)") }
        if figures.records != load.changes {
            print("    problems    \(load.changes) changes, but the handler got \(figures.records)")
        }
        if let refusal = outcome.firstRefusal {
            print("    refused     \(refusal)")
            throw ExitCode(1)
        }
    }

    /// Reads the clocks when the measurement begins.
    private func reading(at moment: UInt64) async throws -> Handlers.Reading {
        let now = NIODeadline.now().uptimeNanoseconds
        if moment > now { try await Task.sleep(for: .nanoseconds(moment - now)) }
        return try Handlers.Reading(server: options.pid)
    }
}

extension Load.Outcome {
    /// Changes that were measured.
    fileprivate func changes(_ load: PacedLoad) -> Int {
        answers * load.batch
    }
}

extension Histogram<UInt64> {
    fileprivate var summary: String {
        "p50 \(milliseconds(50)) ms, p99 \(milliseconds(99)) ms, max \(milliseconds(100)) ms"
    }
}
