import HTTP
import NIOCore
import Platform

/// A connection's machine with everything around it played: what it says is written down.
struct MachineDesk {
    static let idleSeconds = 30

    private var machine: ConnectionMachine
    private var now = 0

    init(bodyBytesMax: Int = 1 << 20, isOpen: Bool = true) {
        machine = ConnectionMachine(
            shared: ServerShare(
                application: PathApplication(), hosts: HostPolicy(host: "127.0.0.1", names: []),
                connections: Budget(limit: 1), bodyBytes: Budget(limit: bodyBytesMax),
                responseMemory: ResponseMemory(bytesMax: 1 << 20),
                idleSeconds: MachineDesk.idleSeconds, log: nil),
            now: 0)
        if isOpen { _ = open(isCounted: true) }
    }

    mutating func open(isCounted: Bool) -> [String] {
        machine.open(isCounted: isCounted)
        return run()
    }

    mutating func receive(_ text: String) -> [String] {
        machine.receive(ByteBuffer(string: text))
        return run()
    }

    mutating func respond(
        _ number: Int, closes: Bool = false, hasStream: Bool = false
    ) -> [String] {
        switch machine.responseArrived(number) {
        case .abandoned: ["unawaited \(number)"]
        case .early: run()
        case .due: [write(closes: closes, hasStream: hasStream)] + run()
        }
    }

    private mutating func write(closes: Bool = false, hasStream: Bool = false) -> String {
        let number = machine.exchanges.firstNumber
        let framing = machine.beginResponse(closesConnection: closes, hasStream: hasStream)
        return "write \(number)\(framing.isLast ? " last" : "")"
    }

    mutating func streamPartReady() {
        machine.streamPartReady()
    }

    /// A part comes and leaves.
    mutating func streamPart() -> [String] {
        machine.streamPartReady()
        machine.streamPartWritten()
        return run()
    }

    mutating func streamEnd() -> [String] {
        machine.streamEnded()
        return run()
    }

    mutating func writable(_ isWritable: Bool) -> [String] {
        machine.writabilityChanged(to: isWritable)
        return run()
    }

    mutating func mayRead() -> Bool { machine.mayRead() }

    mutating func endInput() -> [String] {
        machine.inputClosed()
        return run()
    }

    mutating func drain() -> [String] {
        machine.drain()
        return run()
    }

    mutating func closed() {
        machine.closed()
    }

    /// Lets seconds pass, at the end of which the machine is asked.
    mutating func tick(_ seconds: Int = 1, isStreamCrowded: Bool = false) -> [String] {
        now += seconds
        return machine.tick(at: now, isStreamCrowded: isStreamCrowded) ? run() : []
    }

    private mutating func run() -> [String] {
        var said: [String] = []
        while let action = machine.next() {
            switch action {
            case .perform(let request, let number):
                let body = String(decoding: request.body, as: UTF8.self)
                said.append("perform \(number) \(request.head.path) \(body)")
            case .sendKept: said.append(write())
            case .reject(let rejected): said += ["reject \(rejected.rejection.name)", write()]
            case .sendContinue: said.append("continue")
            case .advanceStream: said.append("advance")
            case .endStream: said.append("end stream")
            case .closeOutput: said.append("close output")
            case .closeWhenWritten: said.append("close when written")
            case .close: said.append("close")
            }
        }
        if machine.settle().reads { said.append("read") }
        return said
    }
}

/// Where a path says what kind of request it is.
private struct PathApplication: HTTPApplication {
    func traits(of head: RequestHead) -> RequestTraits {
        switch head.path {
        case "/write": .isOrderedWrite
        case "/read": .isRead
        default: []
        }
    }

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        respond(HTTPResponse(status: 200))
    }

    func response(to rejection: ProtocolRejection, line: RequestLine?) -> HTTPResponse {
        HTTPResponse(status: rejection.status)
    }

    func operation(of head: RequestHead) -> String? { nil }
}
