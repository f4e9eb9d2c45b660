import ArgumentParser
import Foundation
import NIOCore

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a workload on a server and report requests a second and latencies.",
        discussion: """
            Workloads: update and observe are DynamoDB's UpdateItem (a counter; a counter and a \
            visitor), get and put one item, increment a counter and a visitor of a link, \
            increments batches of that, events batches of events that touch 10 items each, hours \
            the 72 hourly counters of a series, series a roll-up of --days days by day of \
            --series series united. All but update and observe exist for every peer; hours and \
            series read what 'prepare' wrote, with the same --history.

            Latency, without --rate: each connection sends its next request when an answer comes \
            (a closed loop), and a request's latency counts from that answer to its own last \
            answer. It says how long clients wait that wait for each other; a stall of the server \
            delays at most --connections times --depth requests.

            With --rate, requests are due at even times whether those before them are answered or \
            not (an open loop), and latency counts from when a request was due: what waits behind \
            a stall counts with all its waiting. 'sent late' is the client's own part of that.

            The server's processors are those of --pid and all its descendants.
            """)

    @Argument(help: "What to ask for.")
    var workload: Workload
    @OptionGroup var load: LoadOptions
    @OptionGroup var sizes: Workload.Sizes
    @Option(help: "Seconds that are measured.")
    var seconds = 10
    @Option(help: "Seconds before that.")
    var warmUp = 2
    @Option(help: "Requests a second, each at its time. (default: as many as the peer answers)")
    var rate: Int?
    @Option(
        parsing: .upToNextOption,
        help: "The server's process ids, to report its share of the processors.")
    var pid: [Int] = []
    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard rate ?? 1 > 0 else { throw ValidationError("A rate is at least 1.") }
    }

    func run() async throws {
        var instants: [UInt64] = []
        var own: [Double] = []
        var servers: [Double] = []
        var load = try Load(workload, load, sizes)
        load.rate = rate
        let outcome = try await load.run(warmUpSeconds: warmUp, seconds: seconds) {
            instants.append(NIODeadline.now().uptimeNanoseconds)
            own.append(try ProcessorTime(of: "self").seconds)
            if !pid.isEmpty { servers.append(try ProcessorTime(ofTrees: pid).seconds) }
        }
        let elapsed = Double(instants[1] - instants[0]) / 1e9
        let report = RunReport(
            self, outcome, elapsed: elapsed, clientCores: (own[1] - own[0]) / elapsed,
            serverCores: pid.isEmpty ? nil : (servers[1] - servers[0]) / elapsed)
        print(json ? try report.line() : report.text(outcome))
        if outcome.firstRefusal != nil { throw ExitCode(1) }
    }
}
