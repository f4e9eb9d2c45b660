import ArgumentParser
import Foundation

/// What a bench asks for.
enum Workload: String, ExpressibleByArgument, CaseIterable {
    /// UpdateItem ADD of a counter.
    case update
    /// UpdateItem ADD of a counter and OBSERVE of a visitor.
    case observe
    /// UpdateItem SET of a counter to one more.
    case add
    /// The same as a PartiQL statement.
    case statement
    /// UpdateItem SET of an attribute by which the first index has the item.
    case move
    /// One item with all it has.
    case get
    /// One item written as a whole.
    case put
    /// One increment of a counter with a visitor.
    case increment
    /// A batch of increments.
    case increments
    /// A batch of events of two series each: with five granularities ten items an event.
    case events
    /// The counters of 72 hours of one series.
    case hours
    /// A roll-up of many days by day with unique visitors.
    case series
    /// A page of a partition of the table, and one of the same items of an index.
    case byTable = "by-table"
    case byIndex = "by-index"

    /// Hours that `hours` reads.
    static let hoursRead = 72
    /// The text that `put` writes.
    static let attribute = String(repeating: "x", count: 100)
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// Sizes of the workloads that have any.
    struct Sizes: ParsableArguments {
        @Option(help: "Updates or events of one request.")
        var batch = 100
        @Option(help: "Series of one roll-up, united to one.")
        var series = 1
        @OptionGroup var history: History.Sizes

        func validate() throws {
            guard (1...10_000).contains(batch), (1...100).contains(series) else {
                throw ValidationError("A batch is 1 to 10 000 long, a roll-up of 1 to 100 series.")
            }
        }
    }

    /// How many updates one answer stands for.
    func updates(_ sizes: Sizes) -> Int {
        switch self {
        case .increments, .events: sizes.batch
        default: 1
        }
    }

    /// Numbers of what requests ask for.
    func items(_ options: LoadOptions, _ sizes: Sizes) -> Int {
        self == .hours ? max(sizes.history.history, 1) : options.items
    }

    /// - Parameter hour: the hour in which events lie, as seconds since 1970.
    func exchange(
        with options: LoadOptions, _ sizes: Sizes, hour: Int
    ) throws -> Exchange {
        switch options.peer {
        case .quipu: QuipuRequests(options: options, sizes: sizes, hour: hour).exchange(for: self)
        case .redis:
            try RedisRequests(options: options, sizes: sizes, hour: hour).exchange(for: self)
        case .postgresql:
            try PostgreSQLRequests(options: options, sizes: sizes, hour: hour).exchange(for: self)
        }
    }

    func refusal(of peer: Peer) -> ValidationError {
        ValidationError(
            "\(peer.rawValue) has no workload \(rawValue): it is about Quipu's API.")
    }
}

extension Load {
    /// A workload without an end.
    init(_ workload: Workload, _ options: LoadOptions, _ sizes: Workload.Sizes) throws {
        self.init(
            options: options,
            exchange: try workload.exchange(with: options, sizes, hour: Load.lastHour),
            items: workload.items(options, sizes))
    }

    private static var lastHour: Int {
        let hour = History.hourSeconds
        return Int(Date.now.timeIntervalSince1970) / hour * hour - hour
    }
}
