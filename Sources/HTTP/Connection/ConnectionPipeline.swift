import NIOCore

/// What the bytes of a connection pass through, from the socket on.
///
/// The one place where that is put together: what encrypts them belongs in front of HTTP.
enum ConnectionPipeline {
    /// To be called on the channel's event loop.
    static func build(
        in channel: any Channel, shared: ServerShare, lane: EventLoopLane
    ) throws {
        try channel.pipeline.syncOperations.addHandler(
            HTTPConnection(shared: shared, lane: lane))
    }
}
