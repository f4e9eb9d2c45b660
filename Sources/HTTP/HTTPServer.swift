package import Logging
package import NIOCore
import NIOPosix
import Platform
import Synchronization

/// The listening socket and its event loops.
///
/// `start` binds and returns the port; `stop` ends it in good order: no new connections, answers
/// for all requests that have arrived, then the rest is cut off after `HTTPLimits.drainSecondsMax`.
package final class HTTPServer: Sendable {
    package struct Options: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes any free port.
        package var port = 8000
        package var connectionsMax = HTTPLimits.connectionsMaxDefault
        package var idleSeconds = HTTPLimits.idleSecondsDefault

        package init() {}
    }

    private struct Running {
        let channel: any Channel
        let lanes: [EventLoopLane]
        let ticks: [RepeatedTask]
    }

    private let options: Options
    private let group: any EventLoopGroup
    private let application: any HTTPApplication
    private let hosts: HostPolicy
    private let responseMemory: ResponseMemory
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    /// - Parameters:
    ///   - group: stays the caller's; a server that stopped uses it no more.
    ///   - responseMemory: what large responses take, shared with what compresses them.
    ///   - clock: the seconds since 1970.
    package init(
        options: Options, group: any EventLoopGroup, application: any HTTPApplication,
        hosts: HostPolicy, responseMemory: ResponseMemory, logger: Logger,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.options = options
        self.group = group
        self.application = application
        self.hosts = hosts
        self.responseMemory = responseMemory
        self.logger = logger
        self.clock = clock
    }

    /// Binds the socket and returns its port.
    package func start() async throws -> Int {
        var lanes: [EventLoopLane] = []
        var ticks: [RepeatedTask] = []
        let clock = clock
        let conventions = application.conventions
        for loop in group.makeIterator() {
            let lane = try await loop.submit {
                EventLoopLane(
                    eventLoop: loop, state: LoopState(conventions, seconds: clock()))
            }.get()
            lanes.append(lane)
            ticks.append(
                loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
                    lane.state.value.advance(toSeconds: clock())
                })
        }
        let shared = ServerShare(
            application: application, hosts: hosts,
            connections: Budget(limit: options.connectionsMax),
            bodyBytes: Budget(limit: HTTPLimits.bodyBytesInFlightMax),
            responseMemory: responseMemory, idleSeconds: options.idleSeconds,
            log: RequestLog(logger))
        if let first = lanes.first {
            // One loop has the types of a connection set up by the runtime before there are any: when a
            // server starts under load, first connections come to all loops at once.
            try await first.eventLoop.submit {
                _ = HTTPConnection(shared: shared, lane: first)
            }.get()
        }
        let channel = try await bootstrap(lanes, shared)
            .bind(host: options.host, port: options.port).get()
        running.withLock { $0 = Running(channel: channel, lanes: lanes, ticks: ticks) }
        return channel.localAddress?.port ?? options.port
    }

    private func bootstrap(
        _ lanes: [EventLoopLane], _ shared: ServerShare
    ) -> ServerBootstrap {
        let lanes = Dictionary(
            uniqueKeysWithValues: lanes.map { (ObjectIdentifier($0.eventLoop), $0) })
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: HTTPLimits.acceptBacklog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A client may shut its sending side and still wait for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let lane = lanes[ObjectIdentifier(channel.eventLoop)] else {
                        preconditionFailure("A connection runs on one of the group's loops.")
                    }
                    try ConnectionPipeline.build(in: channel, shared: shared, lane: lane)
                }
            }
    }

    /// Lets a second pass for all connections, as the clock does; for tests.
    package func tick() async throws {
        let clock = clock
        for lane in running.withLock({ $0?.lanes ?? [] }) {
            try await lane.eventLoop.submit {
                lane.state.value.advance(toSeconds: clock())
            }.get()
        }
    }

    /// Stops in good order; returns when no connection is left.
    package func stop() async throws {
        guard let running = running.withLock({ $0.take() }) else { return }
        try await running.channel.close()
        // All loops at once: each has idle connections to close and answers to wait for.
        let drained = running.lanes.map { $0.drain(within: .seconds(HTTPLimits.drainSecondsMax)) }
        for lane in drained { try await lane.get() }
        for tick in running.ticks { tick.cancel() }
    }
}

extension EventLoopLane {
    /// Ends the loop's connections, those that take longer than `time` by force.
    fileprivate func drain(within time: TimeAmount) -> EventLoopFuture<Void> {
        eventLoop.flatSubmit {
            let state = self.state.value
            let bound = self.state
            let timeOut = self.eventLoop.scheduleTask(in: time) { bound.value.closeAll() }
            return state.drain(on: self.eventLoop).always { _ in timeOut.cancel() }
        }
    }
}
