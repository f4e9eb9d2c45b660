import Histogram
import NIOCore
import NIOPosix

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

    /// What the client saw of it.
    struct Outcome {
        /// From the moment a request's first change was due to its answer.
        var answered = Histogram<UInt64>(highestTrackableValue: 600_000_000_000)
        /// From the moment a request's last change was due to its sending: the client's own delay.
        var late = Histogram<UInt64>(highestTrackableValue: 600_000_000_000)
        /// When the last answer had come.
        var last: UInt64 = 0
        var firstRefusal: String?
    }

    func run() async throws -> Outcome {
        let loop = server.group.next()
        var channels: [any Channel] = []
        let tally = try await loop.submit {
            NIOLoopBound(PacedTally(since: since), eventLoop: loop)
        }.get()
        for _ in 0..<connections {
            channels.append(
                try await ClientBootstrap(group: loop)
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                PacedConnection(tally.value))
                        }
                    }
                    .connect(host: server.host, port: server.port).get())
        }
        let sent = loop.makePromise(of: Void.self)
        let opened = channels
        try await loop.submit {
            let connections = try opened.map { channel in
                try channel.pipeline.syncOperations.handler(type: PacedConnection.self)
            }
            Pacer(self, over: connections, tally: tally.value, sent: sent).go(on: loop)
        }.get()
        try await sent.futureResult.get()
        for channel in channels { try await channel.closeFuture.get() }
        return try await loop.submit { tally.value.outcome }.get()
    }

    /// When a change is due.
    fileprivate func due(_ change: Int) -> UInt64 {
        start + UInt64(change) * 1_000_000_000 / UInt64(rate)
    }

    fileprivate var template: RequestTemplate {
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

/// Sends requests at their times, over all connections in turn.
///
/// Touched only on their event loop.
private final class Pacer {
    private let load: PacedLoad
    private let connections: [PacedConnection]
    private let tally: PacedTally
    private let sent: EventLoopPromise<Void>
    private let template: RequestTemplate
    private let bytes: ByteBuffer
    private let numbers: [RequestNumbers]
    /// The first change that was not sent yet.
    private var next = 0
    private var requests = 0

    init(
        _ load: PacedLoad, over connections: [PacedConnection], tally: PacedTally,
        sent: EventLoopPromise<Void>
    ) {
        self.load = load
        self.connections = connections
        self.tally = tally
        self.sent = sent
        template = load.template
        bytes = ByteBuffer(bytes: template.bytes)
        let counter = PacedCounter(load)
        // A source's batches are numbered one by one, so each connection is one of its own.
        let source = Int.random(in: 0..<999_000_000)
        numbers = connections.indices.map { index in
            RequestNumbers(
                source: source + index, nextLink: { counter.takeLink() },
                nextDue: { counter.takeDue() })
        }
    }

    func go(on loop: any EventLoop) {
        while next < load.changes, moment <= NIODeadline.now().uptimeNanoseconds { send() }
        guard next < load.changes else {
            for connection in connections { connection.finish() }
            return sent.succeed()
        }
        loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(moment)) {
            self.go(on: loop)
        }
    }

    /// When the last change of the next request is due.
    private var moment: UInt64 { load.due(next + load.batch - 1) }

    private func send() {
        let turn = requests % connections.count
        var request = bytes
        numbers[turn].advance()
        template.fill(&request, numbers[turn])
        let now = NIODeadline.now().uptimeNanoseconds
        if load.due(next) >= load.since { tally.outcome.late.record(now - moment) }
        connections[turn].send(request, due: load.due(next))
        next += load.batch
        requests += 1
    }
}

/// The numbers of one change after the other.
private final class PacedCounter {
    private let load: PacedLoad
    private var links = 0
    private var dues = 0
    /// Walks over all items in an order that looks like none.
    private let stride: Int

    init(_ load: PacedLoad) {
        self.load = load
        // A prime that divides no number of items that a bench would have.
        stride = 7_368_787 % load.items == 0 ? 1 : 7_368_787
    }

    func takeLink() -> Int {
        defer { links += 1 }
        return links % load.items * stride % load.items
    }

    func takeDue() -> Int {
        defer { dues += 1 }
        return Int(load.due(dues))
    }
}
