import API
import HTTP

extension Request {
    /// What an API gets of a request.
    init(_ request: HTTPRequest, body: [UInt8]) {
        self.init(
            method: request.method.rawValue, path: request.head.path,
            query: request.head.query, headers: .headers(of: request), body: body)
    }
}

extension RequestHeaders {
    fileprivate static func headers(of request: HTTPRequest) -> RequestHeaders {
        let fields = request.head.fields
        let contentType = request.contentType
        if !fields.contains(.ifNoneMatch), !fields.contains(.lastEventID),
            !fields.contains(.invocationType), !fields.contains(.source),
            !fields.contains(.sequence)
        {
            // As most requests are: nothing has to be made for them.
            guard let contentType else { return .none }
            if contentType == RequestHeaders.json.contentType { return .json }
        }
        return RequestHeaders(
            contentType: contentType, invocationType: fields.invocationType,
            source: fields.source, sequence: fields.sequence, lastEventID: fields.lastEventID,
            ifNoneMatch: fields.ifNoneMatch)
    }
}

extension HTTPResponse {
    /// What an API answers.
    init(_ response: Response) {
        let contentType: ContentType =
            switch response.contentType {
            case .json: .json
            case .problem: .problem
            case .events: .events
            }
        self.init(
            status: response.status, contentType: contentType, headers: response.headers,
            body: response.body, stream: response.stream.map(APIResponseStream.init))
    }
}
