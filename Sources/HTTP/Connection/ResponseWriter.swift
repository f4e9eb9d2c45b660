import NIOCore

/// Hands the responses of one connection to its channel, in one write those that are ready together.
///
/// Belongs to one event loop.
final class ResponseWriter {
    private let context: ChannelHandlerContext
    private let allocator: ByteBufferAllocator
    private let lane: EventLoopLane
    private let loop: LoopState
    /// What the channel has not been given.
    private var output = ByteBuffer()
    private var isFlushScheduled = false

    init(context: ChannelHandlerContext, lane: EventLoopLane) {
        self.context = context
        allocator = context.channel.allocator
        self.lane = lane
        loop = lane.state.value
    }

    /// Adds a response, which leaves with the next flush.
    ///
    /// - Parameter memory: what its body is counted in until the client has taken it; `nil` for none.
    func append(
        _ response: HTTPResponse, _ framing: ResponseFraming, countedIn memory: ResponseMemory?
    ) {
        ResponseEncoder.encode(
            response, framing, loop: loop, allocator: allocator, to: &output)
        guard let memory else {
            if output.readableBytes > HTTPLimits.unsentBytesMax { flush() }
            return
        }
        let bytes = response.body.count
        let written = lane.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in memory.give(bytes) }
        // Writes keep their order, so this one is done when all before it are.
        hand(takeOutput(), written)
    }

    /// Adds 100 Continue.
    func appendContinue() {
        output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Hands out what there is at the end of this turn of the loop: the responses of a commit group
    /// come one by one, in one turn.
    func flushSoon() {
        guard output.readableBytes > 0, !isFlushScheduled else { return }
        isFlushScheduled = true
        let writer = NIOLoopBound(self, eventLoop: lane.eventLoop)
        lane.eventLoop.execute {
            writer.value.isFlushScheduled = false
            writer.value.flush()
        }
    }

    func flush() {
        if output.readableBytes > 0 { hand(takeOutput(), nil) }
    }

    /// Writes bytes behind all answers so far.
    func write(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        flush()
        hand(bytes, promise)
    }

    /// Writes all there is, and calls `done` once everything has left or cannot leave.
    func finish(_ done: @escaping @Sendable () -> Void) {
        let written = lane.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in done() }
        // Writes keep their order, so the last one is done when all others are.
        hand(takeOutput(), written)
    }

    private func takeOutput() -> ByteBuffer {
        let bytes = output
        output = ByteBuffer()
        return bytes
    }

    private func hand(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        context.writeAndFlush(NIOAny(bytes), promise: promise)
    }
}
