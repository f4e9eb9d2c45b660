import NIOCore

/// Changes that come at their times, whether those before them are answered or not.
struct PacedLoad {
    let server: ServerCalls
    let table: String
    let connections: Int
    let items: Int
    /// Changes a second, evenly spread.
    let rate: Int
    /// Changes of one request.
    let batch: Int
    /// When the first change is due.
    let start: UInt64
    /// The due time from which on figures count.
    let since: UInt64
    let changes: Int

    /// What the client saw of it; latencies count from when a request's first change was due.
    func run() async throws -> Load.Outcome {
        var lane = try await LoadLane(on: server.group.next()) { tally in
            let counter = PacedCounter(self)
            tally.since = since
            tally.isMeasuring = true
            tally.nextNumber = { counter.takeLink() }
            tally.nextDue = { counter.takeDue() }
        }
        let exchange = Exchange(peer: .quipu, requests: .template(template))
        for _ in 0..<connections {
            try await lane.connect(server.host, server.port, exchange, depth: nil)
        }
        try await lane.waitUntilOpen()
        try await lane.pace(schedule)
        return try await lane.waitForEnd()
    }

    fileprivate var schedule: Pacer.Schedule {
        Pacer.Schedule(
            start: start, interval: 1e9 / Double(rate), batch: batch, changes: changes)
    }

    private var template: RequestTemplate {
        .stampedIncrements(of: batch, table: table, host: "\(server.host):\(server.port)")
    }
}

extension RequestTemplate {
    /// One `increment` request, or one of `increments` with many changes, each with its stamp.
    static func stampedIncrements(of batch: Int, table: String, host: String) -> RequestTemplate {
        var body = RequestTemplate()
        if batch == 1 {
            body.appendStampedIncrement()
        } else {
            body.append(#"{"source":"bench-"#)
            body.append(.source)
            // A JSON number has no leading zeros: a 1 before the digits, here and in the stamp.
            body.append(#"","sequence":1"#)
            body.append(.sequence)
            body.append(#","updates":["#)
            for index in 0..<batch {
                if index > 0 { body.append(",") }
                body.appendStampedIncrement()
            }
            body.append("]}")
        }
        return body.request([
            "POST /v1/tables/\(table)/\(batch == 1 ? "increment" : "increments") HTTP/1.1",
            "Host: \(host)", "Content-Type: application/json",
        ])
    }

    private mutating func appendStampedIncrement() {
        append(#"{"key":{"pk":"L"#)
        append(.link)
        append(#""},"add":{"c":1},"set":{"\#(Stamp.attribute)":1"#)
        append(.due)
        append("}}")
    }
}

/// The numbers of one change after the other.
private final class PacedCounter {
    private let load: PacedLoad
    private let schedule: Pacer.Schedule
    private var links = 0
    private var dues = 0
    /// Walks over all items in an order that looks like none.
    private let stride: Int

    init(_ load: PacedLoad) {
        self.load = load
        schedule = load.schedule
        stride = Links.stride % load.items == 0 ? 1 : Links.stride
    }

    func takeLink() -> Int {
        defer { links += 1 }
        return links % load.items * stride % load.items
    }

    func takeDue() -> Int {
        defer { dues += 1 }
        return Int(schedule.due(dues))
    }
}
