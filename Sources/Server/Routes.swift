package import DynamoDBAPI
package import Engine
package import HTTP
package import LambdaAPI
import NIOCore
package import NativeAPI
import Platform

/// The one method of the DynamoDB API that the server needs.
package protocol RequestDispatcher: Sendable {
    /// Carries out one request and calls `respond` once, on `lane` or before returning.
    func handle(
        target: String, body: [UInt8], lane: any CompletionLane,
        respond: @escaping @Sendable (APIResponse) -> Void)
}

extension Dispatcher: RequestDispatcher {}

/// Which request goes where, and what belongs to HTTP around an API's answer.
///
/// The order of checks is the protocol's: size (before it gets here), CORS, GET,
/// method and media type, content encoding, then the API.
package struct Routes: HTTPApplication {
    private let dispatcher: any RequestDispatcher
    private let native: NativeDispatcher?
    private let lambda: LambdaDispatcher?
    private let metrics: Metrics?
    private let unreadiness: @Sendable () -> String?
    let access: WebAccess
    let memory: BodyMemory

    /// - Parameters:
    ///   - native: what answers below `/v1`; without it nothing is there.
    ///   - lambda: what answers Lambda's calls of event source mappings.
    ///   - metrics: what answers at `/metrics`.
    ///   - unreadiness: why writes are not taken right now, for `/health/ready`.
    ///   - access: whose pages may ask, and for which hosts.
    ///   - unpackedBytesMax: what unpacked bodies may take at one time.
    ///   - answerBytesMax: the same for answers that their clients have not taken yet.
    package init(
        dispatcher: any RequestDispatcher, native: NativeDispatcher? = nil,
        lambda: LambdaDispatcher? = nil, metrics: Metrics? = nil,
        unreadiness: @escaping @Sendable () -> String? = { nil }, access: WebAccess = .local,
        unpackedBytesMax: Int = HTTPLimits.bodyBytesInFlightMax,
        answerBytesMax: Int = HTTPLimits.responseBytesInFlightMax
    ) {
        self.dispatcher = dispatcher
        self.native = native
        self.lambda = lambda
        self.metrics = metrics
        self.unreadiness = unreadiness
        self.access = access
        memory = BodyMemory(
            unpackedBytesMax: unpackedBytesMax, answerBytesMax: answerBytesMax)
    }

    package func traits(of head: RequestHead) -> RequestTraits {
        var traits: RequestTraits = []
        if head.isOrderedWrite { traits.insert(.isOrderedWrite) }
        if head.isRead { traits.insert(.isRead) }
        if CrossOrigin.isForHandlers(head.path) { traits.insert(.needsListedHost) }
        return traits
    }

    package func response(to rejection: ProtocolRejection, line: RequestLine?) -> HTTPResponse {
        rejection.response(to: line)
    }

    package func operation(of head: RequestHead) -> String? {
        head.operation.isEmpty ? nil : head.operation
    }

    /// Answers one request; `respond` is called once, on the lane's event loop.
    package func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        if !fields.contains(.origin), !fields.contains(.fetchSite) {
            route(request, on: lane, respond: respond)
            return
        }
        switch access.sender(of: request.head) {
        case .foreignPage: respond(CrossOrigin.refusal(of: request.head))
        case .own where !fields.contains(.origin): route(request, on: lane, respond: respond)
        case .own:
            guard let refusal = CrossOrigin.refusal(ofHandlersAt: request.head.path) else {
                route(request, on: lane, respond: respond)
                return
            }
            respond(refusal)
        case .allowedPage(let origin):
            let request = request.readAsBeacon()
            if let refusal = CrossOrigin.refusal(ofHandlersAt: request.head.path) {
                respond(refusal)
            } else if request.method == .OPTIONS {
                respond(CrossOrigin.preflight(for: fields, from: origin))
            } else {
                route(request, on: lane) { response in
                    respond(CrossOrigin.allow(origin, toRead: response))
                }
            }
        }
    }

    private func route(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        if memory.responses.isFull, !traits(of: request.head).contains(.isRead) {
            respond(ResponseMemory.rejection(of: request.head, by: self))
            return
        }
        if let native, Routes.isNative(request.head.path) {
            answer(request, by: .native(native), on: lane, respond: respond)
            return
        }
        switch (request.method, request.head.path) {
        case (.POST, "/"):
            callAPI(request, on: lane, respond: respond)
        case (.GET, "/"), (.HEAD, "/"):
            respond(Health.answer(host: request.head.authority ?? ""))
        case (.GET, "/health/live"), (.HEAD, "/health/live"):
            respond(Health.live)
        case (.GET, "/health/ready"), (.HEAD, "/health/ready"):
            respond(unreadiness().map(Health.notReady) ?? Health.ready)
        case (.GET, OpenAPIDocument.path), (.HEAD, OpenAPIDocument.path):
            memory.responses.pack(
                OpenAPIDocument.answer(to: request.head.fields), to: request.head, by: self,
                on: lane, respond: respond)
        case (_, "/health/live"), (_, "/health/ready"), (_, OpenAPIDocument.path):
            respond(ProtocolAnswers.methodNotAllowed(allowed: "GET, HEAD"))
        default:
            if let lambda, LambdaDispatcher.serves(request.head.path) {
                call(lambda, with: request, on: lane, respond: respond)
            } else if let metrics, request.head.path == Metrics.path {
                tell(metrics, to: request, on: lane, respond: respond)
            } else {
                respond(ProtocolAnswers.notFound)
            }
        }
    }

    private func tell(
        _ metrics: Metrics, to request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        guard request.method == .GET || request.method == .HEAD else {
            respond(ProtocolAnswers.methodNotAllowed(allowed: "GET, HEAD"))
            return
        }
        let room = memory.responses
        metrics.answer(on: lane) { response in
            room.pack(response, to: request.head, by: self, on: lane, respond: respond)
        }
    }

    private func call(
        _ lambda: LambdaDispatcher, with request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        // A payload comes from SDKs as they please, but not as a form of a web page would send it.
        let isPayload =
            LambdaDispatcher.takesPayload(request.head.path)
            && (request.head.fields.contentType.map {
                $0.lowercased().utf8.starts(with: "application/octet-stream".utf8)
            } ?? true)
        guard
            isPayload || request.head.fields.hasMediaType(.json)
                || ![.POST, .PUT].contains(request.method)
        else {
            respond(HTTPResponse(LambdaResponse.unsupportedMediaType))
            return
        }
        answer(request, by: .lambda(lambda), on: lane, respond: respond)
    }

    /// Whether the native API answers at this path, in its own words whatever goes wrong.
    static func isNative(_ path: Substring) -> Bool {
        path.utf8.span.starts(with: "/v1/")
    }

    private func callAPI(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let contentType: HTTPResponse.ContentType =
            request.head.fields.hasMediaType(.dynamoDB) ? .dynamoDB : .json
        guard
            request.body.isEmpty || contentType == .dynamoDB
                || request.head.fields.hasMediaType(.json)
        else {
            respond(ProtocolAnswers.notFound)
            return
        }
        answer(request, by: .dynamoDB(contentType), on: lane, respond: respond)
    }

    /// What a request with a body is for.
    private enum API: Sendable {
        /// With the type of its answers.
        case dynamoDB(HTTPResponse.ContentType)
        case native(NativeDispatcher)
        case lambda(LambdaDispatcher)

        /// Whether no bytes at all are an empty body in every encoding.
        var allowsNothing: Bool {
            switch self {
            case .dynamoDB: false
            case .native, .lambda: true
            }
        }

        /// Its words for a body that cannot be unpacked.
        func undecodable(_ error: CompressionError) -> HTTPResponse {
            switch self {
            case .dynamoDB: ProtocolAnswers.undecodable(error)
            // The whole request is here, so the next one can follow.
            case .lambda: ProtocolAnswers.undecodableBody(error).lambdaResponse.withConnectionKept
            case .native: ProtocolAnswers.undecodableBody(error).problem.withConnectionKept
            }
        }
    }

    /// Has an API answer a request, with the body unpacked, and packs what it answers.
    private func answer(
        _ request: HTTPRequest, by api: API, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        if !fields.contains(.contentEncoding), !fields.contains(.acceptEncoding) {
            perform(request, body: request.body, by: api, on: lane, respond: respond)
            return
        }
        unpack(request, allowsNothing: api.allowsNothing, on: lane) { result in
            switch result {
            case .success(let body):
                perform(request, body: body.bytes, by: api, on: lane) { response in
                    body.release()
                    memory.responses.pack(
                        response, to: request.head, by: self, on: lane, respond: respond)
                }
            case .failure(let error):
                respond(api.undecodable(error))
            }
        }
    }

    private func perform(
        _ request: HTTPRequest, body: [UInt8], by api: API, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let head = request.head
        switch api {
        case .dynamoDB(let contentType):
            let target = head.fields.target ?? ""
            if body.isEmpty, target.isEmpty {
                // There is no body to be malformed, only an operation that is not named.
                respond(
                    HTTPResponse(
                        status: 400, contentType: contentType,
                        body: WireError.unknownOperation.body
                    ).withChecksum)
                return
            }
            dispatcher.handle(target: target, body: body, lane: lane) { answer in
                var response = HTTPResponse(
                    status: answer.status, contentType: contentType, body: answer.body)
                response.numberHeader = HTTPResponse.checksum(of: answer.body)
                if answer.status == 503 { response.headers.append(("Retry-After", "1")) }
                respond(response)
            }
        case .native(let native):
            native.handle(
                method: head.line.method.rawValue, target: String(head.pathAndQuery),
                headers: NativeHeaders(
                    contentType: request.contentType, source: head.fields.source,
                    sequence: head.fields.sequence, lastEventID: head.fields.lastEventID,
                    ifNoneMatch: head.fields.ifNoneMatch),
                body: body, lane: lane
            ) { respond(HTTPResponse($0)) }
        case .lambda(let lambda):
            lambda.handle(
                method: head.line.method.rawValue, target: String(head.pathAndQuery), body: body,
                invocation: Invocation(type: head.fields.invocationType), lane: lane
            ) { respond(HTTPResponse($0)) }
        }
    }

    private func unpack(
        _ request: HTTPRequest, allowsNothing: Bool, on lane: EventLoopLane,
        then proceed: @escaping @Sendable (Result<UnpackedBody, CompressionError>) -> Void
    ) {
        guard let name = request.head.fields.contentEncoding, !name.isEqualIgnoringCase("identity"),
            !(allowsNothing && request.body.isEmpty)
        else {
            proceed(.success(UnpackedBody(asItCame: request.body)))
            return
        }
        guard let encoding = ContentEncoding(rawValue: name.lowercased()) else {
            proceed(.failure(.unknownEncoding))
            return
        }
        let body = request.body
        let budget = memory.unpackedBytes
        // However small the body is, its content may be large.
        BlockingWork.run(
            isLong: body.count > HTTPLimits.inlineCompressionBytesMax / 32, on: lane
        ) { () -> Result<UnpackedBody, CompressionError> in
            do throws(CompressionError) {
                return .success(try UnpackedBody(unpacking: body, as: encoding, from: budget))
            } catch {
                return .failure(error)
            }
        } then: { result in
            proceed(result)
        }
    }
}

extension HTTPResponse {
    init(_ answer: LambdaResponse) {
        self.init(status: answer.status, contentType: .json, body: answer.body)
        headers = answer.headers
    }

    fileprivate init(_ answer: NativeResponse) {
        self.init(status: answer.status, body: answer.body)
        switch answer.contentType {
        case .json: contentType = .json
        case .problem: contentType = .problem
        case .events: contentType = .events
        }
        headers = answer.headers
        stream = answer.stream.map(NativeResponseStream.init)
    }
}
