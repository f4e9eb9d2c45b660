import HTTP
import Platform
import Server
import Testing
import TransportSupport

@Suite("Packed bodies") struct PackedBodyTests {
    @Test func `a packed request is understood and a long answer packed for who asks`() async throws
    {
        let body = Array(("{" + String(repeating: " ", count: 5000) + "}").utf8)
        for encoding in [ContentEncoding.gzip, .deflate] {
            let packed = encoding.encode(body)
            let head =
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nX-Amz-Target: T\r\n"
                + "Content-Encoding: \(encoding.rawValue)\r\nAccept-Encoding: \(encoding.rawValue)\r\n"
                + "Content-Length: \(packed.count)\r\n\r\n"
            try await withServer { port, _ in
                let answers = try await RawClient.exchange(port, Array(head.utf8) + packed)
                let answer = try #require(answers.first)
                #expect(answer.headers["content-encoding"] == encoding.rawValue)
                #expect(answer.headers["x-amz-crc32"] == "\(CRC32.checksum(answer.body))")
                #expect(try encoding.decode(answer.body) == Array("T\n".utf8) + body)
            }
        }
    }

    @Test func `short answers are never packed`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, post("{}", headers: ["Accept-Encoding: gzip"]))
            #expect(answers.first?.headers["content-encoding"] == nil)
        }
    }

    @Test(arguments: ["garbage", "gzip", "deflate", "GZIP"])
    func `a body that is not what it says is a server error`(encoding: String) async throws {
        try await withServer { port, _ in
            for body in ["{}", ""] {
                let answers = try await RawClient.exchange(
                    port, post(body, headers: ["Content-Encoding: \(encoding)"]))
                #expect(answers.map(\.status) == [500])
            }
        }
    }
}
