package import API
package import DynamoDBAPI
import Engine
package import NativeAPI

/// Carries requests to an API and brings back its responses, over the transport of the test.
package struct APIConnection: Sendable {
    private typealias Handler =
        @Sendable (Request, _ respond: @escaping @Sendable (Response) -> Void) -> Void

    private enum Way {
        case dispatcher(Handler)
        case socket(port: Int)
    }

    private let way: Way

    private init(_ handle: @escaping Handler) {
        way = .dispatcher(handle)
    }

    /// Calls DynamoDB's API in memory.
    package init(to dispatcher: Dispatcher) {
        self.init { dispatcher.handle($0, lane: ImmediateLane.shared, respond: $1) }
    }

    /// Calls the native API in memory.
    package init(to dispatcher: NativeDispatcher) {
        self.init { dispatcher.handle($0, lane: ImmediateLane.shared, respond: $1) }
    }

    /// Calls the server that listens at `port` of this machine.
    package init(port: Int) {
        way = .socket(port: port)
    }

    /// Sends one request and waits for its response.
    ///
    /// What does not come back as a response of HTTP is one with status 0, which no test expects.
    package func send(_ request: Request) async -> Response {
        switch way {
        case .dispatcher(let handle):
            await withCheckedContinuation { continuation in
                handle(request) { continuation.resume(returning: $0) }
            }
        case .socket: await send([request]).first ?? Response(status: 0, body: [])
        }
    }

    /// Sends requests without waiting for the responses in between: over a socket on one connection,
    /// pipelined.
    package func send(_ requests: [Request]) async -> [Response] {
        switch way {
        case .dispatcher(let handle): return await APIConnection.collect(requests, handle)
        case .socket(let port):
            do {
                let bytes = requests.flatMap { HTTPText.bytes(of: $0) }
                return try await RawClient.exchange(port, bytes).map { Response($0) }
            } catch {
                return [Response(status: 0, body: Array("\(error)".utf8))]
            }
        }
    }

    /// Hands all of them in before the first is answered, and puts the responses in order.
    private static func collect(_ requests: [Request], _ handle: Handler) async -> [Response] {
        await withTaskGroup(of: (Int, Response).self) { group in
            for (index, request) in requests.enumerated() {
                let responses = AsyncStream<Response> { continuation in
                    handle(request) { response in
                        continuation.yield(response)
                        continuation.finish()
                    }
                }
                group.addTask {
                    for await response in responses { return (index, response) }
                    return (index, Response(status: 0, body: []))
                }
            }
            var found: [(Int, Response)] = []
            for await response in group { found.append(response) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// A request as a client writes it.
private enum HTTPText {
    static func bytes(of request: Request) -> [UInt8] {
        let query = request.query.map { "?\($0)" } ?? ""
        var lines = ["\(request.method) \(request.path)\(query) HTTP/1.1", "Host: localhost"]
        let headers = request.headers
        for (name, value) in [
            ("Content-Type", headers.contentType), ("X-Amz-Target", request.operation),
            ("X-Amz-Invocation-Type", headers.invocationType),
            (RequestHeaders.sourceName, headers.source),
            (RequestHeaders.sequenceName, headers.sequence),
            (RequestHeaders.lastEventIDName, headers.lastEventID),
            ("If-None-Match", headers.ifNoneMatch),
        ] {
            if let value { lines.append("\(name): \(value)") }
        }
        if !request.body.isEmpty || request.method != "GET" {
            lines.append("Content-Length: \(request.body.count)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body
    }
}

extension Response {
    /// The response as the API made it, as far as the bytes tell.
    fileprivate init(_ raw: RawResponse) {
        self.init(
            status: raw.status,
            contentType: ContentType(rawValue: raw.headers["content-type"] ?? "") ?? .json,
            headers: raw.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
            body: raw.body)
    }
}
