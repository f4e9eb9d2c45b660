import Engine
import HTTP
import NativeAPI
import Platform
import Server
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("What HTTP itself says about /v1") struct NativeProblemTests {
    private static let increments = "/v1/tables/clicks/increments"
    private static let lines =
        #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"# + "\n"
        + #"{"key":{"pk":"a","sk":"b"},"add":{"c":2}}"# + "\n"

    /// The bytes of a batch in lines, with its mark in the headers.
    private func batch(_ body: [UInt8], sequence: Int = 1, headers: String = "") -> [UInt8] {
        let head =
            "POST \(Self.increments) HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\n"
            + "Quipu-Source: edge-1\r\nQuipu-Sequence: \(sequence)\r\n\(headers)"
            + "Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    private func withNative(
        unpackedBytesMax: Int = HTTPLimits.bodyBytesInFlightMax,
        _ body: (Int) async throws -> Void
    ) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            _ = try await store.makeTable()
            let native = NativeDispatcher(store: store, pool: pool)
            try await withServer(native: native, unpackedBytesMax: unpackedBytesMax) { port, _ in
                try await body(port)
            }
        }
    }

    @Test func `a batch's mark comes in headers, and its body may be packed`() async throws {
        try await withNative { port in
            let plain = Array(Self.lines.utf8)
            var answers = try await RawClient.exchange(port, batch(plain))
            for (sequence, encoding) in [(2, ContentEncoding.gzip), (3, .deflate)] {
                answers += try await RawClient.exchange(
                    port,
                    batch(
                        encoding.encode(plain), sequence: sequence,
                        headers: "Content-Encoding: \(encoding.rawValue)\r\n"))
            }
            #expect(
                answers.map(\.text)
                    == (1...3).map {
                        #"{"applied":2,"duplicate":false,"source":"edge-1","sequence":\#($0)}"#
                    })
            let item = try await RawClient.exchange(
                port, "GET /v1/tables/clicks/items?pk=a&sk=b HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(item.first?.text == #"{"item":{"c":9,"pk":"a","sk":"b"}}"#)
        }
    }

    @Test(arguments: [
        ("gzip", 400, "invalid-request"), ("deflate", 400, "invalid-request"),
        ("br", 415, "unsupported-media-type"),
    ])
    func `a body that cannot be unpacked is its sender's problem, and the connection goes on`(
        encoding: String, status: Int, name: String
    ) async throws {
        try await withNative { port in
            let packed = batch(Array("{}".utf8), headers: "Content-Encoding: \(encoding)\r\n")
            let answers = try await RawClient.exchange(port, packed + packed)
            #expect(answers.map(\.status) == [status, status])
            expectProblem(answers.first, name)
        }
    }

    @Test func `a small body that unfolds into a large one is too large`() async throws {
        try await withNative { port in
            let bomb = ContentEncoding.gzip.encode([UInt8](repeating: 0x20, count: 17 << 20))
            let answers = try await RawClient.exchange(
                port, batch(bomb, headers: "Content-Encoding: gzip\r\n"))
            #expect(answers.map(\.status) == [413])
            expectProblem(answers.first, "body-too-large")
        }
    }

    @Test func `packed bodies wait their turn for memory, and give it back`() async throws {
        let packed = ContentEncoding.gzip.encode(Array(Self.lines.utf8))
        func requests(_ count: Int) -> [UInt8] {
            (1...count).flatMap {
                batch(packed, sequence: $0, headers: "Content-Encoding: gzip\r\n")
            }
        }
        // Room for one body of any size, again and again.
        try await withNative(unpackedBytesMax: HTTPLimits.bodyBytesMax) { port in
            let answers = try await RawClient.exchange(port, requests(3))
            #expect(answers.map(\.status) == [200, 200, 200])
        }
        try await withNative(unpackedBytesMax: HTTPLimits.bodyBytesMax - 1) { port in
            let answers = try await RawClient.exchange(port, requests(2))
            #expect(answers.map(\.status) == [503, 503])
            expectProblem(answers.first, "unavailable")
        }
    }

    @Test func `a packed nothing is a missing body, and a call without one does not unpack`()
        async throws
    {
        try await withNative { port in
            let answers = try await RawClient.exchange(
                port,
                "GET /v1/tables HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n\r\n"
                    + "PUT /v1/tables/other HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n"
                    + "Content-Length: 0\r\n\r\n")
            #expect(answers.map(\.status) == [200, 400])
            expectProblem(answers.last, "invalid-request")
        }
    }

    @Test(arguments: [
        ("Expect: 100-continue\r\nContent-Length: 20000000\r\n", 413, "body-too-large"),
        ("Expect: tea\r\nContent-Length: 2\r\n", 417, "expectation-failed"),
    ])
    func `what HTTP refuses is told as a problem`(
        headers: String, status: Int, name: String
    ) async throws {
        try await withServer { port, _ in
            for target in [Self.increments, "http://localhost:8000\(Self.increments)?x=1"] {
                let answers = try await RawClient.exchange(
                    port, "POST \(target) HTTP/1.1\r\nHost: h\r\n\(headers)\r\n")
                #expect(answers.map(\.status) == [status])
                expectProblem(answers.first, name)
                #expect(answers.first?.headers["connection"] == "close")
            }
        }
    }

    @Test(arguments: [17_000, 100_000])
    func `a head that is too long is told as a problem`(length: Int) async throws {
        try await withServer { port, _ in
            let long = String(repeating: "x", count: length)
            for (head, status, name) in [
                ("/v1/tables/\(long) HTTP/1.1", 414, "request-line-too-long"),
                ("/v1/tables HTTP/1.1\r\nh: \(long)", 400, "invalid-request"),
            ] {
                let answers = try await RawClient.exchange(
                    port, "GET \(head)\r\nHost: h\r\n\r\n")
                #expect(answers.map(\.status) == [status])
                expectProblem(answers.first, name)
            }
        }
    }

    private func expectProblem(_ answer: RawResponse?, _ name: String) {
        #expect(answer?.headers["content-type"] == "application/problem+json")
        let start = #"{"type":"urn:quipu:problem:\#(name)","title":""#
        #expect(answer?.text.hasPrefix(start) == true, "\(answer?.text ?? "nothing")")
    }
}
