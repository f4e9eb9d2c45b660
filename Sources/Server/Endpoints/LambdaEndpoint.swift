import API
import HTTP
import LambdaAPI
import Platform

/// Lambda's calls of event source mappings and functions.
struct LambdaEndpoint: APIEndpoint {
    /// `nil` serves no route; requests of web pages are then rejected as with one.
    let dispatcher: LambdaDispatcher?
    let compression: Compression

    var allowsNothing: Bool { true }

    func traits(of head: RequestHead) -> RequestTraits {
        head.asksToRead ? [.isRead, .needsListedHost] : .needsListedHost
    }

    func rejectionOfPages(asking head: RequestHead) -> HTTPResponse? {
        HTTPResponse(LambdaRejection.crossOrigin)
    }

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        guard dispatcher != nil else { return respond(ProtocolAnswers.notFound) }
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
            respond(HTTPResponse(LambdaRejection.unsupportedMediaType))
            return
        }
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
        ProtocolAnswers.undecodableBody(error).lambdaResponse.withConnectionKept
    }
}
