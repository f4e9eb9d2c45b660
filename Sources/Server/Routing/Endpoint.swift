import HTTP

/// What answers the requests for some paths.
protocol Endpoint: Sendable {
    /// What a connection has to know of a request for it before it is carried out.
    func traits(of head: RequestHead) -> RequestTraits

    /// The rejection of a web page's request for an operation that no page may use; `nil` if it
    /// may.
    func rejectionOfPages(asking head: RequestHead) -> HTTPResponse?

    /// The operation that a request names besides its path; `nil` for none.
    func operation(of head: RequestHead) -> String?

    /// Carries out one request; `respond` is called once, on the lane's event loop.
    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void)
}

extension Endpoint {
    func traits(of head: RequestHead) -> RequestTraits {
        head.asksToRead ? .isRead : []
    }

    func rejectionOfPages(asking head: RequestHead) -> HTTPResponse? { nil }

    func operation(of head: RequestHead) -> String? { nil }
}

/// An endpoint whose responses are there at once.
struct Page: Endpoint {
    let response: @Sendable (HTTPRequest) -> HTTPResponse

    init(_ response: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        self.response = response
    }

    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        respond(response(request))
    }
}

extension RequestHead {
    /// Whether its method is one that changes nothing.
    var asksToRead: Bool {
        switch line.method {
        case .GET, .HEAD, .OPTIONS: true
        default: false
        }
    }

    /// Whether it may be under way together with others, as far as HTTP has a say.
    ///
    /// A 100 Continue must not come before responses to others, and a packed body may be unpacked on
    /// another thread, where later ones overtake it.
    var mayBeJoined: Bool {
        line.method == .POST && !line.isHTTP10 && !fields.contains(.expect)
            && !fields.contains(.contentEncoding)
    }
}
