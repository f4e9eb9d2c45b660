import API
import DynamoDBAPI
import HTTP
import LambdaAPI
import NativeAPI

/// What pages of other origins are told: what browsers want to hear before they show an answer to
/// one that may, or that it may not.
///
/// What defines handlers is for no page: any that a browser shows could else have the server run
/// programs.
enum CrossOrigin {
    /// The answer to a request with an origin that goes no further; `nil` if it may go on.
    static func refusal(ofHandlersAt path: Substring) -> HTTPResponse? {
        if NativeDispatcher.servesHandlers(path) { return ProtocolAnswers.handlersFromPage }
        if LambdaDispatcher.serves(path) { return HTTPResponse(LambdaRejection.crossOrigin) }
        return nil
    }

    /// Whether programs are defined or run at this path.
    static func isForHandlers(_ path: Substring) -> Bool {
        path != "/" && (NativeDispatcher.servesHandlers(path) || LambdaDispatcher.serves(path))
    }

    /// The answer to a page that may not use this server.
    static func refusal(of head: RequestHead) -> HTTPResponse {
        var answer = refusal(ofHandlersAt: head.path) ?? foreign(to: head)
        answer.headers.append(("Vary", "Origin"))
        return answer
    }

    private static func foreign(to head: RequestHead) -> HTTPResponse {
        let refusal = ProtocolAnswers.foreignPage
        var answer = refusal.response(to: head.line)
        answer.closesConnection = false
        return answer
    }

    static func allow(_ origin: String, toRead response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers.append(("Access-Control-Allow-Origin", origin))
        response.headers.append(("Access-Control-Expose-Headers", exposedHeaders))
        response.addVary("Origin")
        return response
    }

    private static let exposedHeaders = "x-amzn-RequestId,x-amz-crc32,Date,ETag,Retry-After"

    /// The answer of `OPTIONS`: whatever was asked for is allowed, in the asker's own words.
    static func preflight(for fields: HTTPFields, from origin: String) -> HTTPResponse {
        var response = allow(origin, toRead: HTTPResponse(status: 200))
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
