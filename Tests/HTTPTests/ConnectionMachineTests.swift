import HTTP
import NIOCore
import Testing

/// The rules of a connection, without a socket.
@Suite("Connection machine") struct ConnectionMachineTests {
    private static func request(
        _ path: String = "/read", _ fields: String = "", body: String = ""
    ) -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func `a request takes one action and its response none`() {
        var desk = MachineDesk()
        #expect(desk.receive(Self.request(body: "abc")) == ["perform 0 /read abc"])
        #expect(desk.respond(0) == ["write 0"])
        #expect(desk.receive(Self.request("/other")) == ["perform 1 /other "])
        #expect(desk.respond(1) == ["write 1"])
    }

    @Test func `one request waits for the response to the one before it`() {
        var desk = MachineDesk()
        #expect(desk.receive(Self.request("/1") + Self.request("/2")) == ["perform 0 /1 "])
        #expect(desk.respond(0) == ["write 0", "perform 1 /2 "])
    }

    @Test func `ordered writes are under way together and answered in order`() {
        var desk = MachineDesk()
        let requests = Self.request("/write") + Self.request("/write") + Self.request("/read")
        #expect(desk.receive(requests) == ["perform 0 /write ", "perform 1 /write "])
        #expect(desk.respond(1) == [])
        #expect(desk.respond(0) == ["write 0", "write 1", "perform 2 /read "])
    }

    @Test func `no more ordered writes are under way than the limit`() {
        var desk = MachineDesk()
        let max = HTTPLimits.pipelinedRequestsMax
        let requests = String(repeating: Self.request("/write"), count: max + 1)
        #expect(desk.receive(requests).count == max)
        #expect(desk.respond(0) == ["write 0", "perform \(max) /write "])
    }

    @Test func `a request that closes is the last one that is taken`() {
        var desk = MachineDesk()
        let closing = Self.request("/1", "Connection: close\r\n")
        #expect(desk.receive(closing + Self.request("/2")) == ["perform 0 /1 "])
        #expect(desk.respond(0) == ["write 0 last", "close when written"])
        #expect(desk.receive(Self.request("/3")) == [])
    }

