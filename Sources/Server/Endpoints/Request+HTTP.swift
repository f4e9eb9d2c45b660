import API
import HTTP

extension Request {
    /// What an API gets of a request.
    ///
    /// - Parameter contentType: what the body is taken for, where that is known already: a text of it
    ///   need not be made then.
    init(_ request: HTTPRequest, body: [UInt8], contentType: String? = nil) {
        let fields = request.head.fields
        self.init(
            method: request.method.rawValue, path: request.head.path,
            query: request.head.query,
            headers: RequestHeaders(
                contentType: contentType ?? request.contentType, operation: fields.target,
                invocationType: fields.invocationType, source: fields.source,
                sequence: fields.sequence, lastEventID: fields.lastEventID,
                ifNoneMatch: fields.ifNoneMatch),
            body: body)
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
