import NIOCore
import Platform

/// One client's connection: passes the channel's events to its machine and performs the actions
/// that the machine returns.
///
/// Belongs to one event loop.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let shared: ServerShare
    private let lane: EventLoopLane
    private let loop: LoopState
    private var machine: ConnectionMachine
    private var context: ChannelHandlerContext?
    private var writer: ResponseWriter?
    private var isCounted = false
    /// What the bodies of requests take of the memory for those of all connections.
    private var bodyBytesTaken = 0
    /// Whether the machine's actions are being carried out, or a response written: events are
    /// passed to the machine meanwhile, but their actions wait.
    private var isBusy = false
    /// Responses that were ready before their turn, by their numbers.
    private var kept: [Int: HTTPResponse] = [:]
    /// The body that is being sent.
    private var stream: StreamSender?
    /// When requests began to be carried out, where they are logged.
    private var beginnings: [Int: ContinuousClock.Instant] = [:]

    init(shared: ServerShare, lane: EventLoopLane) {
        self.shared = shared
        self.lane = lane
        loop = lane.state.value
        machine = ConnectionMachine(
            shared.conventions, hosts: shared.hosts, idleSeconds: shared.idleSeconds,
            now: loop.tick, isDraining: loop.isDraining)
    }

    // MARK: Events of the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        writer = ResponseWriter(context: context, lane: lane)
        loop.add(self)
        isCounted = shared.connections.take(1)
    }

    func channelActive(context: ChannelHandlerContext) {
        machine.open(isCounted: isCounted)
        run()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
        shared.bodyBytes.give(bodyBytesTaken)
        bodyBytesTaken = 0
        if isCounted { shared.connections.give(1) }
        loop.remove(self)
        writer = nil
        self.context = nil
    }

    private func leave() {
        machine.closed()
        endStream()
        forgetKept()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        machine.receive(unwrapInboundIn(data))
        run()
    }

    func read(context: ChannelHandlerContext) {
        if machine.mayRead() { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        machine.writabilityChanged(to: context.channel.isWritable)
        run()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        machine.inputClosed()
        run()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { close() }
    }

    // MARK: Calls by the server

    /// Closes at once.
    func close() {
        machine.close()
        run()
    }

    /// The server stops: the requests at hand are still answered.
    func drain() {
        machine.drain()
        run()
    }

    /// Called every second.
    func checkDeadline() {
        stream?.tick()
        let mayGoOn = machine.tick(
            at: loop.tick, isStreamCrowded: stream?.isCrowded ?? false,
            isMemoryCrowded: shared.responseMemory.isCrowded)
        if mayGoOn { run() }
    }

    // MARK: What the machine decides

    /// Does all that is to be done; responses that are there by then leave in one write.
    private func run() {
        if isBusy { return }
        isBusy = true
        while let action = machine.next() { carryOut(action) }
        isBusy = false
        if machine.finishTurn() { writer?.flush() } else { writer?.flushSoon() }
        let rest = machine.settle()
        if rest.isAllAnswered, !kept.isEmpty || !beginnings.isEmpty { forgetKept() }
        if rest.reads { context?.read() }
    }

    private func carryOut(_ action: ConnectionAction) {
        switch action {
        case .perform(let request, let number): perform(request, number: number)
        case .describe(let head, let first): describe(head, first: first)
        case .takeMemory(let bytes):
            let isTaken = shared.bodyBytes.take(bytes)
            if isTaken { bodyBytesTaken += bytes }
            machine.memoryTaken(isTaken)
        case .giveMemory(let bytes):
            bodyBytesTaken -= bytes
            shared.bodyBytes.give(bytes)
        case .sendKept(let number):
            if let response = kept.removeValue(forKey: number) { send(response) }
        case .reject(let rejected):
            send(shared.application.response(to: rejected.rejection, line: rejected.line))
        case .sendContinue: writer?.appendContinue()
        case .advanceStream: stream?.advance()
        case .endStream:
            stream?.finish()
            stream = nil
        case .closeOutput:
            writer?.flush()
            context?.close(mode: .output, promise: nil)
        case .closeWhenWritten:
            endStream()
            let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
            writer?.finish { connection.value.close() }
        case .close: context?.close(promise: nil)
        }
    }

    private func describe(_ head: RequestHead, first: RequestHead?) {
        let application = shared.application
        machine.described(
            RequestDescription(
                traits: application.traits(of: head),
                traitsOfFirst: first.map { application.traits(of: $0) },
                isMemoryCrowded: shared.responseMemory.isCrowded))
    }

    private func perform(_ request: HTTPRequest, number: Int) {
        if shared.log != nil { beginnings[number] = .now }
        let connection = NIOLoopBound(self, eventLoop: lane.eventLoop)
        shared.application.handle(request, on: lane) { response in
            connection.value.respond(response, to: number)
        }
    }

    // MARK: Responses

    private func respond(_ response: HTTPResponse, to number: Int) {
        switch machine.responseArrived(number) {
        case .abandoned:
            response.stream?.close()
            return
        case .due:
            // A buffer that leaves at once asks for more requests, in the middle of a response that
            // may be the last.
            let wasBusy = isBusy
            isBusy = true
            send(response)
            isBusy = wasBusy
        case .early: kept[number] = response
        }
        run()
    }

    /// Sends the response to the first request under way.
    private func send(_ response: HTTPResponse) {
        guard response.body.count > HTTPLimits.compressionThresholdBytes,
            let exchange = machine.exchanges.first
        else { return write(response, countedIn: nil) }
        var response = response
        let isCounted = shared.admit(&response, to: exchange)
        write(response, countedIn: isCounted ? shared.responseMemory : nil)
    }

    private func write(_ response: HTTPResponse, countedIn memory: ResponseMemory?) {
        let logged = shared.log == nil ? nil : machine.exchanges.first
        let number = machine.exchanges.firstNumber
        let framing = machine.beginResponse(
            closesConnection: response.closesConnection, hasStream: response.stream != nil)
        writer?.append(response, framing, countedIn: memory)
        if let logged {
            shared.log?.note(
                logged, began: beginnings.removeValue(forKey: number), status: response.status,
                identifier: loop.identifiers.last, by: shared.application)
        }
        guard let body = response.stream else { return }
        if framing.isStreamed {
            begin(body, isChunked: !framing.isHTTP10)
        } else {
            body.close()
        }
    }

    private func begin(_ body: any ResponseStream, isChunked: Bool) {
        stream = StreamSender(
            body, lane: lane, isChunked: isChunked,
            write: { [unowned self] bytes, written in
                if let writer {
                    writer.write(bytes, written)
                } else {
                    written?.fail(ChannelError.ioOnClosedChannel)
                }
            },
            notify: { [unowned self] event in
                switch event {
                case .partReady: machine.streamPartReady()
                case .partWritten:
                    machine.streamPartWritten()
                    run()
                case .ended:
                    machine.streamEnded()
                    run()
                }
            })
    }

    private func endStream() {
        stream?.stop()
        stream = nil
    }

    /// Drops the responses that are kept: they will not be sent any more.
    private func forgetKept() {
        for response in kept.values { response.stream?.close() }
        kept.removeAll()
        beginnings.removeAll()
    }
}
