import DynamoDBAPI

/// What the server says by itself, before any operation is reached.
///
/// Each reached limit has its answer here.
enum ProtocolAnswers {
    /// For everything that is not a request of the API.
    static let notFound = HTTPResponse(
        status: 404, body: Array("<UnknownOperationException/>\n".utf8))

    static let bodyTooLarge = refusal(
        413, "The request is larger than \(ServerLimits.bodyBytesMax) bytes.")
    static let requestLineTooLong = refusal(
        400, "The request line is longer than \(ServerLimits.requestLineBytesMax) bytes.")
    static let headersTooLarge = refusal(
        400,
        "The headers take more than \(ServerLimits.headerBytesMax) bytes "
            + "or \(ServerLimits.headerFieldsMax) fields.")
    static let malformed = refusal(400, "This is not a well-formed HTTP/1.1 request.")
    static let expectationFailed = refusal(417, "The only expectation known here is 100-continue.")
    static let requestTooSlow = refusal(
        408, "The request did not arrive within \(ServerLimits.requestSecondsMax) seconds.")
    static let tooManyConnections = unavailable("Too many connections are open. Try again later.")
    static let tooManyBodies = unavailable("Too many large requests at one time. Try again later.")

    /// A body that cannot be unpacked is a server error to AWS.
    static func undecodable(_ error: CompressionError) -> HTTPResponse {
        switch error {
        case .tooLarge: return bodyTooLarge
        case .corrupt: return internalError("The body is not what its Content-Encoding says.")
        case .unknownEncoding: return internalError("The Content-Encoding is not known here.")
        }
    }

    private static func internalError(_ message: String) -> HTTPResponse {
        HTTPResponse(
            status: 500, contentType: .dynamoDB, body: WireError.internalServer(message).body)
    }

    /// Refusals of the HTTP layer, after which what follows on the connection makes no sense.
    private static func refusal(_ status: Int, _ message: String) -> HTTPResponse {
        var response = HTTPResponse(
            status: status, contentType: .dynamoDB, body: WireError.serialization(message).body)
        response.closesConnection = true
        return response
    }

    private static func unavailable(_ message: String) -> HTTPResponse {
        var response = HTTPResponse(
            status: 503, contentType: .dynamoDB, body: WireError.serviceUnavailable(message).body)
        response.closesConnection = true
        return response
    }
}
