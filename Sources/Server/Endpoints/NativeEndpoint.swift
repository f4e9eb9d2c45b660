import API
import HTTP
import NativeAPI
import Platform

/// `/v1/…`: the native API, in its own words whatever goes wrong.
struct NativeEndpoint: APIEndpoint {
    static let root = "/v1/"

    /// `nil` serves no route; requests of web pages are then rejected as with one.
    let dispatcher: NativeDispatcher?
    let compression: Compression

    var allowsNothing: Bool { true }

    func traits(of head: RequestHead) -> RequestTraits {
        var found: RequestTraits = head.asksToRead ? .isRead : []
        if NativeDispatcher.servesHandlers(head.path) { found.insert(.needsListedHost) }
        if case .length(let count) = head.framing, head.mayBeJoined,
            let traits = NativeDispatcher.traits(
                method: head.line.method.rawValue, path: head.path),
            traits.isOrderedWrite(ofBodyBytes: count)
        {
            found.insert(.isOrderedWrite)
        }
        return found
    }

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
        dispatcher?.handle(Request(request, body: body), lane: lane) { respond(HTTPResponse($0)) }
    }

    func undecodable(_ error: CompressionError) -> HTTPResponse {
        // The whole request is here, so the next one can follow.
        ProtocolAnswers.undecodableBody(error).problem.withConnectionKept
    }
}
