import HTTP
import NIOCore
import Testing

/// What a connection's machine is told when it asks, and that nothing else reaches it.
@Suite("Questions of a connection machine") struct ConnectionMachineQuestionTests {
    private static func request(
        _ path: String, host: String = "localhost", body: String = ""
    ) -> String {
        "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func machine() -> ConnectionMachine {
        ConnectionMachine(
            .plain, hosts: HostPolicy(host: "127.0.0.1", names: []), idleSeconds: 30, now: 0)
    }

    @Test func `equal events make equal machines and equal actions`() {
        var (left, right) = (Self.machine(), Self.machine())
        for text in [Self.request("/1") + Self.request("/2"), Self.request("/3")] {
            left.receive(ByteBuffer(string: text))
            #expect(left != right)
            right.receive(ByteBuffer(string: text))
            var actions: [[ConnectionAction]] = [[], []]
            while let action = left.next() { actions[0].append(action) }
            while let action = right.next() { actions[1].append(action) }
            #expect(actions[0] == actions[1] && left == right)
        }
    }

    @Test func `what kind a request is, is asked only where it matters`() throws {
        var machine = Self.machine()
        machine.receive(ByteBuffer(string: Self.request("/write") + Self.request("/write")))
        guard case .perform(let first, number: 0)? = machine.next(),
            case .describe(let second, first: first.head)? = machine.next()
        else {
            Issue.record("the first request is performed, the second asked about")
            return
        }
        machine.described(
            RequestDescription(traits: .isOrderedWrite, traitsOfFirst: .isOrderedWrite))
        #expect(
            machine.next()
                == .perform(HTTPRequest(head: second, body: []), number: 1))
        #expect(machine.next() == nil)
    }

    @Test func `writes are not joined while memory is crowded, and asked about at the next event`()
    {
        var desk = MachineDesk()
        desk.isMemoryCrowded = true
        let requests = Self.request("/write") + Self.request("/write") + Self.request("/write")
        #expect(desk.receive(requests) == ["perform 0 /write "])
        #expect(desk.writable(true) == [])
        desk.isMemoryCrowded = false
        #expect(desk.writable(true) == ["perform 1 /write ", "perform 2 /write "])
    }

    @Test func `only what runs programs is rejected under a name that is not listed`() {
        let anywhere = HostPolicy(host: "0.0.0.0", names: [])
        var desk = MachineDesk(hosts: anywhere)
        #expect(
            desk.receive(Self.request("/read", host: "some.example")) == ["perform 0 /read "])
        #expect(desk.respond(0) == ["write 0"])
        #expect(
            desk.receive(Self.request("/program", host: "10.0.0.1")) == ["perform 1 /program "])
        #expect(desk.respond(1) == ["write 1"])
        #expect(
            desk.receive(Self.request("/program", host: "some.example"))
                == ["reject unknown-host", "write 2 last", "close when written"])
    }

    @Test func `memory for large bodies is taken once and given back with the response`() {
        let free = HTTPLimits.uncountedBodyBytesMax
        var desk = MachineDesk(bodyBytesMax: 3 * free)
        let body = String(repeating: "x", count: 2 * free)
        #expect(desk.receive(Self.request("/read", body: body)).count == 1)
        #expect(desk.bodyBytesLeft == free)
        #expect(desk.respond(0) == ["write 0"])
        #expect(desk.bodyBytesLeft == 3 * free)
    }

    @Test func `a body for which there is no memory takes none`() {
        let free = HTTPLimits.uncountedBodyBytesMax
        var desk = MachineDesk(bodyBytesMax: free)
        let body = String(repeating: "x", count: 2 * free)
        #expect(desk.receive(Self.request("/read", body: body)).first == "reject unavailable")
        #expect(desk.bodyBytesLeft == free)
    }
}
