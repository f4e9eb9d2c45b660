package import NIOCore
import Platform

/// Serves connections that are not sockets, all on one event loop: a request's bytes come in
/// through the channel's pipeline, and its answer's bytes go out through it.
///
/// For counting what a request costs without the system's part. To be used on the loop's own
/// thread.
package struct ChannelServer {
    private let lane: EventLoopLane
    private let shared: ServerShare

    /// - Parameter seconds: the time for the Date header, which stays as it is.
    package init(
        application: any HTTPApplication, hosts: HostPolicy, responseMemory: ResponseMemory,
        eventLoop: any EventLoop, seconds: Int64
    ) {
        lane = EventLoopLane(
            eventLoop: eventLoop, state: LoopState(application.conventions, seconds: seconds))
        shared = ServerShare(
            application: application, hosts: hosts,
            connections: Budget(limit: HTTPLimits.connectionsMaxDefault),
            bodyBytes: Budget(limit: HTTPLimits.bodyBytesInFlightMax),
            responseMemory: responseMemory, idleSeconds: HTTPLimits.idleSecondsDefault, log: nil)
    }

    /// Makes the channel a client's connection.
    package func serve(_ channel: any Channel) throws {
        try ConnectionPipeline.build(in: channel, shared: shared, lane: lane)
    }
}
