import ArgumentParser

struct Prepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the bench's table, touch every item once, write the history.",
        discussion: """
            The peer should be empty. Every item gets one increment with one visitor; the history \
            is the same for every peer, and ends with yesterday (UTC). Give --history and --days \
            to 'run hours' and 'run series' too, unless they are the defaults.
            """)

    /// Connections and batches that any peer copes with.
    private static let connections = 8
    private static let batch = 1000

    @OptionGroup var load: LoadOptions
    @OptionGroup var history: History.Sizes
    @Option(help: "Clicks of each series in each hour of its history, on the average.")
    var visitors = 20
    @Option(help: "The table's stream, in Quipu: \(TableStream.names).")
    var stream = TableStream.none
    @Option(help: "Secondary indexes of the table, in Quipu; then 'run by-index' has items, too.")
    var indexes = 0

    func run() async throws {
        let items = try await Prepare.makeTable(load, stream, IndexedTable(count: indexes))
        print("\(items) items are there")
        if history.history > 0 { try await writeHistory() }
        if load.peer == .postgresql {
            let requests = PostgreSQLRequests(options: load, sizes: Prepare.sizes(1), hour: 0)
            try await Prepare.send(requests.analysis, times: 1, load.oneByOne)
        }
    }

    /// Makes a table and touches every item once; answers how many there are.
    static func makeTable(
        _ load: LoadOptions, _ stream: TableStream, _ indexed: IndexedTable = IndexedTable(count: 0)
    ) async throws -> Int {
        // Batches that no item is in twice.
        let batch = (1...batch).last { load.items % $0 == 0 } ?? 1
        let sizes = sizes(batch)
        switch load.peer {
        case .quipu:
            let requests = QuipuRequests(options: load, sizes: sizes, hour: 0)
            try await send(requests.definition(stream, indexed), times: 1, load.oneByOne)
            if indexed.count > 0 {
                let times = IndexedTable.groupedItems / batch
                try await send(requests.grouped, times: times, few(load))
            }
            return try await send(
                requests.touch(indexed), times: load.items / batch, few(load)) * batch
        case .redis: break
        case .postgresql:
            let requests = PostgreSQLRequests(options: load, sizes: sizes, hour: 0)
            try await send(requests.definition, times: 1, load.oneByOne)
        }
        let touch = try Workload.increments.exchange(with: load, sizes, hour: 0)
        return try await send(touch, times: load.items / batch, few(load)) * batch
    }

    private func writeHistory() async throws {
        let history = History(history, visitors: visitors)
        let requests: Exchange
        var times = history.buckets.count
        switch load.peer {
        case .quipu:
            requests = QuipuRequests(options: load, sizes: Prepare.sizes(1), hour: 0)
                .history(history)
            times = history.days * 24
        case .redis: requests = RedisRequests.history(history)
        case .postgresql:
            requests = PostgreSQLRequests(options: load, sizes: Prepare.sizes(1), hour: 0)
                .history(history)
        }
        try await Prepare.send(requests, times: times, Prepare.few(load))
        print("\(history.series) series have a history of \(history.days) days")
    }

    @discardableResult
    private static func send(
        _ exchange: Exchange, times: Int, _ options: LoadOptions
    ) async throws -> Int {
        // In turn and without end: a request draws as many numbers as it needs.
        let outcome = try await Load(
            options: options, exchange: exchange, items: .max, requests: times
        ).run(warmUpSeconds: 0, seconds: 0) {}
        try check(outcome)
        return outcome.answers
    }

    private static func few(_ load: LoadOptions) -> LoadOptions {
        var few = load
        few.connections = connections
        few.depth = 1
        return few
    }

    private static func sizes(_ batch: Int) -> Workload.Sizes {
        var sizes = Workload.Sizes()
        sizes.batch = batch
        return sizes
    }

    static func check(_ outcome: Load.Outcome) throws {
        guard let refusal = outcome.firstRefusal else { return }
        print(refusal)
        throw ExitCode(1)
    }
}
