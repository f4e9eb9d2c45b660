import HTTP
import NativeAPI
import Platform

/// `/v1/…`: the native API, in its own words whatever goes wrong.
struct NativeEndpoint: APIEndpoint {
    static let root = "/v1/"

    /// Without one nothing is there, but the rules for who may ask are the same.
    let dispatcher: NativeDispatcher?
    let compression: Compression

    var allowsNothing: Bool { true }

    func traits(of head: RequestHead) -> RequestTraits {
        var found: RequestTraits = head.asksToRead ? .isRead : []
        if NativeDispatcher.servesHandlers(head.path) { found.insert(.needsListedHost) }
        if isOrderedWrite(head) { found.insert(.isOrderedWrite) }
        return found
    }

    /// Whether it is a write whose body is read where it arrives.
    private func isOrderedWrite(_ head: RequestHead) -> Bool {
        // A path with percents may be something else when it is decoded.
        guard case .length(let count) = head.framing, head.mayBeJoined,
            !head.path.utf8.contains(UInt8(ascii: "%"))
        else { return false }
        return NativeEndpoint.writes.contains {
            count <= $0.bodyBytesMax && head.path.hasSuffix($0.end)
        }
    }

    /// The ends of their paths, and how large their bodies are that are read where they arrive.
    private static let writes = [
        (end: "/increment", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (end: "/increments", bodyBytesMax: NativeLimits.inlineBodyBytesMax),
        (end: "/events", bodyBytesMax: NativeLimits.inlineEventsBytesMax),
    ]

    func rejectionOfPages(asking head: RequestHead) -> HTTPResponse? {
        NativeDispatcher.servesHandlers(head.path) ? ProtocolAnswers.handlersFromPage : nil
    }

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        guard dispatcher != nil else { return respond(ProtocolAnswers.notFound) }
        performPacked(request, on: lane, respond: respond)
    }

    func perform(
        _ request: HTTPRequest, body: [UInt8], on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let head = request.head
        let fields = head.fields
        dispatcher?.handle(
            method: head.line.method.rawValue, target: String(head.pathAndQuery),
            headers: NativeHeaders(
                contentType: request.contentType, source: fields.source,
                sequence: fields.sequence, lastEventID: fields.lastEventID,
                ifNoneMatch: fields.ifNoneMatch),
            body: body, lane: lane
        ) { respond(HTTPResponse($0)) }
    }

    func undecodable(_ error: CompressionError) -> HTTPResponse {
        // The whole request is here, so the next one can follow.
        ProtocolAnswers.undecodableBody(error).problem.withConnectionKept
    }
}

extension HTTPResponse {
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
