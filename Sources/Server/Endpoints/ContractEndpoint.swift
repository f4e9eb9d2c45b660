import HTTP

/// `GET /openapi.json`.
struct ContractEndpoint: Endpoint {
    let compression: Compression

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        compression.pack(
            OpenAPIDocument.answer(to: request.head.fields), to: request.head, isRead: true,
            on: lane, respond: respond)
    }
}
