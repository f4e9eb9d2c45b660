import FuzzTargets
import HTTP
import Testing

/// What two servers could read in different ways is not read at all.
@Suite("Malformed requests") struct MalformedRequestTests {
    @Test(arguments: [
        "hello", "GET", "GET /", "GET / ", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ",
        " GET / HTTP/1.1", "GET\t/ HTTP/1.1", "GET /a b HTTP/1.1", "GET /\tHTTP/1.1",
        "GET  HTTP/1.1", "/ HTTP/1.1", " / HTTP/1.1",
        "get / HTTP/1.1", "FETCH / HTTP/1.1", "GE / HTTP/1.1", "POSTS / HTTP/1.1",
        "G\u{E9}T / HTTP/1.1", "PRI * HTTP/2.0",
        "GET abc HTTP/1.1", "GET ?a HTTP/1.1", "GET http:/x HTTP/1.1", "GET ://x HTTP/1.1",
        "CONNECT host:80 HTTP/1.1", "GET * HTTP/1.1", "OPTIONS *x HTTP/1.1",
        "GET /a#b HTTP/1.1", "GET /?a#b HTTP/1.1", "GET /# HTTP/1.1", "GET http://h/#b HTTP/1.1",
        "GET http:// HTTP/1.1", "GET http:///x HTTP/1.1", "GET http://?x HTTP/1.1",
        "GET http://:80/ HTTP/1.1", "GET http://u@h/ HTTP/1.1", "GET http://h:x/ HTTP/1.1",
        "GET http://h:99999/ HTTP/1.1", "GET http://[::1/ HTTP/1.1", "GET ftp://h/ HTTP/1.1",
        "GET / HTTP/9.9", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/1.",
        "GET / HTTP/11", "GET / http/1.1", "GET / HTTP/1.1x", "GET / HTP/1.1", "GET / ICE/1.0",
        "GET /\u{E9} HTTP/1.1", "GET /\u{7F} HTTP/1.1", "GET /\u{0} HTTP/1.1", "\u{16}\u{3}\u{1}",
    ])
    func `a first line that is none`(line: String) {
        let read = ReadBytes("\(line)\r\n\r\n")
        #expect(read.requests.isEmpty)
        #expect(read.error == .malformed)
    }

    @Test(arguments: [
        ": x", "Name", "Name : x", "Name\t: x", " Name: x", "\tName: x", "Na me: x", "N(: x",
        "N\u{E9}: x", "\"Name\": x", "A: b\r\n folded", "A: b\r\n\tfolded", "A: b\r\n \r\n",
        "A: b\rc", "A: b\nB: c", "A: b\r\r", "\nA: b", "A: \u{0}", "A: b\u{1}", "A: b\u{7F}",
        "A\u{0}: b", "A: b\u{B}", "A: b\u{C}", "A:b\r\n: c",
    ])
    func `a header that is none`(line: String) {
        let read = ReadBytes("GET / HTTP/1.1\r\n\(line)\r\n\r\n")
        #expect(read.requests.isEmpty)
        #expect(read.error == .malformed)
    }

    @Test(arguments: [
        "Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1, 1", "Content-Length: +1", "Content-Length: -1", "Content-Length: 0x1",
        "Content-Length: 1 1", "Content-Length:", "Content-Length: a", "Content-Length: 1.0",
        "Content-Length: 99999999999999999999", "Content-Length: 18446744073709551617",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip, chunked, chunked",
        "Transfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked\r\nContent-Length: 1", "Transfer-Encoding: ,chunked",
        "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: identity", "Transfer-Encoding:",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked;x",
        "Transfer-Encoding: \u{B}chunked", "Transfer-Encoding: \"chunked\"",
    ])
    func `an end that cannot be told for certain`(fields: String) {
        let read = ReadBytes("POST / HTTP/1.1\r\n\(fields)\r\n\r\n0\r\n\r\n")
        #expect(read.requests.isEmpty)
        #expect(read.error == .malformed)
    }

    @Test(arguments: [
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: x,CHUNKED",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
    ])
    func `a coding besides chunks is not known`(fields: String) {
        let request = "POST / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n\r\n0\r\n\r\n"
        #expect(ReadBytes(request).error == .unknownCoding)
    }

    @Test func `chunks from a client that cannot know them`() {
        let read = ReadBytes("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(read.error == .malformed)
    }

    @Test(arguments: [
        "\r\n", "x\r\n", "-1\r\n", " 1\r\nx\r\n", "1 \r\nx\r\n", "1 ;a\r\nx\r\n", "0x1\r\nx\r\n",
        ";a\r\n", "1\nx\r\n", "1\rx\r\n", "1\r\nxy\r\n", "1\r\nx\n0\r\n\r\n", "1\r\nx\r0",
        "1\r\nx0\r\n\r\n", "1;\u{0}\r\n", "1;a\nb\r\n", "1g\r\n", "ffffffffffffffff\r\n",
        "8000000000000000\r\n", "10000000000000001\r\n",
        "1;\r\n", "1;a b\r\n", "1;a=\r\n", "1;a;\r\n", "1;a=\"b\r\n", "1;a=\"b\\\"\r\n",
        "1;a=\"b\"c\r\n", "1;a,b\r\n", "1;\u{E9}\r\n",
        "0\r\nTransfer-Encoding: chunked\r\n", "0\r\ncontent-length: 1\r\n",
        "0\r\nTrailer : x\r\n\r\n", "0\r\nTrailer\r\n\r\n", "0\r\n folded\r\n\r\n",
        "0\r\nA: b\nc: d\r\n\r\n", "0\r\n\n",
    ])
    func `chunks that are none`(chunks: String) {
        let read = ReadBytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
        #expect(read.requests.map(\.isWhole) == [false])
        #expect(read.error == .malformed)
    }

    @Test(arguments: [
        "\u{16}", "hello", "UNSUBSCRIBER", "GET\u{0}", "GET/", " ", "GET / HTTP/1.1\r\nA:\n",
        "\r\r", "\n",
    ])
    func `nobody waits for the end of a line that cannot become one`(bytes: String) {
        #expect(ReadBytes(bytes).error == .malformed)
    }
}
