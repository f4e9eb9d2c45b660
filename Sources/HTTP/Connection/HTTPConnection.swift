import NIOCore
import Platform

/// One client's connection: reads requests, has them answered, writes the answers in their order.
///
/// Pipelined requests are carried out one after the other, or as if they were: ordered writes are
/// under way together (see `RequestTraits`). While no further one may begin the socket is read once
/// more at most, so a client that sends faster than it is served fills its own buffers, not ours; and for one that
/// waits for its answer, reading need not be stopped and begun again.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let shared: ServerShare
    private let lane: EventLoopLane
    private let loop: LoopState
    private var context: ChannelHandlerContext?
    private var writer: ResponseWriter?
    private var isCounted = false

    private var phase = ConnectionPhase.idle
    private var reader = RequestReader()
    /// The one that is being collected, or waits.
    private var request: RequestHead?
    private var body = ByteBuffer()
    private var bodies: BodyShare
    private var hostCheck: HostCheck
    private var discardedBytes = 0
    /// The tick at which the connection has been in its phase for too long.
    private var deadline = Int.max
    /// Whether nothing more will come than what is here.
    private var isInputClosed = false
    private var isPumping = false
    private var wantsRead = false

    private var exchanges = Exchanges()
    /// What sends the body of the answer that has been begun.
    private var sender: StreamSender?
    /// Whether the client reads its answers, as far as the socket can tell.
    private var isWritable = true
    /// Whether all that was asked has just been answered.
    private var isNewlyDone = false

    init(shared: ServerShare, lane: EventLoopLane) {
        self.shared = shared
        self.lane = lane
        loop = lane.state.value
        bodies = BodyShare(of: shared.bodyBytes)
        hostCheck = HostCheck(shared.hosts)
    }

    // MARK: What the channel tells us

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        writer = ResponseWriter(context: context, lane: lane)
        loop.add(self)
        deadline = loop.tick + shared.idleSeconds
        isCounted = shared.connections.take(1)
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isCounted {
            exchanges.refuse(nil, with: shared.response(to: .tooManyConnections, nil))
            deliver()
        } else if loop.isDraining {
            close()
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
        bodies.giveAll()
        if isCounted { shared.connections.give(1) }
        loop.remove(self)
        writer = nil
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch phase {
        case .refusing: throwAway(bytes)
        case .closing, .closed: break
        case .idle, .collecting, .waiting, .discarding, .over:
            reader.receive(bytes)
            pump()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isHolding { wantsRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            if phase == .idle, exchanges.isEmpty, sender == nil {
                deadline = loop.tick + shared.idleSeconds
            }
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
        if sender != nil {
            // Nobody stops listening to a stream half-way: this client is gone.
            close()
        } else {
            pump()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { close() }
    }

    // MARK: Requests

    /// Whether an answer is still to be written or to be read by the client.
    private var isBlocked: Bool {
        sender != nil || !isWritable
    }

    /// Whether the next part of a request may be taken.
    private var isReading: Bool {
        switch phase {
        case .idle, .collecting, .waiting, .discarding: !isBlocked
        case .refusing, .over, .closing, .closed: false
        }
    }

    /// Whether what has arrived must wait, so that nothing more is wanted.
    private var isHolding: Bool {
        guard reader.hasBytes else { return false }
        return switch phase {
        case .idle, .collecting, .discarding: isBlocked
        case .waiting, .over: true
        case .refusing, .closing, .closed: false
        }
    }

    /// Goes on as far as it can; answers that are there by then leave in one write.
    private func pump() {
        if isPumping { return }
        isPumping = true
        do throws(ReadingError) {
            while isReading {
                if phase == .waiting {
                    guard let request, mayBegin(request) else { break }
                    begin(request)
                } else if let part = try reader.next() {
                    take(part)
                } else {
                    break
                }
            }
        } catch {
            refuseUnreadable(error)
        }
        if phase == .idle, reader.isAmidRequest { beginCollecting() }
        if isInputClosed { endInput() }
        isPumping = false
        if exchanges.isEmpty || sender != nil { writer?.flush() } else { writer?.flushSoon() }
        startIdling()
        if wantsRead, !isHolding {
            wantsRead = false
            context?.read()
        }
    }

    private func take(_ part: RequestReader.Part) {
        switch (phase, part) {
        case (_, .head(let head)):
            request = head
            if mayBegin(head) {
                begin(head)
            } else {
                phase = .waiting
                deadline = .max
            }
        case (.collecting, .body(let bytes)): collect(bytes)
        case (.collecting, .end): dispatch()
        case (.discarding, .body(let bytes)): throwAway(bytes)
        case (.discarding, .end): stopReading()
        default: break
        }
    }

    private var requestLine: RequestLine? { request?.line ?? reader.requestLine }

    private func mayBegin(_ head: RequestHead) -> Bool {
        if exchanges.isEmpty { return true }
        // Each of them may have a large answer, and one after the other the client must take them.
        return !loop.isDraining && exchanges.mayBeJoined(by: head, shared.application)
            && !shared.responseMemory.isCrowded
    }

    private func beginCollecting() {
        phase = .collecting
        deadline = loop.tick + HTTPLimits.requestSecondsMax
    }

    private func begin(_ head: RequestHead) {
        if phase != .collecting { beginCollecting() }
        if let refusal = hostCheck.rejection(of: head, for: shared.application) {
            refuse(refusal)
        } else if case .length(let count) = head.framing, count > HTTPLimits.bodyBytesMax {
            refuse(.bodyTooLarge)
        } else if let expectation = head.fields.expect, !head.line.isOldClient {
            if expectation.isEqualIgnoringCase("100-continue") {
                writer?.appendContinue()
            } else {
                refuse(.expectationFailed)
            }
        }
    }

    private func collect(_ bytes: ByteBuffer) {
        if body.readableBytes + bytes.readableBytes > HTTPLimits.bodyBytesMax {
            refuse(.bodyTooLarge)
        } else if !bodies.take(bytes.readableBytes) {
            refuse(.tooManyBodies)
        } else if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
    }

    private func dispatch() {
        guard let request else { return }
        let whole = HTTPRequest(head: request, body: Array(buffer: body))
        let number = exchanges.begin(
            request, bodyBytes: body.readableBytes, at: shared.log?.now)
        self.request = nil
        body = ByteBuffer()
        phase = request.isKeptAlive ? .idle : .over
        // What the engine has accepted is answered whenever it is done.
        deadline = .max
        let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
        shared.application.handle(whole, on: lane) { response in
            connection.value.answer(number, with: response)
        }
    }

    /// Answers a request that has not arrived in whole, and reads the rest of it into nowhere.
    private func refuse(_ refusal: ProtocolRejection) {
        refuse(request?.line, refusal, phase: .discarding)
    }

    /// Answers bytes that make no request; what follows them is read into nowhere.
    private func refuseUnreadable(_ error: ReadingError) {
        if phase == .discarding {
            // It has its answer.
            if error == .bodyTooLarge { discardWithoutEnd() } else { stopReading() }
            return
        }
        refuse(requestLine, ProtocolRejection(error), phase: .refusing)
        throwAway(reader.takeBytes())
    }

    private func refuse(
        _ line: RequestLine?, _ rejection: ProtocolRejection, phase: ConnectionPhase
    ) {
        bodies.give(body.readableBytes)
        body = ByteBuffer()
        request = nil
        self.phase = phase
        deadline = .max
        exchanges.refuse(line, with: shared.response(to: rejection, line))
        deliver()
    }

    /// The rest of a refused request is so long that its end is not waited for.
    private func discardWithoutEnd() {
        phase = .refusing
        if exchanges.isEmpty { finishAnswer(isLast: true) }
        throwAway(reader.takeBytes())
    }

    private func throwAway(_ bytes: ByteBuffer) {
        discardedBytes += bytes.readableBytes
        if discardedBytes > HTTPLimits.discardBytesMax { close() }
    }

    /// Ends with what is under way.
    private func stopReading() {
        if exchanges.isEmpty { closeWhenWritten() } else { phase = .over }
    }

    /// What is left to do when the client sends no more.
    private func endInput() {
        switch phase {
        case .idle: if exchanges.isEmpty, sender == nil { closeWhenWritten() }
        case .collecting: if isReading { refuseUnreadable(.malformed) }
        case .discarding, .refusing: stopReading()
        case .waiting, .over, .closing, .closed: break
        }
        if phase == .refusing { stopReading() }
    }

    private func answer(_ number: Int, with response: HTTPResponse) {
        // The client may have gone while its request was carried out.
        guard exchanges.isAwaited(number) else {
            response.stream?.close()
            return
        }
        writing {
            if sender == nil, let exchange = exchanges.popFirst(if: number) {
                send(response, in: exchange)
                deliver()
            } else {
                exchanges.keep(response, of: number)
            }
        }
        pump()
    }

    /// Runs `body` without taking requests: a buffer that leaves at once asks for more of them, in the
    /// middle of an answer that may be the last.
    private func writing(_ body: () -> Void) {
        let wasPumping = isPumping
        isPumping = true
        body()
        isPumping = wasPumping
    }

    /// Writes the answers that are there and whose turn it is.
    private func deliver() {
        while sender == nil, let (exchange, response) = exchanges.popAnswered() {
            send(response, in: exchange)
        }
    }

    private func send(_ response: HTTPResponse, in exchange: Exchange) {
        bodies.give(exchange.bodyBytes)
        if response.body.count <= HTTPLimits.compressionThresholdBytes {
            return send(response, in: exchange, isCounted: false)
        }
        var response = response
        let isCounted = shared.admit(&response, to: exchange)
        send(response, in: exchange, isCounted: isCounted)
    }

    private func send(_ response: HTTPResponse, in exchange: Exchange, isCounted: Bool) {
        let isLast =
            !exchange.isKeptAlive || response.closesConnection || (exchanges.isEmpty && isEnding)
            || (response.stream != nil && exchange.isOldClient && !exchange.isHead)
        writer?.append(
            response, in: exchange, isLast: isLast,
            countedIn: isCounted ? shared.responseMemory : nil)
        shared.note(response.status, of: exchange, loop.identifiers)
        if let stream = response.stream, !exchange.isHead {
            begin(stream, isChunked: !exchange.isOldClient, isLast: isLast)
        } else {
            response.stream?.close()
            finishAnswer(isLast: isLast)
        }
    }

    /// Whether no further request is taken when all others are answered.
    private var isEnding: Bool {
        loop.isDraining || (isInputClosed && phase == .idle && !reader.hasBytes)
    }

    private func begin(_ stream: any ResponseStream, isChunked: Bool, isLast: Bool) {
        let sender = StreamSender(
            stream, lane: lane, isChunked: isChunked,
            write: { [unowned self] bytes, written in
                if let writer {
                    writer.write(bytes, written)
                } else {
                    written?.fail(ChannelError.ioOnClosedChannel)
                }
            },
            whenOver: { [unowned self] in
                writing {
                    endStream()
                    finishAnswer(isLast: isLast || loop.isDraining)
                    deliver()
                }
                pump()
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

    /// What follows when an answer is written.
    private func finishAnswer(isLast: Bool) {
        if !isLast {
            isNewlyDone = exchanges.isEmpty
            return
        }
        // Whoever closes a connection owes no more answers on it.
        exchanges.abandon()
        switch phase {
        case .discarding:
            deadline = loop.tick + HTTPLimits.discardSecondsMax
        case .refusing:
            deadline = loop.tick + HTTPLimits.discardSecondsMax
            writer?.flush()
            context?.close(mode: .output, promise: nil)
        default: closeWhenWritten()
        }
    }

    /// Sets the time for the next request, or for the client to read its answers.
    private func startIdling() {
        guard isNewlyDone else { return }
        isNewlyDone = false
        guard exchanges.isEmpty, phase == .idle || phase == .waiting, sender == nil else { return }
        deadline =
            loop.tick + (isBlocked ? HTTPLimits.stalledWriteSecondsMax : shared.idleSeconds)
    }

    private func leave() {
        phase = .closed
        endStream()
        exchanges.abandon()
    }

    private func endStream() {
        sender?.stop()
        sender = nil
    }

    private func closeWhenWritten() {
        guard let writer, phase != .closing, phase != .closed else { return }
        phase = .closing
        deadline = loop.tick + HTTPLimits.stalledWriteSecondsMax
        exchanges.abandon()
        _ = reader.takeBytes()
        let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
        writer.finish { connection.value.close() }
    }

    /// Closes at once.
    func close() {
        phase = .closed
        exchanges.abandon()
        context?.close(promise: nil)
    }

    /// Called when the server stops: the requests at hand are still answered.
    func drain() {
        if sender != nil {
            // All parts are whole, so the client goes on elsewhere from the last one.
            sender?.finish()
            sender = nil
            closeWhenWritten()
        } else if phase == .idle, exchanges.isEmpty, !reader.hasBytes {
            closeWhenWritten()
        }
    }

    /// Whether the client has not taken its answers for long, while others need their memory.
    private var isStalledWhenCrowded: Bool {
        !isWritable && exchanges.isEmpty && [.idle, .waiting, .closing].contains(phase)
            && loop.tick + HTTPLimits.stalledWriteSecondsSparedWhenCrowded >= deadline
            && shared.responseMemory.isCrowded
    }

    /// Called every second.
    func checkDeadline() {
        if let sender {
            sender.tick()
            if sender.isStalled(at: loop.tick) { close() }
        }
        guard loop.tick >= deadline || isStalledWhenCrowded else { return }
        if phase == .collecting, sender != nil {
            // The rest may be there: we do not read while a stream is sent.
            deadline = loop.tick + HTTPLimits.requestSecondsMax
        } else if phase == .collecting {
            refuse(requestLine, .requestTooSlow, phase: .over)
            writer?.flush()
        } else {
            close()
        }
    }
}
