import FuzzTargets
import HTTP
import Testing

@Suite("Request reader") struct RequestReaderTests {
    @Test func `a request is read with its method, target, headers and body`() throws {
        let read = ReadBytes(
            "POST /v1/tables?a=b HTTP/1.1\r\nHost: h\r\ncontent-TYPE: \t text/x y \t\r\n"
                + "Content-Type: second\r\nX-Other:\r\nContent-Length: 003\r\n\r\nabc")
        let request = try #require(read.requests.first)
        #expect(read.requests.count == 1)
        #expect(request.method == .POST)
        #expect(request.target == "/v1/tables?a=b")
        #expect(request.contentType == "text/x y")
        #expect(request.text == "abc")
        #expect(request.isWhole && request.isKeptAlive && !request.isHTTP10)
        #expect(read.error == nil && !read.isAmidRequest)
    }

    @Test(arguments: HTTPMethod.allCases)
    func `every registered method is known`(method: HTTPMethod) {
        let read = ReadBytes("\(method.rawValue) / HTTP/1.1\r\n\r\n")
        #expect(read.requests.map(\.method) == [method])
    }

    @Test(arguments: [
        "/", "/%20?x=/y", "http://host/path", "HTTPS://host", "//", "/~!*'\"<>{}|^`",
        "http://[::1]:8000?x", "http://h:80/?x#y".replacing("#", with: "%23"),
    ])
    func `a target is kept as it is`(target: String) {
        let read = ReadBytes("GET \(target) HTTP/1.1\r\n\r\n")
        #expect(read.requests.map(\.target) == [target])
    }

    @Test func `a star asks what there is in all`() {
        #expect(ReadBytes("OPTIONS * HTTP/1.1\r\n\r\n").requests.map(\.target) == ["*"])
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
        ("HTTP/1.1", "Connection: x , CLOSE\r\n", false),
        ("HTTP/1.1", "Connection: keep-alive\r\nconnection: close\r\n", false),
        ("HTTP/1.1", "Connection: closed\r\n", true), ("HTTP/1.1", "Connection:\r\n", true),
        ("HTTP/1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n", true),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: ,Keep-Alive,\r\n", true),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
    ])
    func `version and Connection say whether more requests come`(
        version: String, fields: String, isKeptAlive: Bool
    ) {
        let read = ReadBytes("GET / \(version)\r\n\(fields)\r\n")
        #expect(read.requests.map(\.isKeptAlive) == [isKeptAlive])
        #expect(read.requests.map(\.isHTTP10) == [version == "HTTP/1.0"])
    }

    @Test func `requests follow each other, with empty lines between them`() {
        let read = ReadBytes(
            "\r\nPUT /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
                + "GET /2 HTTP/1.1\r\n\r\nDELETE /3 HTTP/1.0\r\n\r\n\r\n")
        #expect(read.requests.map(\.target) == ["/1", "/2", "/3"])
        #expect(read.requests.map(\.text) == ["x", "", ""])
        #expect(read.error == nil && !read.isAmidRequest)
    }

    @Test(arguments: [
        ("0\r\n\r\n", ""), ("1\r\na\r\n00\r\n\r\n", "a"),
        ("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        ("000000000000000000000002\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
        ("1;x=y;y;z=\"q\t\\\";\"\r\na\r\n0;last\r\n\r\n", "a"),
        ("1\r\na\r\n0\r\nTrailer: 1\r\nContent-Type: 7\r\n\r\n", "a"),
    ])
    func `a body may come in chunks, with extensions and trailers that are ignored`(
        chunks: String, body: String
    ) {
        let read = ReadBytes(
            "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n\(chunks)GET /2 HTTP/1.1\r\n\r\n")
        #expect(read.requests.map(\.text) == [body, ""])
        #expect(read.requests.map(\.isWhole) == [true, true])
        #expect(read.error == nil)
    }

    @Test(arguments: [
        "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nA: b\r\n\r",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nx",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
    ])
    func `it is known whether a request has not ended`(bytes: String) {
        let read = ReadBytes(bytes)
        #expect(read.isAmidRequest)
        #expect(read.error == nil)
    }
}
