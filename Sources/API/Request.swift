/// What HTTP hands to an API: a method, a path with its query, a few headers and a body.
package struct Request: Sendable {
    /// `POST`, as it came.
    package let method: String
    /// As it came, without its query.
    package let path: Substring
    /// What follows the path's question mark, as it came; `nil` where there is none.
    package let query: Substring?
    /// The operation, where a header names it, as `X-Amz-Target` does for DynamoDB's clients.
    package let operation: String?
    package let headers: RequestHeaders
    package let body: [UInt8]
    package let principal: Principal

    package init(
        method: String, path: Substring, query: Substring? = nil, operation: String? = nil,
        headers: RequestHeaders = .none, body: [UInt8] = [], principal: Principal = .anybody
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.operation = operation
        self.headers = headers
        self.body = body
        self.principal = principal
    }
}

/// The headers of a request that an API reads; `nil` for one that did not come.
///
/// A class, as it is handed on from hand to hand, and hardly any of it is ever there.
package final class RequestHeaders: Sendable {
    /// `Content-Type`.
    package let contentType: String?
    /// `X-Amz-Invocation-Type`: how a function is to be run.
    package let invocationType: String?
    /// `Quipu-Source`: the source of a batch, where the body does not name it.
    package let source: String?
    /// `Quipu-Sequence`: the batch's number, where the body does not contain it.
    package let sequence: String?
    /// `Last-Event-ID`: the last change that a reader of a stream has seen.
    package let lastEventID: String?
    /// `If-None-Match`: the tags of responses that the client has.
    package let ifNoneMatch: String?

    /// None of them came.
    package static let none = RequestHeaders()
    /// None but the content type `application/json`: those of nearly all requests with a body.
    package static let json = RequestHeaders(contentType: "application/json")

    package static let sourceName = "Quipu-Source"
    package static let sequenceName = "Quipu-Sequence"
    package static let lastEventIDName = "Last-Event-ID"

    package init(
        contentType: String? = nil, invocationType: String? = nil, source: String? = nil,
        sequence: String? = nil, lastEventID: String? = nil, ifNoneMatch: String? = nil
    ) {
        self.contentType = contentType
        self.invocationType = invocationType
        self.source = source
        self.sequence = sequence
        self.lastEventID = lastEventID
        self.ifNoneMatch = ifNoneMatch
    }
}
