import ArgumentParser
import Histogram
import NIOCore

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a workload on a server and report requests a second and latencies.")

    @Argument(help: "update, observe, get, increment, increments, events or series.")
    var workload: Workload
    @OptionGroup var load: LoadOptions
    @OptionGroup var sizes: Workload.Sizes
    @Option(help: "Seconds that are measured.")
    var seconds = 10
    @Option(help: "Seconds before that.")
    var warmUp = 2
    @Option(help: "The server's process id, to report its share of the processor.")
    var pid: Int?

    func run() async throws {
        var instants: [UInt64] = []
        var own: [Double] = []
        var servers: [Double] = []
        let outcome = try await Load(options: load, workload: workload, sizes: sizes, requests: nil)
            .run(warmUpSeconds: warmUp, seconds: seconds) {
                instants.append(NIODeadline.now().uptimeNanoseconds)
                own.append(try ProcessorTime(of: "self").seconds)
                if let pid { servers.append(try ProcessorTime(of: "\(pid)").seconds) }
            }
        let elapsed = Double(instants[1] - instants[0]) / 1e9
        print(
            """
            \(workload.rawValue): \(load.connections) connections, depth \(load.depth), \
            \(load.items) items, \(seconds) s
              requests/s  \(Int(Double(outcome.answers) / elapsed))\(updates(outcome.answers, elapsed))
              p50         \(outcome.milliseconds(50))
              p99         \(outcome.milliseconds(99))
              p99.9       \(outcome.milliseconds(99.9))
              max         \(outcome.milliseconds(100))
              processors  client \(share(own, elapsed))\
            \(servers.isEmpty ? "" : ", server \(share(servers, elapsed))")
            """)
        if outcome.refusals > 0 || outcome.firstRefusal != nil {
            print("  refused     \(outcome.refusals); the first: \(outcome.firstRefusal ?? "")")
            throw ExitCode(1)
        }
    }

    /// How many updates or events a second, where a request has many.
    private func updates(_ answers: Int, _ elapsed: Double) -> String {
        let each = workload.updates(sizes)
        return each == 1 ? "" : ", \(Int(Double(answers * each) / elapsed)) updates/s"
    }

    /// Processors kept busy, such as 1.27.
    private func share(_ readings: [Double], _ elapsed: Double) -> String {
        String(((readings[1] - readings[0]) / elapsed * 100).rounded() / 100)
    }
}
