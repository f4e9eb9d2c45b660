import Histogram
import NIOCore

/// Counts of all connections of a paced load.
///
/// Touched only on their event loop.
final class PacedTally {
    let since: UInt64
    var outcome = PacedLoad.Outcome()

    init(since: UInt64) {
        self.since = since
    }
}

/// One connection that sends what it is given, without waiting for answers.
final class PacedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tally: PacedTally
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    /// When the requests were due that are not answered yet.
    private var open = CircularBuffer<UInt64>(initialCapacity: 64)
    private var isFinished = false

    init(_ tally: PacedTally) {
        self.tally = tally
    }

    func send(_ request: ByteBuffer, due: UInt64) {
        open.append(due)
        context?.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// Closes the connection once all is answered.
    func finish() {
        isFinished = true
        closeWhenDone()
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if !open.isEmpty { refused("a connection was closed with \(open.count) requests open") }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refused("\(error)")
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        let now = NIODeadline.now().uptimeNanoseconds
        while let head = takeAnswer() {
            if !head.isSuccess { refused("a request was answered with an error") }
            guard let due = open.popFirst() else { continue }
            if due >= tally.since, now > due { tally.outcome.answered.record(now - due) }
            tally.outcome.last = now
        }
        closeWhenDone()
    }

    private func takeAnswer() -> Head? {
        let view = received.readableBytesView
        guard let head = Head(view), view.count >= head.bytes + head.contentLength else {
            return nil
        }
        if !head.isSuccess {
            refused(String(decoding: view.prefix(head.bytes + head.contentLength), as: UTF8.self))
        }
        received.moveReaderIndex(forwardBy: head.bytes + head.contentLength)
        return head
    }

    private func refused(_ reason: String) {
        tally.outcome.firstRefusal = tally.outcome.firstRefusal ?? reason
    }

    private func closeWhenDone() {
        if isFinished, open.isEmpty { context?.close(promise: nil) }
    }
}
