import HTTP
import Platform

extension FuzzTarget {
    /// What comes over a connection: heads, bodies and chunks of one request after the other.
    ///
    /// However the bytes are cut on their way, the same is read, and never more than the limits
    /// allow.
    package static let http = FuzzTarget(
        "http", seeds: (RequestStreams.all + RequestStreams.long).map { Array($0.utf8) }
    ) { input in
        let bytes = repeating(input)
        let whole = ReadBytes([bytes])
        if let excess = excess(in: whole) { return excess }
        var random = SplitMix64(seed: bytes.reduce(17) { $0 &* 31 &+ UInt64($1) })
        // Long ones not byte by byte, which would take most of the time.
        for bytesMax in bytes.count > 4096 ? [100, 5000] : [1, 3, 100] {
            let pieces = pieces(of: bytes, bytesMax: bytesMax, using: &random)
            let read = ReadBytes(pieces)
            if read != whole {
                return "in pieces of \(pieces.map(\.count)) bytes it is something else"
            }
            if let excess = Self.excess(in: read) { return excess }
        }
        return nil
    }

    /// What of it is beyond the limits.
    private static func excess(in read: ReadBytes) -> String? {
        let headBytesMax = HTTPLimits.requestLineBytesMax + HTTPLimits.headerBytesMax
        if read.heldBytesMax > headBytesMax { return "more than a head was held" }
        if !read.requests.dropLast().allSatisfy(\.isWhole) { return "a request was left open" }
        for request in read.requests {
            if request.target.utf8.count > HTTPLimits.requestLineBytesMax {
                return "a target is beyond the limit of its line"
            }
            if request.fields.count > HTTPLimits.headerFieldsMax { return "too many headers" }
            let fieldBytes = request.fields.reduce(0) { $0 + $1.unicodeScalars.count }
            if fieldBytes > HTTPLimits.headerBytesMax { return "headers are too long" }
            if request.isChunked, request.body.count > HTTPLimits.bodyBytesMax {
                return "a body of chunks is too long"
            }
        }
        return nil
    }

    /// The input with its runs written out: a byte 1 and the one behind it stand for up to 16 KiB of
    /// what stands before them, or no input that a fuzzer makes would reach a limit.
    private static func repeating(_ input: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = input[...]
        while let byte = rest.popFirst() {
            guard byte == 1, let last = bytes.last, let count = rest.popFirst(),
                bytes.count < 2 * HTTPLimits.headerBytesMax
            else {
                bytes.append(byte)
                continue
            }
            bytes += repeatElement(last, count: Int(count) * 64)
        }
        return bytes
    }

    private static func pieces(
        of bytes: [UInt8], bytesMax: Int, using random: inout SplitMix64
    ) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(rest.count, bytesMax), using: &random)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}

/// Bytes of connections, sound and malformed.
package enum RequestStreams {
    package static let all = [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: a\r\nContent-Length: 5\r\n\r\nab\r\nc",
        "\r\nPOST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n1\r\n\r\r\n0\r\nTrailer: t\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
        "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
        "GET /1 HTTP/1.1\r\n\r\nhello\r\n\r\n", "GET / HTTP/1.1\r\nName : x\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rB: c\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
    ]

    /// The same at the limits, with runs as the target `http` writes them out.
    static let long = [
        "GET /x\u{1}\u{7F}x\u{1}\u{7F} HTTP/1.1\r\nA: y\u{1}\u{7F}\r\nB: z\u{1}\u{7F}\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n40;x\u{1}\u{7F}\r\nx\u{1}\u{1}",
        // Too long, and malformed behind that or in front of it: once the answer depended on how
        // much came at once.
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n40;x\u{1}\u{7F}\nx\u{1}\u{1}",
        "GET / HTTP/1.1\r\nA: y\u{1}\u{7F}y\u{1}\u{7F}y\u{1}\u{7F}\n\r\n",
        "get /x\u{1}\u{7F}x\u{1}\u{7F}x\u{1}\u{7F}", "GET /x\u{1}\u{7F}x\u{1}\u{7F}x\u{1}\u{7F}\n",
    ]
}
