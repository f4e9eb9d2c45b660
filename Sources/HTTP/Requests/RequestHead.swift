/// All that stands in front of a request's body.
package final class RequestHead: Sendable, Equatable {
    package let line: RequestLine
    /// The path that is asked for, without its query.
    package let path: Substring
    /// What follows the path's question mark, as it came; `nil` where there is none.
    package let query: Substring?
    package let fields: HTTPFields
    package let framing: BodyFraming
    /// Whether the client wants to send more requests on its connection.
    package let isKeptAlive: Bool

    /// The host that is asked: the target's wins over `Host` (RFC 9112, 3.2.2).
    package var authority: Substring? { line.authority ?? fields.host.map { $0[...] } }

    init(line: RequestLine, fields: HTTPFields, framing: BodyFraming, isKeptAlive: Bool) {
        self.line = line
        (path, query) = line.pathAndQuery
        self.fields = fields
        self.framing = framing
        self.isKeptAlive = isKeptAlive
    }

    package static func == (left: RequestHead, right: RequestHead) -> Bool {
        left === right
            || (left.line == right.line && left.fields == right.fields
                && left.framing == right.framing && left.isKeptAlive == right.isKeptAlive)
    }
}

/// How the end of a request's body is found.
package enum BodyFraming: Hashable, Sendable {
    /// By the number of its bytes; 0 without a header that says so.
    case length(Int)
    /// By a chunk without bytes.
    case chunked
}
