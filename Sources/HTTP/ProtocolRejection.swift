import DynamoDBAPI
import LambdaAPI

/// Why the HTTP layer does not let a request through, in the words of either API.
///
/// What follows on the connection makes no sense after it, so both answers close it.
struct ProtocolRefusal: Sendable {
    private let status: Int
    /// The last part of the problem's type.
    private let name: String
    private let title: String
    private let detail: String
    private let field: String?

    /// - Parameters:
    ///   - detail: as all texts here without a character that JSON would escape.
    ///   - field: the part of the request that it is about.
    init(_ status: Int, name: String, title: String, _ detail: String, field: String?) {
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail
        self.field = field
    }

    static func invalid(_ detail: String, field: String?) -> ProtocolRefusal {
        ProtocolRefusal(
            400, name: "invalid-request", title: "The request is not valid", detail, field: field)
    }

    static func unavailable(_ detail: String) -> ProtocolRefusal {
        ProtocolRefusal(
            503, name: "unavailable", title: "Not now, try again", detail, field: nil)
    }

    /// The answer to a request with that first line; `nil` when it has none.
    func answer(to line: RequestLine?) -> HTTPResponse {
        guard let path = line?.path, path != "/", path != "*" else { return wireAnswer }
        return LambdaDispatcher.serves(path) ? lambdaAnswer : problem
    }

    /// As an error of Lambda's API.
    var lambdaAnswer: HTTPResponse {
        var answer = wireAnswer
        answer.contentType = .json
        answer.headers.append(("x-amzn-ErrorType", wireError.name))
        return answer
    }

    /// As an RFC 9457 problem, like those of the native API.
    var problem: HTTPResponse {
        let field = field.map { ",\"field\":\"\($0)\"" } ?? ""
        let body =
            "{\"type\":\"urn:quipu:problem:\(name)\",\"title\":\"\(title)\",\"status\":\(status),"
            + "\"detail\":\"\(detail)\"\(field)}"
        var answer = HTTPResponse(status: status, contentType: .problem, body: Array(body.utf8))
        if status == 503 { answer.headers.append(("Retry-After", "1")) }
        answer.closesConnection = true
        return answer
    }

    /// As an error of the DynamoDB API.
    var wireAnswer: HTTPResponse {
        var answer = HTTPResponse(status: status, contentType: .dynamoDB, body: wireError.body)
        if status == 503 { answer.headers.append(("Retry-After", "1")) }
        answer.closesConnection = true
        return answer
    }

    /// SDKs repeat a request after 500, 502, 503 and 504, and after others if the error's name is one
    /// that they know.
    private var wireError: WireError {
        switch status {
        case 403, 421: .accessDenied(detail)
        case 408: .requestTimeout(detail)
        case 503: .serviceUnavailable(detail)
        default: .serialization(detail)
        }
    }
}
