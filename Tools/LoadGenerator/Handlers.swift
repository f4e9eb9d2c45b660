import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// How fast changes get to a handler, and how many of them a second.
struct Handlers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report how fast changes get to a handler, and how many it can get.",
        discussion: """
            Start a server with an empty handler directory first, on this machine and as this user:

              mkdir -p /tmp/handlers
              quipu serve --data /tmp/bench --handlers /tmp/handlers --port 8000
              LoadGenerator handlers --directory /tmp/handlers --port 8000 --pid $(pgrep -x quipu)

            LoadGenerator copies itself into that directory and registers the copy as a handler, which \
            reads from each change when it was due and answers at once.

            Latency: changes come at a steady rate, each at its time whether those before are \
            answered or not, and its latency counts from that time to when the handler has it. \
            With --batch, one increments request has the changes of that many moments and is sent \
            at the last of them, which counts as latency too.

            Throughput: the changes are there before the handler starts; the time counts from the \
            call that resumes it until its last answer, with the start of its processes.
            """)

    @Option(help: "The server's handler directory.")
    var directory: String
    @Option(help: "The server's address.")
    var host = "127.0.0.1"
    @Option(help: "The server's port.")
    var port = 8000
    @Option(help: "Connections.")
    var connections = 64
    @Option(help: "Items.")
    var items = 10_000
    @Option(
        parsing: .upToNextOption,
        help: "Streams of the tables; the first gets all cases, the others fewer.")
    var views = [TableStream.changes, .newAndOldImages]
    @Option(parsing: .upToNextOption, help: "Changes a second for the latencies.")
    var rates = [100, 1000, 10_000]
    @Option(help: "Changes of one request: more than 1 where single requests are too slow.")
    var batch = 1
    @Option(help: "Seconds of each rate that are measured.")
    var seconds = 10
    @Option(help: "Seconds before that.")
    var warmUp = 2
    @Option(help: "Changes of the backlog.")
    var backlog = 200_000
    @Option(parsing: .upToNextOption, help: "Records of one event for the throughput.")
    var batchSizes = [100, 1000]
    @Option(parsing: .upToNextOption, help: "Lanes of each shard for the throughput.")
    var lanes = [1, 4]
    @Option(help: "Seconds that a handler may take to come to the end.")
    var patience = 120
    @Flag(inversion: .prefixedNo, help: "Measure latencies.")
    var latency = true
    @Flag(inversion: .prefixedNo, help: "Measure the throughput.")
    var throughput = true
    @Option(help: "The server's process id, to report its share of the processor.")
    var pid: Int?

    func validate() throws {
        let numbers = rates + batchSizes + lanes + [connections, batch, seconds, patience, backlog]
        guard numbers.allSatisfy({ $0 > 0 }), warmUp >= 0 else {
            throw ValidationError("All numbers must be at least 1.")
        }
        guard (1000...999_999_999).contains(items) else {
            throw ValidationError("There must be 1000 to 999 999 999 items.")
        }
        guard batch <= 1000 else { throw ValidationError("A request has at most 1000 changes.") }
        guard !views.contains(.none), !views.contains(.keysOnly), !views.contains(.oldImage) else {
            throw ValidationError("Stamps are in new images: views that have none do not work.")
        }
    }

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = ServerCalls(host: host, port: port, group: group)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await measure(server))
        } catch {
            outcome = .failure(error)
        }
        do {
            try await ProbedHandler.uninstall(from: directory, on: server)
        } catch {
            print("The handler could not be removed: \(error)")
        }
        try await group.shutdownGracefully()
        try outcome.get()
    }

    private func measure(_ server: ServerCalls) async throws {
        try await ProbedHandler.uninstall(from: directory, on: server)
        try ProbedHandler.install(in: directory)
        try await server.call("PUT", "/v1/tables/\(derivedTable)", "{\(Handlers.key)}")
        for (index, view) in views.enumerated() {
            let table = "bench-handlers-\(view.rawValue)"
            try await server.call(
                "PUT", "/v1/tables/\(table)",
                #"{\#(Handlers.key),"stream":{"view":"\#(view.rawValue)"}}"#)
            let changes = Backlog(server: server, table: table, items: items)
            try await changes.write(items)
            if latency { try await HandlerLatency(self, server, table).run() }
            if throughput {
                try await HandlerThroughput(self, server, table, isWhole: index == 0).run(changes)
            }
        }
    }

    var derivedTable: String { "bench-handlers-derived" }

    private static let key = #""key":{"partition":{"name":"pk","type":"string"}}"#

    /// Readings of the clock and of what processes have used.
    struct Reading {
        let instant = NIODeadline.now().uptimeNanoseconds
        let client: Double
        let server: Double?

        init(server pid: Int?) throws {
            client = try ProcessorTime(of: "self").seconds
            server = try pid.map { try ProcessorTime(of: "\($0)").seconds }
        }

        /// Processors kept busy since an earlier reading, as in "client 0.3, server 1.27".
        func processors(since start: Reading) -> String {
            let elapsed = Double(instant - start.instant) / 1e9
            let client = "client \(rounded((client - start.client) / elapsed))"
            guard let server, let before = start.server else { return client }
            return client + ", server \(rounded((server - before) / elapsed))"
        }
    }
}

/// To hundredths.
func rounded(_ number: Double) -> Double {
    (number * 100).rounded() / 100
}

extension ProbedHandler.State {
    /// What has gone wrong, for a line of its own; `nil` when nothing has.
    func problem(left: Int) -> String? {
        let counts = [("errors", errors), ("retries", retries), ("dropped", dropped)]
        var parts = counts.compactMap { name, count in
            (count ?? 0) > 0 ? "\(name) \(count ?? 0)" : nil
        }
        if left > 0 { parts.append("\(left) records not handled in time") }
        if let lastError { parts.append(lastError) }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
