import HTTP

/// `GET /metrics`.
struct MetricsEndpoint: Endpoint {
    static let path = "/metrics"

    let metrics: Metrics
    let compression: Compression

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let compression = compression
        metrics.answer(on: lane) { response in
            compression.pack(
                response, to: request.head, isRead: true, on: lane, respond: respond)
        }
    }
}
