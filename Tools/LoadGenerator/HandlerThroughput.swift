import NIOCore

/// The part of `LoadGenerator handlers` that measures how many records a second a handler gets.
struct HandlerThroughput {
    private let options: Handlers
    private let server: ServerCalls
    private let table: String
    /// Every combination, or only the larger events without writes.
    private let isWhole: Bool

    init(_ options: Handlers, _ server: ServerCalls, _ table: String, isWhole: Bool) {
        self.options = options
        self.server = server
        self.table = table
        self.isWhole = isWhole
    }

    /// Writes one backlog and lets each kind of handler go through it.
    func run(_ backlog: Backlog) async throws {
        let position = try await end()
        try await backlog.write(options.backlog)
        print("throughput of \(table): a backlog of \(options.backlog) records")
        for hasWrites in isWhole ? [false, true] : [false] {
            for batchSize in isWhole ? options.batchSizes : options.batchSizes.suffix(1) {
                for lanes in options.lanes {
                    try await measure(
                        ProbedHandler.Shape(
                            table: table, batchSize: batchSize, lanes: lanes,
                            writes: hasWrites ? options.derivedTable : nil, start: position,
                            isPaused: true))
                }
            }
        }
    }

    /// The position at which the stream ends now.
    private func end() async throws -> String {
        let handler = try await ProbedHandler(
            ProbedHandler.Shape(table: table, isPaused: true), in: options.directory, on: server)
        let (_, state) = try await handler.finish()
        guard let position = state.shards.map(\.position).max() else {
            throw ServerCalls.Failure(description: "A handler of \(table) has no position.")
        }
        return position
    }

    private func measure(_ shape: ProbedHandler.Shape) async throws {
        let handler = try await ProbedHandler(shape, in: options.directory, on: server)
        let before = try Handlers.Reading(server: options.pid)
        try await handler.resume()
        let left = try await handler.waitForEnd(seconds: options.patience)
        let after = try Handlers.Reading(server: options.pid)
        let (figures, state) = try await handler.finish()
        let seconds = Double(max(figures.last, before.instant + 1) - before.instant) / 1e9
        let wait = Double(max(figures.first, before.instant) - before.instant) / 1e9
        let rate = Double(figures.records) / max(seconds - wait, 1e-9)
        print(
            """
              events of \(shape.batchSize), \(shape.lanes) \(shape.lanes == 1 ? "lane" : "lanes") a shard\
            \(shape.writes == nil ? "" : ", a write for each record"): \
            \(Int(Double(figures.records) / seconds)) records/s
                time        \(rounded(seconds)) s, the first event after \(rounded(wait)) s; \
            from then on \(Int(rate)) records/s
                events      \(figures.events), \(rounded(figures.recordsPerEvent)) records each
                processors  probe \(rounded(figures.processors)) in \(figures.processes) processes, \
            \(after.processors(since: before))
            """)
        if let problem = state.problem(left: left) { print("    problems    \(problem)") }
        let got = figures.records
        if got != options.backlog {
            print("    problems    \(options.backlog) changes, but the handler got \(got)")
        }
    }
}
