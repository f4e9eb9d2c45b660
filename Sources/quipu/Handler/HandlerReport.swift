import Console
import JSON
import Platform

/// What a server says of a handler, for people.
struct HandlerReport {
    let description: JSONNode

    init(_ description: JSONNode) {
        self.description = description
    }

    private var state: JSONNode? { description["state"] }

    private func text(_ name: String) -> String { description[name]?.string ?? "" }

    private func count(_ name: String) -> Int64 { state?[name]?.integer ?? 0 }

    private var progress: String {
        if description["paused"]?.boolean == true { return "paused" }
        if state?["waitsForStream"]?.boolean == true { return "waits for a stream" }
        return state?["running"]?.boolean == true ? "running" : "not run by this server"
    }

    // MARK: Many

    /// A line for each handler, below their titles.
    static func lines(_ reports: [HandlerReport]) -> [String] {
        var table = TextTable(
            titles: [
                "handler", "table", "state", "behind", "seconds", "delivered", "filtered",
                "dropped", "errors", "last result",
            ],
            names: [0, 1, 2, 9])
        for report in reports { table.add(report.row) }
        return table.lines
    }

    private var row: [String] {
        let counts = ["lagRecords", "lagSeconds", "delivered", "filtered", "dropped", "errors"]
        return [text("name"), text("table"), progress]
            + counts.map { Readable.count(count($0)) } + [state?["lastResult"]?.string ?? ""]
    }

    // MARK: One

    /// Everything about one handler.
    var details: [String] {
        var facts = [
            ("handler", "\(text("name")), \(progress)"),
            ("table", text("table") + stream),
            ("executable", ([text("executable")] + arguments).joined(separator: " ")),
        ]
        for filter in description["filters"].map({ Array($0.elements) }) ?? [] {
            facts.append(("filter", String(decoding: filter.rawBytes, as: UTF8.self)))
        }
        facts += [
            (
                "behind",
                "\(Readable.count(count("lagRecords"))) changes, "
                    + "\(Readable.count(count("lagSeconds"))) seconds"
            ),
            (
                "changes",
                "\(Readable.count(count("delivered"))) delivered, "
                    + "\(Readable.count(count("filtered"))) filtered out, "
                    + "\(Readable.count(count("dropped"))) given up"
            ),
            (
                "events",
                "\(Readable.count(count("invocations"))), of which "
                    + "\(Readable.count(count("errors"))) failed and "
                    + "\(Readable.count(count("retries"))) were tried again"
            ),
            ("processes", Readable.count(count("processes"))),
            ("given up", description["onFailure"]?.string.map { "to \($0)" } ?? "nowhere"),
            ("last result", lastResult),
        ]
        if let error = state?["lastError"]?.string { facts.append(("last error", error)) }
        if let problem = state?["problem"]?.string { facts.append(("problem", problem)) }
        let width = (facts.map(\.0.count).max() ?? 0) + 2
        return facts.map { name, fact in
            name + String(repeating: " ", count: width - name.count) + fact
        } + [""] + shards
    }

    private var stream: String {
        guard let label = state?["stream"]?.string else { return "" }
        let end = state?["streamOpen"]?.boolean == false ? ", which has ended" : ""
        return ", stream \(label)\(end)"
    }

    private var arguments: [String] {
        description["arguments"]?.elements.compactMap(\.string) ?? []
    }

    private var lastResult: String {
        let result = state?["lastResult"]?.string ?? ""
        return result + (state?["lastInvokedAt"]?.string.map { ", at \($0)" } ?? "")
    }

    private var shards: [String] {
        var table = TextTable(titles: ["shard", "position", "behind", "seconds"], names: [])
        for shard in state?["shards"].map({ Array($0.elements) }) ?? [] {
            table.add(
                [
                    Readable.count(shard["shard"]?.integer ?? 0), shard["position"]?.string ?? "",
                    Readable.count(shard["lagRecords"]?.integer ?? 0),
                    Readable.count(shard["lagSeconds"]?.integer ?? 0),
                ])
        }
        return table.lines
    }
}
