/// Bytes of connections.
package enum RequestStreams {
    /// Whole requests that are read to their end.
    package static let sound = [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: a\r\nContent-Length: 5\r\n\r\nab\r\nc",
        "\r\nPOST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n1\r\n\r\r\n0\r\nTrailer: t\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
        "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\nContent-Length: 2\r\n\r\n{}"
            + "GET / HTTP/1.1\r\nx-amz-invocation-type: Event\r\nx-amz-target: a\r\n\r\n",
        "POST /v1/t HTTP/1.1\r\nQuipu-Source: edge\r\nQUIPU-SEQUENCE: 7\r\nquipu-source: b\r\n\r\n",
    ]

    /// Such as cannot be read, or end too early.
    package static let malformed = [
        "GET /1 HTTP/1.1\r\n\r\nhello\r\n\r\n", "GET / HTTP/1.1\r\nName : x\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rB: c\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
    ]

    package static let all = sound + malformed

    /// The same at the limits, with runs as the target `http` writes them out.
    static let soundLong = [
        "GET /x\u{1}\u{7F}x\u{1}\u{7F} HTTP/1.1\r\nA: y\u{1}\u{7F}\r\nB: z\u{1}\u{7F}\r\n\r\n"
    ]

    static let malformedLong = [
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n40;x\u{1}\u{7F}\r\nx\u{1}\u{1}",
        // Too long, and malformed behind that or in front of it: once the answer depended on how
        // much came at once.
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n40;x\u{1}\u{7F}\nx\u{1}\u{1}",
        "GET / HTTP/1.1\r\nA: y\u{1}\u{7F}y\u{1}\u{7F}y\u{1}\u{7F}\n\r\n",
        "get /x\u{1}\u{7F}x\u{1}\u{7F}x\u{1}\u{7F}", "GET /x\u{1}\u{7F}x\u{1}\u{7F}x\u{1}\u{7F}\n",
    ]
}
