/// What HTTP hands to an API: a method, a path with its query, a few headers and a body.
package struct Request: Sendable {
    /// `POST`, as it came.
    package var method: String
    /// The path and what follows it, as they came.
    package var target: Substring
    package var headers: RequestHeaders
    package var body: [UInt8]
    package var principal: Principal

    package init(
        method: String, target: Substring, headers: RequestHeaders = RequestHeaders(),
        body: [UInt8] = [], principal: Principal = .anybody
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.principal = principal
    }
}

/// The headers of a request that an API reads; `nil` for one that did not come.
package struct RequestHeaders: Sendable {
    /// `Content-Type`.
    package var contentType: String?
    /// `X-Amz-Target`: the operation that DynamoDB's clients ask for.
    package var operation: String?
    /// `X-Amz-Invocation-Type`: how a function is to be run.
    package var invocationType: String?
    /// `Quipu-Source`: who sends a batch, where the body does not say.
    package var source: String?
    /// `Quipu-Sequence`: the batch's number, where the body does not say.
    package var sequence: String?
    /// `Last-Event-ID`: the last change that a reader of a stream has seen.
    package var lastEventID: String?
    /// `If-None-Match`: the tags of responses that the client has.
    package var ifNoneMatch: String?

    package static let sourceName = "Quipu-Source"
    package static let sequenceName = "Quipu-Sequence"
    package static let lastEventIDName = "Last-Event-ID"

    package init(
        contentType: String? = nil, operation: String? = nil, invocationType: String? = nil,
        source: String? = nil, sequence: String? = nil, lastEventID: String? = nil,
        ifNoneMatch: String? = nil
    ) {
        self.contentType = contentType
        self.operation = operation
        self.invocationType = invocationType
        self.source = source
        self.sequence = sequence
        self.lastEventID = lastEventID
        self.ifNoneMatch = ifNoneMatch
    }
}
