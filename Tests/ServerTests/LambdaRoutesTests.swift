import API
import DynamoDBAPI
import Engine
import HTTP
import LambdaAPI
import Server
import TestSupport
import Testing
import TransportSupport

@Suite("Routes to Lambda's API") struct LambdaRoutesTests {
    private func request(_ method: String, _ path: String) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    ])
    func `a body that does not say that it is JSON is refused`(type: String?) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let lambda = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil)
            try await withServer(lambda: lambda) { port, _ in
                for (method, path) in [("POST", "/"), ("PUT", "/some-mapping")] {
                    let call = { (type: String?) in
                        "\(method) /2015-03-31/event-source-mappings\(path) HTTP/1.1\r\nHost: h\r\n"
                            + (type.map { "Content-Type: \($0)\r\n" } ?? "")
                            + "Content-Length: 2\r\n\r\n{}"
                    }
                    let refused = try await RawClient.exchange(port, call(type)).first
                    #expect(refused?.status == 415)
                    #expect(
                        refused?.headers["x-amzn-errortype"] == "UnsupportedMediaTypeException")
                    let taken = try await RawClient.exchange(
                        port, call("Application/JSON; charset=utf-8")
                    ).first
                    #expect(taken?.status != 415)
                }
            }
        }
    }

    @Test func `calls of event source mappings come with method, path and query`() async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let lambda = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil)
            try await withServer(lambda: lambda) { port, _ in
                let path = "/2015-03-31/event-source-mappings"
                let list = try await RawClient.exchange(port, request("GET", path + "/?MaxItems=1"))
                #expect(list.first?.status == 200)
                #expect(list.first?.text == #"{"EventSourceMappings":[]}"#)
                #expect(list.first?.headers["content-type"] == "application/json")
                let missing = try await RawClient.exchange(port, request("GET", path + "/none"))
                #expect(missing.first?.status == 404)
                #expect(missing.first?.headers["x-amzn-errortype"] == "ResourceNotFoundException")
                let wrong = try await RawClient.exchange(port, request("PATCH", path))
                #expect(wrong.first?.status == 405)
                let elsewhere = try await RawClient.exchange(
                    port, request("GET", "/2015-03-31/layers"))
                #expect(elsewhere.first?.text == "<UnknownOperationException/>\n")
            }
        }
    }
}
