import NIOCore
import NativeAPI

/// One client's connection: collects a request, has it answered, writes the answer, then the next.
///
/// Pipelined requests are carried out one after the other, as HTTP wants it for POST, so a client
/// reads its own writes. While one is being answered the socket is read once more at most, so a
/// client that sends faster than it is served fills its own buffers, not ours; and for one that
/// waits for its answer, reading need not be stopped and begun again.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
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
        /// The same, and nobody can tell where its end is.
        case refusing
        /// The last answer is on its way out; nothing more is read.
        case closing
        case closed
    }

    private let shared: SharedState
    private let lane: EventLoopLane
    private let loop: LoopState
    private var context: ChannelHandlerContext?

    private var phase = Phase.idle
    private var reader = RequestReader()
    /// What has arrived and was not read as a request's part: of one that is not whole, or while the
    /// connection was busy, then at most one read of the socket.
    private var input = ByteBuffer()
    private var request: RequestHead?
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
        releaseBody()
        if isCounted { shared.connections.give(1) }
        loop.remove(self)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch phase {
        case .refusing: throwAway(bytes)
        case .closing, .closed: break
        default:
            receive(bytes)
            pump()
        }
    }

    private func receive(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
            return
        }
        // Else a connection whose requests never end where a read ends would grow and grow.
        if input.readerIndex > input.readableBytes { input.discardReadBytes() }
        input.writeImmutableBuffer(bytes)
    }

    func read(context: ChannelHandlerContext) {
        if isBusy, input.readableBytes > 0 { wantsRead = true } else { context.read() }
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
        } else {
            pump()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { close() }
    }

    // MARK: One request

    /// Whether the next part must wait: for an answer, or for the client to read the last one.
    private var isBusy: Bool {
        phase == .answering || phase == .streaming || context.map { !$0.channel.isWritable } ?? true
    }

    /// Whether bytes are still read as requests.
    private var isReading: Bool {
        switch phase {
        case .idle, .collecting, .discarding: !isBusy
        case .answering, .streaming, .refusing, .closing, .closed: false
        }
    }

    private func pump() {
        if isPumping { return }
        isPumping = true
        do throws(ReadingError) {
            while isReading, let part = try reader.next(from: &input) { take(part) }
        } catch {
            refuse(error)
        }
        isPumping = false
        if phase == .idle, reader.isAmidRequest { beginCollecting() }
        if isInputClosed, !isBusy { endInput() }
        // An empty buffer keeps the memory that it was a part of.
        if input.readableBytes == 0 { input = ByteBuffer() }
        if wantsRead, !isBusy || input.readableBytes == 0 {
            wantsRead = false
            context?.read()
        }
    }

    /// What is left when the client sends no more.
    private func endInput() {
        if phase == .collecting { refuse(.malformed) }
        closeWhenWritten()
    }

    private func take(_ part: RequestReader.Part) {
        switch (phase, part) {
        case (_, .head(let head)): begin(head)
        case (.collecting, .body(let bytes)): collect(bytes)
        case (.collecting, .end): dispatch()
        case (.discarding, .body(let bytes)): throwAway(bytes)
        case (.discarding, .end): closeWhenWritten()
        default: break
        }
    }

    private func throwAway(_ bytes: ByteBuffer) {
        discardedBytes += bytes.readableBytes
        if discardedBytes > ServerLimits.discardBytesMax { close() }
    }

    private func beginCollecting() {
        phase = .collecting
        deadline = loop.tick + ServerLimits.requestSecondsMax
    }

    private func begin(_ head: RequestHead) {
        request = head
        if phase == .idle { beginCollecting() }
        if case .length(let count) = head.framing, count > ServerLimits.bodyBytesMax {
            refuse(ProtocolAnswers.bodyTooLarge)
        } else if let expectation = head.fields.expect, !head.line.isOldClient {
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
        let whole = HTTPRequest(head: request, body: Array(buffer: body))
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
        let isHead = request.line.method == .HEAD
        let isOldClient = request.line.isOldClient
        let isLast =
            !request.isKeptAlive || response.closesConnection || loop.isDraining
            || (isInputClosed && input.readableBytes == 0)
            || (response.stream != nil && isOldClient && !isHead)
        var response = response
        response.closesConnection = isLast
        send(response, of: request.line)
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
        send(refusal.answer(to: request?.line), of: request?.line)
        request = nil
        phase = .discarding
        deadline = loop.tick + ServerLimits.discardSecondsMax
    }

    /// Answers bytes that make no request; what follows them is read into nowhere.
    private func refuse(_ error: ReadingError) {
        if phase == .discarding {
            // It has its answer.
            close()
            return
        }
        let line = request?.line ?? reader.requestLine
        let answer =
            switch error {
            case .malformed: ProtocolAnswers.malformed.answer(to: line)
            case .headTooLarge: ProtocolAnswers.headTooLarge.answer(to: line)
            case .chunkLineTooLong: ProtocolAnswers.chunkLineTooLong.answer(to: line)
            // Nobody can tell its path; but no SDK's is that long, only a query's.
            case .requestLineTooLong: ProtocolAnswers.requestLineTooLong.problem
            }
        body = ByteBuffer()
        releaseBody()
        send(answer, of: line)
        request = nil
        phase = .refusing
        throwAway(input)
        input = ByteBuffer()
        deadline = loop.tick + ServerLimits.discardSecondsMax
        context?.close(mode: .output, promise: nil)
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

    private func send(_ response: HTTPResponse, of line: RequestLine?) {
        guard let context else { return }
        let buffer = ResponseEncoder.encode(
            response, isHead: line?.method == .HEAD, isOldClient: line?.isOldClient ?? false,
            loop: loop,
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
        input = ByteBuffer()
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
        case .idle where input.readableBytes == 0: closeWhenWritten()
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
            let line = request?.line ?? reader.requestLine
            send(ProtocolAnswers.requestTooSlow.answer(to: line), of: line)
            closeWhenWritten()
        } else {
            close()
        }
    }
}
