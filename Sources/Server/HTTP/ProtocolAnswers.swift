import DynamoDBAPI
import Platform

/// What the server says by itself, before any operation is reached.
///
/// Each reached limit has its answer here, in the words of the API that was asked.
enum ProtocolAnswers {
    /// For everything that is not a request of the API.
    static let notFound = HTTPResponse(
        status: 404, body: Array("<UnknownOperationException/>\n".utf8))

    static let bodyTooLarge = ProtocolRefusal(
        413, name: "body-too-large", title: "The body is too large",
        "The request is larger than \(ServerLimits.bodyBytesMax) bytes.", field: "body")
    static let unknownCoding = ProtocolRefusal(
        501, name: "unknown-transfer-coding", title: "The transfer coding is not known here",
        "The only Transfer-Encoding known here is chunked.", field: "Transfer-Encoding")
    static let requestLineTooLong = ProtocolRefusal(
        414, name: "request-line-too-long", title: "The request line is too long",
        "The request line is longer than \(ServerLimits.requestLineBytesMax) bytes.", field: "path")
    static let headTooLarge = ProtocolRefusal.invalid(
        "The request line and the headers may take \(ServerLimits.headerBytesMax) bytes each, "
            + "and there may be \(ServerLimits.headerFieldsMax) headers.", field: "headers")
    static let chunkLineTooLong = ProtocolRefusal.invalid(
        "The line in front of a chunk is longer than \(ServerLimits.chunkLineBytesMax) bytes.",
        field: "body")
    static let malformed = ProtocolRefusal.invalid(
        "This is not a well-formed HTTP/1.1 request.", field: nil)
    static let expectationFailed = ProtocolRefusal(
        417, name: "expectation-failed", title: "The expectation is not known",
        "The only expectation known here is 100-continue.", field: "Expect")
    static let requestTooSlow = ProtocolRefusal(
        408, name: "request-too-slow", title: "The request took too long to arrive",
        "The request did not arrive within \(ServerLimits.requestSecondsMax) seconds.", field: nil)
    static let tooManyConnections = ProtocolRefusal.unavailable(
        "Too many connections are open. Try again later.")
    static let tooManyAnswers = ProtocolRefusal.unavailable(
        "Too many large answers wait for their clients. Try again later.")
    static let tooManyBodies = ProtocolRefusal.unavailable(
        "Too many large requests at one time. Try again later.")

    /// Why bytes are no request, to the client whose request has that first line.
    static func unreadable(_ error: ReadingError, _ line: RequestLine?) -> HTTPResponse {
        switch error {
        case .malformed: malformed.answer(to: line)
        case .headTooLarge: headTooLarge.answer(to: line)
        case .bodyTooLarge: bodyTooLarge.answer(to: line)
        case .unknownCoding: unknownCoding.answer(to: line)
        case .chunkLineTooLong: chunkLineTooLong.answer(to: line)
        // Nobody can tell its path; but no SDK's is that long, only a query's.
        case .requestLineTooLong: requestLineTooLong.problem
        }
    }

    /// Why a body cannot be unpacked, in the DynamoDB API's words: to AWS it is a server error.
    static func undecodable(_ error: CompressionError) -> HTTPResponse {
        switch error {
        case .tooLarge: bodyTooLarge.wireAnswer
        case .corrupt: internalError("The body is not what its Content-Encoding says.")
        case .unknownEncoding: internalError("The Content-Encoding is not known here.")
        case .noRoom: tooManyBodies.wireAnswer.withConnectionKept
        }
    }

    /// The same for the native API and Lambda's: what is wrong for good is the sender's fault.
    static func undecodableBody(_ error: CompressionError) -> ProtocolRefusal {
        switch error {
        case .tooLarge: bodyTooLarge
        case .noRoom: tooManyBodies
        case .corrupt: corruptBody
        case .unknownEncoding: unknownEncoding
        }
    }

    static let noHost = ProtocolRefusal.invalid("The request names no Host.", field: "Host")
    static let severalHosts = ProtocolRefusal.invalid(
        "The request names more than one Host.", field: "Host")
    static let invalidHost = ProtocolRefusal.invalid(
        "Host must be a name or an address, with a port or without.", field: "Host")
    static let unknownHost = ProtocolRefusal(
        421, name: "unknown-host", title: "This server has another name",
        "The request is for a host that this server does not answer to: it answers to localhost, "
            + "127.0.0.1, [::1], the address it listens on and what --allowed-hosts lists.",
        field: "Host")

    /// Handlers run programs, so what a page of another's name can reach is not theirs.
    static let unlistedHost = ProtocolRefusal(
        421, name: "unknown-host", title: "This server may have another name",
        "Handlers run programs, so under a name they are asked for only where --allowed-hosts lists "
            + "it: ask for this path under an address, or list the name.", field: "Host")

    private static let corruptBody = ProtocolRefusal.invalid(
        "The body is not what its Content-Encoding says.", field: "body")
    private static let unknownEncoding = ProtocolRefusal(
        415, name: "unsupported-media-type", title: "The body's form is not known here",
        "Content-Encoding must be gzip, deflate or identity.", field: "Content-Encoding")

    /// For a web page of another origin.
    static let foreignPage = ProtocolRefusal(
        403, name: "cross-origin", title: "Not for web pages",
        "This server is not for pages of other origins, unless --allowed-origins lists them.",
        field: "Origin")

    /// For a web page that asks about handlers.
    static let handlersFromPage: HTTPResponse = {
        var answer = ProtocolRefusal(
            403, name: "cross-origin", title: "Not for web pages",
            "Handlers run programs, so they are not for pages in a browser: this path takes no "
                + "request with an Origin.", field: "Origin"
        ).problem
        answer.closesConnection = false
        return answer
    }()

    /// For a path of the server's own that takes other methods.
    static func methodNotAllowed(allowed: String) -> HTTPResponse {
        var answer = ProtocolRefusal(
            405, name: "method-not-allowed", title: "This path takes other methods",
            "The method is not among \(allowed).", field: "method"
        ).problem
        answer.headers.append(("Allow", allowed))
        answer.closesConnection = false
        return answer
    }

    private static func internalError(_ message: String) -> HTTPResponse {
        HTTPResponse(
            status: 500, contentType: .dynamoDB, body: WireError.internalServer(message).body)
    }
}