    @Test func `a response that closes ends the connection`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        #expect(desk.respond(0, closes: true) == ["write 0 last", "close when written"])
    }

    @Test func `a client that waits for it is told to go on`() {
        var desk = MachineDesk()
        let head =
            "POST /read HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            + "Content-Length: 2\r\n\r\n"
        #expect(desk.receive(head) == ["continue"])
        #expect(desk.receive("ab") == ["perform 0 /read ab"])
    }

    @Test(arguments: [
        ("POST /read HTTP/1.1\r\nHost: other\r\nContent-Length: 1\r\n\r\n", "unknown-host"),
        ("POST /read HTTP/1.1\r\nContent-Length: 1\r\n\r\n", "invalid-request"),
        (
            "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
            "body-too-large"
        ),
        (
            "POST /read HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nContent-Length: 1\r\n\r\n",
            "expectation-failed"
        ),
    ])
    func `a head that is rejected is answered at once and its body thrown away`(
        head: String, name: String
    ) {
        var desk = MachineDesk()
        #expect(desk.receive(head) == ["reject \(name)", "write 0 last"])
        #expect(desk.receive("a") == (name == "body-too-large" ? [] : ["close when written"]))
    }

    @Test func `bytes that are no request close the output, and the rest is read into nowhere`() {
        var desk = MachineDesk()
        #expect(
            desk.receive("hello\r\n\r\n")
                == ["reject invalid-request", "write 0 last", "close output"])
        #expect(desk.receive("more") == [])
        #expect(desk.tick(HTTPLimits.discardSecondsMax) == ["close"])
    }

    @Test func `a rejection waits for the responses in front of it`() {
        var desk = MachineDesk()
        #expect(desk.receive(Self.request("/write") + "hello\r\n") == ["perform 0 /write "])
        #expect(
            desk.respond(0) == [
                "write 0", "reject invalid-request", "write 1 last", "close output",
            ])
    }

    @Test func `a rest that never ends is not read for ever`() {
        var desk = MachineDesk()
        _ = desk.receive("hello\r\n\r\n")
        let piece = String(repeating: "x", count: 1 << 20)
        var actions: [String] = []
        for _ in 0...(HTTPLimits.discardBytesMax >> 20) { actions += desk.receive(piece) }
        #expect(actions == ["close"])
    }

    @Test func `bodies take no more memory than there is`() {
        var desk = MachineDesk(bodyBytesMax: HTTPLimits.uncountedBodyBytesMax)
        let body = String(repeating: "x", count: HTTPLimits.uncountedBodyBytesMax + 1)
        #expect(
            desk.receive(Self.request(body: body)).prefix(2) == [
                "reject unavailable", "write 0 last",
            ])
    }

    // MARK: Deadlines

    @Test func `an idle connection is closed, but not before its time`() {
        var desk = MachineDesk()
        #expect(desk.tick(MachineDesk.idleSeconds - 1) == [])
        #expect(desk.tick() == ["close"])
    }

    @Test func `a request that does not arrive is answered so`() {
        var desk = MachineDesk()
        #expect(desk.receive("POST / HT") == [])
        #expect(desk.tick(HTTPLimits.requestSecondsMax - 1) == [])
        #expect(
            desk.tick() == ["reject request-too-slow", "write 0 last", "close when written"])
    }

    @Test func `a request under way may take as long as it takes`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        #expect(desk.tick(100_000) == [])
        #expect(desk.respond(0) == ["write 0"])
        #expect(desk.tick(MachineDesk.idleSeconds) == ["close"])
    }

    @Test func `a client that does not read is cut off, and sends nothing meanwhile`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        #expect(desk.writable(false) == [])
        #expect(desk.respond(0) == ["write 0"])
        #expect(desk.receive(Self.request("/2")) == [])
        let mayRead = desk.mayRead()
        #expect(!mayRead)
        #expect(desk.tick(HTTPLimits.stalledWriteSecondsMax) == ["close"])
    }

    @Test func `a client that reads again is served and read from again`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        _ = desk.writable(false)
        _ = desk.respond(0)
        _ = desk.receive(Self.request("/2"))
        let mayRead = desk.mayRead()
        #expect(!mayRead)
        #expect(desk.writable(true) == ["perform 1 /2 ", "read"])
    }

    // MARK: Streams

    @Test func `a stream is sent part by part, and requests behind it wait`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request("/1") + Self.request("/2"))
        #expect(desk.respond(0, hasStream: true) == ["write 0", "advance"])
        #expect(desk.streamPart() == ["advance"])
        #expect(desk.streamEnd() == ["end stream", "perform 1 /2 "])
    }

    @Test func `a client that takes no part of a stream is cut off`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        _ = desk.respond(0, hasStream: true)
        desk.streamPartReady()
        #expect(desk.tick(HTTPLimits.stalledStreamSecondsMax - 1) == [])
        #expect(desk.tick() == ["close"])
    }

    @Test func `a client that takes no part while others wait gets less time`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        _ = desk.respond(0, hasStream: true)
        desk.streamPartReady()
        let seconds = HTTPLimits.stalledStreamSecondsMaxWhenCrowded
        #expect(desk.tick(seconds, isStreamCrowded: true) == ["close"])
    }

    @Test func `nobody stops sending in the middle of a stream`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        _ = desk.respond(0, hasStream: true)
        #expect(desk.endInput() == ["close"])
    }

    @Test func `an old client's stream ends with the connection`() {
        var desk = MachineDesk()
        _ = desk.receive("GET /read HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(desk.respond(0, hasStream: true) == ["write 0 last", "advance"])
        #expect(desk.streamEnd() == ["end stream", "close when written"])
    }

    // MARK: Ends

    @Test func `a client that sends no more gets what it has asked for`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request("/1") + Self.request("/2"))
        #expect(desk.endInput() == [])
        #expect(desk.respond(0) == ["write 0", "perform 1 /2 "])
        #expect(desk.respond(1) == ["write 1 last", "close when written"])
    }

    @Test func `half a request is answered when no more comes`() {
        var desk = MachineDesk()
        _ = desk.receive("POST / HTTP/1.1\r\n")
        #expect(
            desk.endInput() == [
                "reject invalid-request", "write 0 last", "close output", "close when written",
            ])
    }

    @Test func `a stop closes idle connections and waits for requests under way`() {
        var idle = MachineDesk()
        #expect(idle.drain() == ["close when written"])
        var busy = MachineDesk()
        _ = busy.receive(Self.request())
        #expect(busy.drain() == [])
        #expect(busy.respond(0) == ["write 0 last", "close when written"])
    }

    @Test func `a stop ends a stream between two parts`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        _ = desk.respond(0, hasStream: true)
        #expect(desk.drain() == ["end stream", "close when written"])
    }

    @Test func `a connection too many is told so`() {
        var desk = MachineDesk(isOpen: false)
        #expect(
            desk.open(isCounted: false) == [
                "reject unavailable", "write 0 last", "close when written",
            ])
    }

    @Test func `nobody waits for a response once the client has gone`() {
        var desk = MachineDesk()
        _ = desk.receive(Self.request())
        desk.closed()
        #expect(desk.respond(0) == ["unawaited 0"])
    }
}
