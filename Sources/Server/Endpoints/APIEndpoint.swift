import HTTP
import Platform

/// An endpoint whose requests have bodies, which may come packed, and whose responses may leave so.
protocol APIEndpoint: Endpoint {
    var compression: Compression { get }

    /// Whether no bytes at all are an empty body in every encoding.
    var allowsNothing: Bool { get }

    /// Its words for a body that cannot be unpacked.
    func undecodable(_ error: CompressionError) -> HTTPResponse

    /// Carries out a request.
    ///
    /// - Parameter body: unpacked.
    func perform(
        _ request: HTTPRequest, body: [UInt8], on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void)
}

extension APIEndpoint {
    /// Carries out a request with its body unpacked, and packs the response.
    func performPacked(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let fields = request.head.fields
        if !fields.contains(.contentEncoding), !fields.contains(.acceptEncoding) {
            perform(request, body: request.body, on: lane, respond: respond)
            return
        }
        compression.unpack(request, allowsNothing: allowsNothing, on: lane) { result in
            switch result {
            case .success(let body):
                perform(request, body: body.bytes, on: lane) { response in
                    body.release()
                    compression.pack(
                        response, to: request.head,
                        isRead: traits(of: request.head).contains(.isRead),
                        on: lane, respond: respond)
                }
            case .failure(let error):
                respond(undecodable(error))
            }
        }
    }
}
