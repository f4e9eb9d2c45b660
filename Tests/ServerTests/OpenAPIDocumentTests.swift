import Foundation
import HTTP
import Platform
import Server
import Testing
import TransportSupport

@Suite("/openapi.json") struct OpenAPIDocumentTests {
    private func request(_ method: String, _ headers: String = "") -> String {
        "\(method) /openapi.json HTTP/1.1\r\nHost: h\r\n\(headers)\r\n"
    }

    @Test func `the server tells the contract that the project publishes`() async throws {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Schemas/openapi.json")
        let document = [UInt8](try Data(contentsOf: file))
        // As answers of yes or no: a failure that prints both documents helps nobody.
        let isEmbedded = OpenAPIDocument.bytes == document
        #expect(isEmbedded)
        try await withServer { port, _ in
            let answer = try #require(try await RawClient.exchange(port, request("GET")).first)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            let isServed = answer.body == document
            #expect(isServed)
            let head = try #require(
                try await RawClient.exchange(port, request("HEAD"), endsWithHEAD: true).first)
            #expect(head.headers["content-length"] == "\(document.count)")
            #expect(head.body == [])
        }
    }

    @Test func `who has it already is told only that`() async throws {
        try await withServer { port, _ in
            let first = try #require(try await RawClient.exchange(port, request("GET")).first)
            let tag = try #require(first.headers["etag"])
            let again = try await RawClient.exchange(
                port, request("GET", "If-None-Match: \(tag)\r\n") + request("HEAD"),
                endsWithHEAD: true)
            #expect(again.map(\.status) == [304, 200])
            #expect(again.first?.body == [])
            #expect(again.first?.headers["etag"] == tag)
            #expect(again.first?.headers["content-length"] == nil)
            let other = try await RawClient.exchange(
                port, request("GET", "If-None-Match: \"x\"\r\n"))
            #expect(other.first?.status == 200)
        }
    }

    @Test func `it is packed for who asks`() async throws {
        try await withServer { port, _ in
            let answer = try #require(
                try await RawClient.exchange(port, request("GET", "Accept-Encoding: gzip\r\n"))
                    .first)
            #expect(answer.headers["content-encoding"] == "gzip")
            #expect(answer.headers["vary"] == "Accept-Encoding")
            #expect(try ContentEncoding.gzip.decode(answer.body) == OpenAPIDocument.bytes)
        }
    }

    @Test(arguments: ["/openapi.json", "/health/live", "/health/ready"])
    func `the server's own paths take GET and HEAD alone`(path: String) async throws {
        try await withServer { port, _ in
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let answers = try await RawClient.exchange(
                    port, "\(method) \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
                let answer = try #require(answers.first)
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == "GET, HEAD")
                #expect(answer.headers["content-type"] == "application/problem+json")
                #expect(answer.text.contains("urn:quipu:problem:method-not-allowed"))
            }
        }
    }
}
