import HTTP
import NIOCore

/// A connection's machine with everything around it played: what it says is written down.
struct MachineDesk {
    static let idleSeconds = 30

    private(set) var machine: ConnectionMachine
    private var now = 0
    /// What is left of the memory for bodies.
    private(set) var bodyBytesLeft: Int
    /// Whether the memory for responses is nearly full.
    var isMemoryCrowded = false

    init(
        bodyBytesMax: Int = 1 << 20, isOpen: Bool = true,
        hosts: HostPolicy = HostPolicy(host: "127.0.0.1", names: [])
    ) {
        bodyBytesLeft = bodyBytesMax
        machine = ConnectionMachine(
            .plain, hosts: hosts, idleSeconds: MachineDesk.idleSeconds, now: 0)
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
        let mayGoOn = machine.tick(
            at: now, isStreamCrowded: isStreamCrowded, isMemoryCrowded: isMemoryCrowded)
        return mayGoOn ? run() : []
    }

    private mutating func run() -> [String] {
        var said: [String] = []
        while let action = machine.next() {
            switch action {
            case .perform(let request, let number):
                let body = String(decoding: request.body, as: UTF8.self)
                said.append("perform \(number) \(request.head.path) \(body)")
            case .describe(let head, let first):
                machine.described(
                    RequestDescription(
                        traits: MachineDesk.traits(of: head),
                        traitsOfFirst: first.map(MachineDesk.traits),
                        isMemoryCrowded: isMemoryCrowded))
            case .takeMemory(let bytes):
                let isThere = bytes <= bodyBytesLeft
                if isThere { bodyBytesLeft -= bytes }
                machine.memoryTaken(isThere)
            case .giveMemory(let bytes): bodyBytesLeft += bytes
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

    /// A path says what kind of request it is.
    private static func traits(of head: RequestHead) -> RequestTraits {
        switch head.path {
        case "/write": .isOrderedWrite
        case "/read": .isRead
        case "/program": .needsListedHost
        default: []
        }
    }
}
