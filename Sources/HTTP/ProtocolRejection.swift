/// Why the HTTP layer does not let a request through, before anybody puts it into words of an API.
///
/// Nearly always what follows on the connection makes no sense after it.
package final class ProtocolRejection: Sendable, Equatable {
    package let status: Int
    /// A short name of the reason.
    package let name: String
    package let title: String
    package let detail: String
    /// The part of the request that it is about.
    package let field: String?

    /// - Parameters:
    ///   - detail: as all texts here without a character that JSON would escape.
    ///   - field: the part of the request that it is about.
    package init(_ status: Int, name: String, title: String, _ detail: String, field: String?) {
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail
        self.field = field
    }

    package static func invalid(_ detail: String, field: String?) -> ProtocolRejection {
        ProtocolRejection(
            400, name: "invalid-request", title: "The request is not valid", detail, field: field)
    }

    package static func unavailable(_ detail: String) -> ProtocolRejection {
        ProtocolRejection(
            503, name: "unavailable", title: "Temporarily unavailable; retry", detail, field: nil)
    }

    package static func == (left: ProtocolRejection, right: ProtocolRejection) -> Bool {
        left.name == right.name && left.detail == right.detail
    }
}

/// One for each rule and limit of this layer.
extension ProtocolRejection {
    package static let bodyTooLarge = ProtocolRejection(
        413, name: "body-too-large", title: "The body is too large",
        "The request is larger than \(HTTPLimits.bodyBytesMax) bytes.", field: "body")
    static let unknownCoding = ProtocolRejection(
        501, name: "unknown-transfer-coding", title: "The transfer coding is not known here",
        "The only Transfer-Encoding known here is chunked.", field: "Transfer-Encoding")
    static let requestLineTooLong = ProtocolRejection(
        414, name: "request-line-too-long", title: "The request line is too long",
        "The request line is longer than \(HTTPLimits.requestLineBytesMax) bytes.", field: "path")
    static let headTooLarge = ProtocolRejection.invalid(
        "The request line and the headers may take \(HTTPLimits.headerBytesMax) bytes each, "
            + "and there may be \(HTTPLimits.headerFieldsMax) headers.", field: "headers")
    static let chunkLineTooLong = ProtocolRejection.invalid(
        "The line in front of a chunk is longer than \(HTTPLimits.chunkLineBytesMax) bytes.",
        field: "body")
    static let malformed = ProtocolRejection.invalid(
        "This is not a well-formed HTTP/1.1 request.", field: nil)
    static let expectationFailed = ProtocolRejection(
        417, name: "expectation-failed", title: "The expectation is not known",
        "The only expectation known here is 100-continue.", field: "Expect")
    static let requestTooSlow = ProtocolRejection(
        408, name: "request-too-slow", title: "The request took too long to arrive",
        "The request did not arrive within \(HTTPLimits.requestSecondsMax) seconds.", field: nil)
    static let tooManyConnections = ProtocolRejection.unavailable(
        "Too many connections are open. Try again later.")
    package static let tooManyResponses = ProtocolRejection.unavailable(
        "Too many large answers wait for their clients. Try again later.")
    package static let tooManyBodies = ProtocolRejection.unavailable(
        "Too many large requests at one time. Try again later.")

    static let noHost = ProtocolRejection.invalid("The request names no Host.", field: "Host")
    static let severalHosts = ProtocolRejection.invalid(
        "The request names more than one Host.", field: "Host")
    static let invalidHost = ProtocolRejection.invalid(
        "Host must be a name or an address, with a port or without.", field: "Host")
    static let unknownHost = ProtocolRejection(
        421, name: "unknown-host", title: "The host is not known to this server",
        "The request is for a host that this server does not answer to: it answers to localhost, "
            + "127.0.0.1, [::1], the address it listens on and what --allowed-hosts lists.",
        field: "Host")

    /// Why bytes are no request.
    static func unreadable(_ error: ReadingError) -> ProtocolRejection {
        switch error {
        case .malformed: .malformed
        case .headTooLarge: .headTooLarge
        case .bodyTooLarge: .bodyTooLarge
        case .unknownCoding: .unknownCoding
        case .chunkLineTooLong: .chunkLineTooLong
        case .requestLineTooLong: .requestLineTooLong
        }
    }
}
