import API
import HTTP

extension Request {
    /// What an API gets of a request.
    init(_ request: HTTPRequest, body: [UInt8]) {
        let fields = request.head.fields
        self.init(
            method: request.method.rawValue, path: request.head.path,
            query: request.head.query,
            headers: RequestHeaders(
                contentType: request.contentType, operation: fields.target,
                invocationType: fields.invocationType, source: fields.source,
                sequence: fields.sequence, lastEventID: fields.lastEventID,
                ifNoneMatch: fields.ifNoneMatch),
            body: body)
    }
}

extension HTTPResponse {
    /// What an API answers.
    init(_ response: Response) {
        self.init(status: response.status, body: response.body)
        switch response.contentType {
        case .json: contentType = .json
        case .problem: contentType = .problem
        case .events: contentType = .events
        }
        headers = response.headers
        stream = response.stream.map(APIResponseStream.init)
    }
}
