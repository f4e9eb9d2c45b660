import DynamoDBAPI
import HTTP
import Platform

/// What the server says by itself, before any operation is reached.
///
/// Each reached limit has its answer here, in the words of the API that was asked.
enum ProtocolAnswers {
    /// For everything that is not a request of the API.
    static let notFound = HTTPResponse(
        status: 404, body: Array("<UnknownOperationException/>\n".utf8)
    ).withChecksum

    /// Why a body cannot be unpacked, in the DynamoDB API's words: to AWS it is a server error.
    static func undecodable(_ error: CompressionError) -> HTTPResponse {
        switch error {
        case .tooLarge: ProtocolRejection.bodyTooLarge.wireResponse
        case .corrupt: internalError("The body is not what its Content-Encoding says.")
        case .unknownEncoding: internalError("The Content-Encoding is not known here.")
        case .noRoom: ProtocolRejection.tooManyBodies.wireResponse.withConnectionKept
        }
    }

    /// The same for the native API and Lambda's: what is wrong for good is the sender's fault.
    static func undecodableBody(_ error: CompressionError) -> ProtocolRejection {
        switch error {
        case .tooLarge: .bodyTooLarge
        case .noRoom: .tooManyBodies
        case .corrupt: corruptBody
        case .unknownEncoding: unknownEncoding
        }
    }

    private static let corruptBody = ProtocolRejection.invalid(
        "The body is not what its Content-Encoding says.", field: "body")
    private static let unknownEncoding = ProtocolRejection(
        415, name: "unsupported-media-type", title: "The body's form is not known here",
        "Content-Encoding must be gzip, deflate or identity.", field: "Content-Encoding")

    /// For a web page of another origin.
    static let foreignPage = ProtocolRejection(
        403, name: "cross-origin", title: "Cross-origin requests are not allowed",
        "This server is not for pages of other origins, unless --allowed-origins lists them.",
        field: "Origin")

    /// For a request about handlers under a name that may not be this server's: handlers run programs,
    /// so what a page of another's name can reach is not theirs.
    static let unlistedHost = ProtocolRejection(
        421, name: "unknown-host", title: "The host is not listed for handlers",
        "Handlers run programs, so under a name they are asked for only where --allowed-hosts lists "
            + "it: ask for this path under an address, or list the name.", field: "Host")

    /// For a web page that asks about handlers.
    static let handlersFromPage: HTTPResponse = {
        var answer = ProtocolRejection(
            403, name: "cross-origin", title: "Cross-origin requests are not allowed",
            "Handlers run programs, so they are not for pages in a browser: this path takes no "
                + "request with an Origin.", field: "Origin"
        ).problem
        answer.closesConnection = false
        return answer
    }()

    /// For a path of the server's own that takes other methods.
    static func methodNotAllowed(allowed: String) -> HTTPResponse {
        var answer = ProtocolRejection(
            405, name: "method-not-allowed", title: "This path takes other methods",
            "The method is not among \(allowed).", field: "method"
        ).problem
        answer.headers.append(("Allow", allowed))
        answer.closesConnection = false
        return answer
    }

    private static func internalError(_ message: String) -> HTTPResponse {
        HTTPResponse(
            status: 500, contentType: .dynamoDB, body: WireError.internalServer(message).body
        ).withChecksum
    }
}
