import FuzzTargets
import HTTP
import Testing

@Suite("Reading limits") struct ReadingLimitsTests {
    private func requestLine(of count: Int) -> String {
        "GET /" + String(repeating: "x", count: count - "GET / HTTP/1.1".utf8.count) + " HTTP/1.1"
    }

    /// A header whose line takes so many bytes with its end.
    private func field(of count: Int) -> String {
        "A: " + String(repeating: "x", count: count - 5) + "\r\n"
    }

    @Test func `a request line may be as long as the limit, and no longer`() {
        let max = HTTPLimits.requestLineBytesMax
        #expect(ReadBytes(requestLine(of: max) + "\r\n\r\n").requests.count == 1)
        let longer = ReadBytes(requestLine(of: max + 1) + "\r\n\r\n")
        #expect(longer.error == .requestLineTooLong)
    }

    @Test func `headers may take as much as the limit, and no more`() {
        let half = HTTPLimits.headerBytesMax / 2
        let head = "GET / HTTP/1.1\r\n" + field(of: half)
        #expect(ReadBytes(head + field(of: half) + "\r\n").requests.count == 1)
        #expect(ReadBytes(head + field(of: half + 1) + "\r\n").error == .headTooLarge)
        #expect(ReadBytes(head + field(of: half) + "B:\r\n\r\n").error == .headTooLarge)
    }

    @Test func `there may be as many headers as the limit, and no more`() {
        let max = HTTPLimits.headerFieldsMax
        let fields = String(repeating: "A: b\r\n", count: max)
        #expect(ReadBytes("GET / HTTP/1.1\r\n\(fields)\r\n").requests.count == 1)
        #expect(ReadBytes("GET / HTTP/1.1\r\n\(fields)B:\r\n\r\n").error == .headTooLarge)
    }

    @Test func `trailers count as headers`() {
        let half = HTTPLimits.headerBytesMax / 2
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\(field(of: half))\r\n"
        #expect(ReadBytes(head + "0\r\n\(field(of: half))\r\n").error == .headTooLarge)
        let read = ReadBytes(head + "0\r\n\(field(of: half - 100))\r\n")
        #expect(read.requests.map(\.isWhole) == [true])
    }

    @Test func `each request has the limits for itself`() {
        let fields = String(repeating: "A: b\r\n", count: HTTPLimits.headerFieldsMax)
        let request = "GET / HTTP/1.1\r\n\(fields)\r\n"
        #expect(ReadBytes(request + request + request).requests.count == 3)
    }

    @Test func `what follows a chunk's size may be as long as the limit, and no longer`() {
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        let max = HTTPLimits.chunkLineBytesMax
        let line = "0;" + String(repeating: "x", count: max - 2)
        #expect(ReadBytes(head + line + "\r\n\r\n").requests.map(\.isWhole) == [true])
        #expect(ReadBytes(head + line + "x\r\n\r\n").error == .chunkLineTooLong)
    }

    @Test func `chunks may claim as much as a body may have, and no more`() {
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        let max = HTTPLimits.bodyBytesMax
        #expect(ReadBytes(head + "\(String(max, radix: 16))\r\n").error == nil)
        for sizes in ["\(String(max + 1, radix: 16))\r\n", "7fffffffffffffff\r\n"] {
            #expect(ReadBytes(head + sizes).error == .bodyTooLarge)
            #expect(ReadBytes(head + "1\r\nx\r\n" + sizes).error == .bodyTooLarge)
        }
        #expect(ReadBytes(head + "1\r\nx\r\n\(String(max, radix: 16))\r\n").error == .bodyTooLarge)
        // Each request has it for itself.
        let whole = head + "1\r\nx\r\n0\r\n\r\n"
        #expect(ReadBytes(whole + head + "\(String(max, radix: 16))\r\n").error == nil)
    }

    @Test(arguments: [
        ("GET /", ReadingError.requestLineTooLong), ("GET / HTTP/1.1\r\nA: ", .headTooLarge),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;", .chunkLineTooLong),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ", .headTooLarge),
    ])
    func `a line without an end is refused as soon as it is too long`(
        start: String, error: ReadingError
    ) {
        let bytes = Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let read = ReadBytes(bytes.map { [$0] })
        #expect(read.error == error)
        #expect(read.heldBytesMax <= HTTPLimits.headerBytesMax)
    }
}
