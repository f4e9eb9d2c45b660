package import API
package import DynamoDBAPI
import Engine
package import NativeAPI
import Testing

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
    package func send(_ request: Request) async -> Response {
        await send([request])[0]
    }

    /// Sends requests without waiting for the responses in between: over a socket on one connection,
    /// pipelined.
    ///
    /// - Returns: one response to each request. One that is missing, or is no response of HTTP, has the
    ///   status 0; that, and a response that nobody asked for, fails the test.
    package func send(_ requests: [Request]) async -> [Response] {
        var responses: [Response]
        switch way {
        case .dispatcher(let handle): responses = await APIConnection.collect(requests, handle)
        case .socket(let port):
            do {
                let bytes = requests.flatMap { HTTPText.bytes(of: $0) }
                responses = try await RawClient.exchange(port, bytes).map { Response($0) }
            } catch {
                Issue.record(error)
                responses = []
            }
        }
        if responses.count != requests.count {
            Issue.record("\(requests.count) requests got \(responses.count) responses")
        }
        while responses.count < requests.count { responses.append(Response(status: 0, body: [])) }
        return responses
    }

    /// Hands all of them in before the first is answered, and puts the responses in order.
    private static func collect(_ requests: [Request], _ handle: Handler) async -> [Response] {
        var awaited: [AsyncStream<Response>] = []
        for request in requests {
            let (responses, continuation) = AsyncStream.makeStream(of: Response.self)
            handle(request) { response in
                if case .terminated = continuation.yield(response) {
                    Issue.record("\(request.method) \(request.path) was answered twice")
                }
                continuation.finish()
            }
            awaited.append(responses)
        }
        var found: [Response] = []
        for responses in awaited {
            for await response in responses { found.append(response) }
        }
        return found
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
