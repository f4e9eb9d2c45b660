import Foundation
import Histogram

/// What `LoadGenerator run` reports; its members are those of the JSON line, latencies in
/// milliseconds.
struct RunReport: Encodable {
    let workload: String
    let peer: String
    let connections: Int
    let depth: Int
    let items: Int
    let batch: Int
    let links: String
    let rate: Int?
    let seconds: Double
    let requests: Int
    let perSecond: Double
    let updatesPerSecond: Double
    let p50: Double
    let p99: Double
    let p999: Double
    let max: Double
    /// How late the client sent, at the 99th percentile, when there is a rate.
    let lateP99: Double?
    /// Of one request's answers, so that an empty answer does not pass for a fast one.
    let answerBytes: Int
    /// Processors kept busy, such as 1.27.
    let clientCores: Double
    let serverCores: Double?
    let refusals: Int
    let firstRefusal: String?

    init(
        _ run: Run, _ outcome: Load.Outcome, elapsed: Double, clientCores: Double,
        serverCores: Double?
    ) {
        workload = run.workload.rawValue
        peer = run.load.peer.rawValue
        connections = run.load.connections
        depth = run.load.depth
        items = run.load.items
        batch = run.workload.updates(run.sizes)
        links = run.load.links.rawValue
        rate = run.rate
        seconds = rounded(elapsed)
        requests = outcome.answers
        perSecond = rounded(Double(outcome.answers) / elapsed)
        updatesPerSecond = rounded(Double(outcome.answers * batch) / elapsed)
        p50 = outcome.latencies.milliseconds(50)
        p99 = outcome.latencies.milliseconds(99)
        p999 = outcome.latencies.milliseconds(99.9)
        max = outcome.latencies.milliseconds(100)
        lateP99 = run.rate.map { _ in outcome.late.milliseconds(99) }
        answerBytes = outcome.answerBytes / Swift.max(outcome.answers, 1)
        self.clientCores = rounded(clientCores)
        self.serverCores = serverCores.map { rounded($0) }
        refusals = outcome.refusals
        firstRefusal = outcome.firstRefusal
    }

    func line() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text(_ outcome: Load.Outcome) -> String {
        var lines = [
            "\(workload): \(peer), \(connections) connections, "
                + (rate.map { "\($0) requests/s, " } ?? "depth \(depth), ")
                + "\(items) items, \(seconds) s",
            "  requests/s  \(Int(perSecond))"
                + (batch == 1 ? "" : ", \(Int(updatesPerSecond)) updates/s"),
            "  p50         \(p50) ms",
            "  p99         \(p99) ms",
            "  p99.9       \(p999) ms",
            "  max         \(max) ms",
        ]
        if let lateP99 { lines.append("  sent late   p99 \(lateP99) ms") }
        lines.append("  answers     \(answerBytes) bytes each")
        lines.append(
            "  processors  client \(clientCores)" + (serverCores.map { ", server \($0)" } ?? ""))
        if let firstRefusal {
            lines.append("  refused     \(refusals); the first: \(firstRefusal)")
        }
        return lines.joined(separator: "\n")
    }
}
