import NIOCore

/// One connection that sends requests and waits for their answers, in any of the protocols.
///
/// In a closed loop it always has as many requests on their way as it should, and a request was
/// due when the answer came that made room for it. In an open loop a `Pacer` says when.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// An answer to the opening was a refusal, or the peer hung up.
    struct NotOpened: Error, CustomStringConvertible {
        let description: String
    }

    private static let discardBytesMin = 64 << 10

    private let exchange: Exchange
    private let next: () -> ByteBuffer
    /// Requests on their way; `nil` leaves their times to a pacer.
    private let depth: Int?
    private let tally: Tally
    private let opened: EventLoopPromise<Void>
    private let ended: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    private var scanner: any AnswerScanner
    private var received = ByteBuffer()
    /// When the requests were due that are not answered yet.
    private var open = CircularBuffer<UInt64>(initialCapacity: 64)
    /// Answers to come until the opening, or then the oldest open request, is answered.
    private var answersLeft: Int
    private var refusal: String?
    private var isOpen = false
    private var isFinished = false

    init(
        _ exchange: Exchange, numbers: RequestNumbers, depth: Int?, tally: Tally,
        opened: EventLoopPromise<Void>, ended: EventLoopPromise<Void>
    ) {
        self.exchange = exchange
        next = exchange.next(numbers)
        self.depth = depth
        self.tally = tally
        self.opened = opened
        self.ended = ended
        scanner = exchange.peer.scanner
        answersLeft = exchange.openingAnswers
    }

    /// Sends a request that was due at a moment.
    func send(due: UInt64) {
        guard let context, tally.mayBegin() else { return }
        write(context, due: due)
        context.flush()
    }

    /// Closes the connection once all is answered.
    func finish() {
        isFinished = true
        closeWhenDone()
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        guard answersLeft > 0 else { return begin(context) }
        let opening = ByteBuffer(bytes: exchange.opening)
        context.writeAndFlush(wrapOutboundOut(opening), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if !open.isEmpty {
            tally.note("a connection was closed with \(open.count) requests open")
        }
        opened.fail(NotOpened(description: refusal ?? "the peer closed the connection"))
        ended.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.note("\(error)")
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if isOpen, tally.isMeasuring { tally.outcome.answerBytes += bytes.readableBytes }
        if received.readableBytes == 0 {
            received = bytes
        } else {
            if received.readerIndex > LoadConnection.discardBytesMin { received.discardReadBytes() }
            received.writeBuffer(&bytes)
        }
        let now = NIODeadline.now().uptimeNanoseconds
        while let answer = scanner.next(in: &received) { take(answer, context, now) }
        context.flush()
        closeWhenDone()
    }

    private func take(_ answer: ScannedAnswer, _ context: ChannelHandlerContext, _ now: UInt64) {
        if case .refusal(let text) = answer { refusal = refusal ?? text }
        answersLeft -= 1
        if isOpen {
            guard answersLeft == 0, let due = open.popFirst() else { return }
            tally.answered(due: due, at: now, refusal: refusal)
            refusal = nil
            answersLeft = exchange.answersPerRequest
            if depth != nil, tally.mayBegin() { write(context, due: now) }
        } else if refusal != nil {
            context.close(promise: nil)
        } else if answersLeft == 0 {
            begin(context)
        }
    }

    private func begin(_ context: ChannelHandlerContext) {
        isOpen = true
        answersLeft = exchange.answersPerRequest
        opened.succeed()
        guard let depth else { return }
        let now = NIODeadline.now().uptimeNanoseconds
        for _ in 0..<depth where tally.mayBegin() { write(context, due: now) }
        context.flush()
        closeWhenDone()
    }

    private func write(_ context: ChannelHandlerContext, due: UInt64) {
        open.append(due)
        context.write(wrapOutboundOut(next()), promise: nil)
    }

    /// In a closed loop nothing is open only when nothing more may begin.
    private func closeWhenDone() {
        guard isOpen, open.isEmpty, isFinished || depth != nil else { return }
        context?.close(promise: nil)
    }
}
