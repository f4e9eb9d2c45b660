import NIOCore
import NIOPosix

/// One event loop's connections and their counts.
struct LoadLane {
    private let tally: NIOLoopBound<Tally>
    private var channels: [any Channel] = []
    private var opened: [EventLoopFuture<Void>] = []
    private var ended: [EventLoopFuture<Void>] = []
    private var loop: any EventLoop { tally.eventLoop }

    init(
        on loop: any EventLoop, configure: @escaping @Sendable (Tally) -> Void
    ) async throws {
        tally = try await loop.submit {
            let tally = Tally()
            configure(tally)
            return NIOLoopBound(tally, eventLoop: loop)
        }.get()
    }

    mutating func connect(
        _ host: String, _ port: Int, _ exchange: Exchange, depth: Int?
    ) async throws {
        let source = Int.random(in: 0..<1_000_000_000)
        let opened = loop.makePromise(of: Void.self)
        let ended = loop.makePromise(of: Void.self)
        let tally = tally
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tally = tally.value
                    try channel.pipeline.syncOperations.addHandler(
                        LoadConnection(
                            exchange,
                            numbers: RequestNumbers(
                                source: source, nextLink: tally.nextNumber,
                                nextDue: tally.nextDue),
                            depth: depth, tally: tally, opened: opened, ended: ended))
                }
            }
            .connect(host: host, port: port)
            .flatMapErrorThrowing { error in
                opened.succeed()
                ended.succeed()
                throw error
            }.get()
        channels.append(channel)
        self.opened.append(opened.futureResult)
        self.ended.append(ended.futureResult)
    }

    func waitUntilOpen() async throws {
        for connection in opened { try await connection.get() }
    }

    /// Sends requests at their times from now on, until all are sent or the tally is stopping.
    func pace(_ schedule: Pacer.Schedule) async throws {
        let (tally, channels, loop) = (tally, channels, loop)
        try await loop.submit {
            let connections = try channels.map { channel in
                try channel.pipeline.syncOperations.handler(type: LoadConnection.self)
            }
            Pacer(schedule, over: connections, tally: tally.value).go(on: loop)
        }.get()
    }

    func change(_ body: @escaping @Sendable (Tally) -> Void) async throws {
        let tally = tally
        try await loop.submit { body(tally.value) }.get()
    }

    func waitForEnd() async throws -> Load.Outcome {
        for connection in ended { try await connection.get() }
        let tally = tally
        return try await loop.submit { tally.value.outcome }.get()
    }
}
