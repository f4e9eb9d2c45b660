/// What goes back to the client; what every HTTP response carries is the server's work.
package struct Response: Sendable {
    package enum ContentType: String, Sendable {
        case json = "application/json"
        case problem = "application/problem+json"
        case events = "text/event-stream"
    }

    package var status: Int
    package var contentType: ContentType
    /// Beyond those that every response carries.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The body, where it is made while it is read; `body` is empty then.
    package var stream: (any BodyStream)?
    /// Whether the request changed nothing, of an operation whose traits cannot say so.
    package var hasChangedNothing = false

    /// The same for a request that changed nothing.
    package var havingChangedNothing: Response {
        var response = self
        response.hasChangedNothing = true
        return response
    }

    package init(
        status: Int = 200, contentType: ContentType = .json,
        headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// Server-sent events, which no cache may keep, and no proxy may collect before it passes them on:
    /// nginx does so unless a header forbids it.
    package init(_ events: any BodyStream) {
        self.init(
            contentType: .events,
            headers: [("Cache-Control", "no-store"), ("X-Accel-Buffering", "no")], body: [])
        stream = events
    }
}
