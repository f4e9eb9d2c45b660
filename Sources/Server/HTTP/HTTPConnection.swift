import NIOCore
import NIOHTTP1
import NativeAPI

/// One client's connection: collects a request, has it answered, writes the answer, then the next.
///
/// Pipelined requests are carried out one after the other, as HTTP wants it for POST, so a client
/// reads its own writes. While one is being answered the socket is read once more at most, so a
/// client that sends faster than it is served fills its own buffers, not ours; and for one that
/// waits for its answer, reading need not be stopped and begun again.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Between requests.
        case idle
        /// A request has begun to arrive.
        case collecting
        /// A whole request is with the routes.
        case answering
        /// An answer is sent whose body is made while it is read.
        case streaming
        /// A request was refused before its end, which is being read and thrown away.
        case discarding
        /// The last answer is on its way out; nothing more is read.
        case closing
        case closed
    }

    private struct Request {
        let head: HTTPRequestHead
        let fields: HTTPFields
        let isKeptAlive: Bool
    }

    private let shared: SharedState
    private let lane: EventLoopLane
    private let loop: LoopState
    private var context: ChannelHandlerContext?

    private var phase = Phase.idle
    private var request: Request?
    private var body = ByteBuffer()
    private var countedBodyBytes = 0
    private var isCounted = false
    /// What sends the body while streaming.
    private var sender: StreamSender?
    private var discardedBytes = 0
    /// The tick at which the connection has been in its phase for too long.
    private var deadline = Int.max
    /// Whether nothing more will come than what is here.
    private var isInputClosed = false
    /// What arrived while the connection was busy, at most one read of the socket.
    private var backlog = CircularBuffer<HTTPServerRequestPart>()
    private var isPumping = false
    private var wantsRead = false

    /// What all connections of a server share.
    struct SharedState: Sendable {
        let routes: Routes
        let connections: Budget
        let bodyBytes: Budget
        let idleSeconds: Int
    }

    init(shared: SharedState, lane: EventLoopLane) {
        self.shared = shared
        self.lane = lane
        loop = lane.state.value
    }

    // MARK: What the channel tells us

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        deadline = loop.tick + shared.idleSeconds
        isCounted = shared.connections.take(1)
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isCounted {
            send(ProtocolAnswers.tooManyConnections.answer(to: nil), of: nil)
            closeWhenWritten()
        } else if loop.isDraining {
            close()
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        endStream()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        phase = .closed
        endStream()
        backlog.removeAll()
        releaseBody()
        if isCounted { shared.connections.give(1) }
        loop.remove(self)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isBusy || isPumping || !backlog.isEmpty {
            backlog.append(part)
        } else {
            take(part)
        }
    }

    func read(context: ChannelHandlerContext) {
        if backlog.isEmpty { context.read() } else { wantsRead = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if phase == .idle { deadline = loop.tick + shared.idleSeconds }
            pump()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        // The client will not ask again, but may wait for what it has asked.
        isInputClosed = true
        if phase == .streaming {
            // Nobody stops listening to a stream half-way: this client is gone.
            close()
        } else if !isBusy, backlog.isEmpty {
            closeWhenWritten()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            // The socket's own failure, or bytes after those that were refused.
            if error is IOError { close() }
            return
        }
        switch phase {
        case .idle, .collecting:
            send(answer(to: error), of: request)
            phase = .discarding
            deadline = loop.tick + ServerLimits.discardSecondsMax
            context.close(mode: .output, promise: nil)
        case .answering, .streaming: isInputClosed = true
        case .discarding: close()
        case .closing, .closed: break
        }
    }

    /// Nobody can tell the path of a head that is cut off; but no SDK's is that long, only a query's.
    private func answer(to error: HTTPParserError) -> HTTPResponse {
        guard error == .headerOverflow else {
            return ProtocolAnswers.malformed.answer(to: request?.head.uri)
        }
        let refusal = ProtocolAnswers.headTooLarge
        return request.map { refusal.answer(to: $0.head.uri) } ?? refusal.problem
    }

    // MARK: One request

    /// Whether the next part must wait: for an answer, or for the client to read the last one.
    private var isBusy: Bool {
        phase == .answering || phase == .streaming || context.map { !$0.channel.isWritable } ?? true
    }

    private func pump() {
        if isPumping { return }
        isPumping = true
        while !isBusy, let part = backlog.popFirst() { take(part) }
        isPumping = false
        if isInputClosed, !isBusy, backlog.isEmpty { closeWhenWritten() }
        if wantsRead, backlog.isEmpty {
            wantsRead = false
            context?.read()
        }
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch (phase, part) {
        case (.idle, .head(let head)): begin(head)
        case (.collecting, .body(let bytes)): collect(bytes)
        case (.collecting, .end): dispatch()
        case (.discarding, .body(let bytes)):
            discardedBytes += bytes.readableBytes
            if discardedBytes > ServerLimits.discardBytesMax { close() }
        case (.discarding, .end): closeWhenWritten()
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        let fields = HTTPFields(head.headers)
        // The decoder stops after a request that asks for another protocol.
        let request = Request(
            head: head, fields: fields, isKeptAlive: head.isKeepAlive && !fields.asksForUpgrade)
        self.request = request
        phase = .collecting
        deadline = loop.tick + ServerLimits.requestSecondsMax
        let lineBytes = head.method.rawValue.utf8.count + head.uri.utf8.count + " HTTP/1.1 ".count
        if lineBytes > ServerLimits.requestLineBytesMax {
            refuse(ProtocolAnswers.requestLineTooLong)
        } else if fields.size > ServerLimits.headerBytesMax {
            refuse(ProtocolAnswers.headTooLarge)
        } else if fields.contentLength ?? 0 > ServerLimits.bodyBytesMax {
            refuse(ProtocolAnswers.bodyTooLarge)
        } else if let expectation = fields.expect, head.version != .http1_0 {
            if expectation.isEqualIgnoringCase("100-continue") {
                sendContinue()
            } else {
                refuse(ProtocolAnswers.expectationFailed)
            }
        }
    }

    private func collect(_ bytes: ByteBuffer) {
        let size = body.readableBytes + bytes.readableBytes
        if size > ServerLimits.bodyBytesMax {
            refuse(ProtocolAnswers.bodyTooLarge)
            return
        }
        if size > ServerLimits.uncountedBodyBytesMax {
            guard shared.bodyBytes.take(size - countedBodyBytes) else {
                refuse(ProtocolAnswers.tooManyBodies)
                return
            }
            countedBodyBytes = size
        }
        if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
    }

    private func dispatch() {
        guard let request else { return }
        phase = .answering
        // What the engine has accepted is answered whenever it is done.
        deadline = .max
        let whole = HTTPRequest(
            method: request.head.method, target: request.head.uri,
            fields: request.fields, body: Array(buffer: body))
        body = ByteBuffer()
        let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
        shared.routes.handle(whole, on: lane) { response in
            connection.value.answer(response)
        }
    }

    private func answer(_ response: HTTPResponse) {
        // The client may have gone while its request was carried out.
        guard phase == .answering, let request else {
            response.stream?.close()
            return
        }
        releaseBody()
        let isHead = request.head.method == .HEAD
        let isOldClient = request.head.version == .http1_0
        let isLast =
            !request.isKeptAlive || response.closesConnection || loop.isDraining
            || (isInputClosed && backlog.isEmpty)
            || (response.stream != nil && isOldClient && !isHead)
        var response = response
        response.closesConnection = isLast
        send(response, of: request)
        guard let stream = response.stream, !isHead else {
            response.stream?.close()
            finishAnswer(isLast: isLast)
            return
        }
        phase = .streaming
        let sender = StreamSender(
            stream, lane: lane, isChunked: !isOldClient,
            write: { [unowned self] in self.write($0, $1) },
            whenOver: { [unowned self] in
                endStream()
                finishAnswer(isLast: isLast || loop.isDraining)
            })
        self.sender = sender
        if isInputClosed {
            close()
        } else if loop.isDraining {
            drain()
        } else {
            sender.advance()
        }
    }

    /// What follows when the answer is written.
    private func finishAnswer(isLast: Bool) {
        request = nil
        if isLast {
            closeWhenWritten()
            return
        }
        phase = .idle
        deadline =
            loop.tick
            + (context.map(\.channel.isWritable) ?? false
                ? shared.idleSeconds : ServerLimits.stalledWriteSecondsMax)
        pump()
    }

    /// Answers a request that has not arrived in whole, and reads the rest of it into nowhere.
    private func refuse(_ refusal: ProtocolRefusal) {
        body = ByteBuffer()
        releaseBody()
        send(refusal.answer(to: request?.head.uri), of: request)
        request = nil
        phase = .discarding
        deadline = loop.tick + ServerLimits.discardSecondsMax
    }

    private func endStream() {
        sender?.stop()
        sender = nil
    }

    private func releaseBody() {
        if countedBodyBytes > 0 { shared.bodyBytes.give(countedBodyBytes) }
        countedBodyBytes = 0
    }

    // MARK: Writing and closing

    private func send(_ response: HTTPResponse, of request: Request?) {
        guard let context else { return }
        let buffer = ResponseEncoder.encode(
            response, isHead: request?.head.method == .HEAD,
            isOldClient: request?.head.version == .http1_0, loop: loop,
            allocator: context.channel.allocator)
        write(buffer)
    }

    private func sendContinue() {
        write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
    }

    private func write(_ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>? = nil) {
        guard let context else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    /// Closes once everything written has left for the client.
    private func closeWhenWritten() {
        guard let context, phase != .closing, phase != .closed else { return }
        phase = .closing
        deadline = loop.tick + ServerLimits.stalledWriteSecondsMax
        backlog.removeAll()
        let written = context.eventLoop.makePromise(of: Void.self)
        let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
        written.futureResult.whenComplete { _ in connection.value.close() }
        // Writes keep their order, so an empty one is done when all others are.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Closes at once.
    func close() {
        phase = .closed
        context?.close(promise: nil)
    }

    /// Called when the server stops: the request at hand is still answered.
    func drain() {
        switch phase {
        case .idle where backlog.isEmpty: closeWhenWritten()
        case .streaming:
            // All parts are whole, so the client goes on elsewhere from the last one.
            sender?.finish()
            sender = nil
            closeWhenWritten()
        default: break
        }
    }

    /// Called every second.
    func checkDeadline() {
        if let sender {
            sender.tick()
            if sender.isStalled(at: loop.tick) { close() }
        }
        guard loop.tick >= deadline else { return }
        if phase == .collecting {
            send(ProtocolAnswers.requestTooSlow.answer(to: request?.head.uri), of: request)
            closeWhenWritten()
        } else {
            close()
        }
    }
}
