import LambdaAPI
import NativeAPI

/// What browsers want to hear before they show an answer to a page of another origin.
///
/// Sent only to those who name an origin. Where handlers are defined they are refused: any page
/// that a browser on this machine shows could else have the server run programs.
enum CrossOrigin {
    /// The answer to a request with an origin that goes no further; `nil` if it may go on.
    static func refusal(of path: Substring) -> HTTPResponse? {
        if NativeDispatcher.servesHandlers(path) { return ProtocolAnswers.crossOrigin }
        if LambdaDispatcher.serves(path) { return HTTPResponse(LambdaResponse.crossOrigin) }
        return nil
    }

    static func allow(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers.append(("Access-Control-Allow-Origin", "*"))
        response.headers.append(
            ("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amz-crc32,Date"))
        return response
    }

    /// The answer of `OPTIONS`: whatever was asked for is allowed, in the asker's own words.
    static func preflight(for fields: HTTPFields) -> HTTPResponse {
        var response = allow(HTTPResponse(status: 200))
        if let method = fields.requestedMethod {
            response.headers.append(("Access-Control-Allow-Methods", method))
        }
        if let headers = fields.requestedHeaders {
            response.headers.append(("Access-Control-Allow-Headers", headers))
        }
        response.headers.append(("Access-Control-Max-Age", "172800"))
        return response
    }
}
