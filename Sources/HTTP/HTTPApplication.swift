/// What a server serves: the layer above this one, which knows what paths and bodies mean.
package protocol HTTPApplication: Sendable {
    /// What it expects of HTTP; read once, when a server starts.
    var conventions: HTTPConventions { get }

    /// What the connection has to know of a request before it is carried out.
    ///
    /// Asked only where it matters: of pipelined requests, large responses and unlisted hosts.
    func traits(of head: RequestHead) -> RequestTraits

    /// Carries out one request; `respond` is called once, on the lane's event loop.
    func handle(
        _ request: HTTPRequest, on lane: EventLoopLane,
        respond: @escaping @Sendable (HTTPResponse) -> Void)

    /// The response to a request that is rejected before it is routed, in the form of the API that
    /// the client used.
    ///
    /// - Parameter line: the request's first line; `nil` when none has come.
    func response(to rejection: ProtocolRejection, line: RequestLine?) -> HTTPResponse

    /// The operation that a request names besides its path, for the log; `nil` for none.
    func operation(of head: RequestHead) -> String?
}

/// What a connection has to know of a request before it is carried out.
package struct RequestTraits: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// It is a write that the store orders as it arrives.
    ///
    /// Such writes of one connection may be under way together: the store makes them in the order
    /// in which they come. No other requests may be, as a client could notice that they were not
    /// carried out one after the other: a read would miss the writes in front of it, or see one
    /// behind it. (Reads of single items are answered where they arrive, so they need not wait for
    /// each other.)
    package static let isOrderedWrite = RequestTraits(rawValue: 1)
    /// It changes nothing, so it may be carried out again whatever became of its response.
    package static let isRead = RequestTraits(rawValue: 2)
    /// It may have programs run, so it is served only under names that are surely the server's own.
    package static let needsListedHost = RequestTraits(rawValue: 4)
}
