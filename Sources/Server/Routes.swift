package import HTTP
package import LambdaAPI
package import NativeAPI

/// What the server has at which path, and what every request passes before it gets there.
///
/// The order of checks is the protocol's: size and host (before it gets here), origin, room for the
/// response, method and media type, content encoding, then the API.
package struct Routes: HTTPApplication {
    private let table: EndpointTable
    private let compression: Compression
    let access: WebAccess

    package var conventions: HTTPConventions { .ofAPIs }

    /// The memory for large responses.
    var responses: ResponseMemory { compression.responses }

    /// - Parameters:
    ///   - native: what answers below `/v1`; without it nothing is there.
    ///   - lambda: what answers Lambda's calls of event source mappings.
    ///   - metrics: what answers at `/metrics`.
    ///   - unreadiness: why writes are not taken right now, for `/health/ready`.
    ///   - access: whose pages may ask, and for which hosts.
    ///   - unpackedBytesMax: what unpacked bodies may take at one time.
    ///   - answerBytesMax: the same for responses that their clients have not taken yet.
    package init(
        dispatcher: any RequestDispatcher, native: NativeDispatcher? = nil,
        lambda: LambdaDispatcher? = nil, metrics: Metrics? = nil,
        unreadiness: @escaping @Sendable () -> String? = { nil }, access: WebAccess = .local,
        unpackedBytesMax: Int = HTTPLimits.bodyBytesInFlightMax,
        answerBytesMax: Int = HTTPLimits.responseBytesInFlightMax
    ) {
        self.access = access
        let compression = Compression(
            unpackedBytesMax: unpackedBytesMax,
            responses: ResponseMemory(bytesMax: answerBytesMax))
        self.compression = compression
        var table = EndpointTable()
        table.add(
            below: NativeEndpoint.root, NativeEndpoint(dispatcher: native, compression: compression)
        )
        table.add(
            .POST, at: "/", DynamoDBEndpoint(dispatcher: dispatcher, compression: compression))
        table.add(
            .GET, .HEAD, at: "/", Page { Health.answer(host: $0.head.authority ?? "") })
        table.add(pageAt: "/health/live", Page { _ in Health.live })
        table.add(
            pageAt: "/health/ready",
            Page { _ in unreadiness().map(Health.notReady) ?? Health.ready })
        table.add(pageAt: OpenAPIDocument.path, ContractEndpoint(compression: compression))
        let lambda = LambdaEndpoint(dispatcher: lambda, compression: compression)
        table.add(below: LambdaDispatcher.path, lambda)
        table.add(below: LambdaDispatcher.functionsPath, lambda)
        if let metrics {
            table.add(
                pageAt: MetricsEndpoint.path,
                MetricsEndpoint(metrics: metrics, compression: compression))
        }
        self.table = table
    }

    package func traits(of head: RequestHead) -> RequestTraits {
        table.endpoint(for: head)?.traits(of: head) ?? (head.asksToRead ? .isRead : [])
    }

    package func operation(of head: RequestHead) -> String? {
        table.endpoint(for: head)?.operation(of: head)
    }

    package func response(to rejection: ProtocolRejection, line: RequestLine?) -> HTTPResponse {
        rejection.response(to: line)
    }

    package func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let match = table.match(request.method, request.head.path)
        let fields = request.head.fields
        if !fields.contains(.origin), !fields.contains(.fetchSite) {
            route(request, to: match, on: lane, respond: respond)
            return
        }
        let crossOrigin = CrossOrigin(access: access, match: match)
        switch crossOrigin.verdict(on: request) {
        case .goOn: route(request, to: match, on: lane, respond: respond)
        case .respond(let response): respond(response)
        case .goOnFor(let origin):
            route(request.readAsBeacon(), to: match, on: lane) { response in
                respond(CrossOrigin.allow(origin, toRead: response))
            }
        }
    }

    private func route(
        _ request: HTTPRequest, to match: EndpointTable.Match, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        if responses.isFull, !traits(of: request.head).contains(.isRead) {
            respond(
                ProtocolRejection.tooManyResponses.response(to: request.head.line)
                    .withConnectionKept)
            return
        }
        switch match {
        case .endpoint(let endpoint): endpoint.handle(request, on: lane, respond: respond)
        case .otherMethods(let allowed):
            respond(ProtocolAnswers.methodNotAllowed(allowed: allowed))
        case .nothing: respond(ProtocolAnswers.notFound)
        }
    }
}
