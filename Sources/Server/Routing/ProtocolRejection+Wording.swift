import DynamoDBAPI
import HTTP
import LambdaAPI

/// The words of each API for a request that goes no further; all of them close the connection.
extension ProtocolRejection {
    /// The response to a request with that first line; `nil` when it has none.
    func response(to line: RequestLine?) -> HTTPResponse {
        guard let path = line?.path, path != "/", path != "*" else {
            // The path of a line that is too long is unknown. SDKs send none, so it is taken for a
            // native call with a long query.
            return status == 414 ? problem : wireResponse
        }
        return LambdaDispatcher.serves(path) ? lambdaResponse : problem
    }

    /// As an RFC 9457 problem, like those of the native API.
    var problem: HTTPResponse {
        let field = field.map { ",\"field\":\"\($0)\"" } ?? ""
        let body =
            "{\"type\":\"urn:quipu:problem:\(name)\",\"title\":\"\(title)\",\"status\":\(status),"
            + "\"detail\":\"\(detail)\"\(field)}"
        return closing(
            HTTPResponse(status: status, contentType: .problem, body: Array(body.utf8)))
    }

    /// As an error of the DynamoDB API.
    var wireResponse: HTTPResponse {
        plainWireResponse.withChecksum
    }

    /// As an error of Lambda's API.
    var lambdaResponse: HTTPResponse {
        var response = plainWireResponse
        response.contentType = .json
        response.headers.append(("x-amzn-ErrorType", wireError.name))
        return response
    }

    private var plainWireResponse: HTTPResponse {
        closing(HTTPResponse(status: status, contentType: .dynamoDB, body: wireError.body))
    }

    private func closing(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        if status == 503 { response.headers.append(("Retry-After", "1")) }
        response.closesConnection = true
        return response
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
