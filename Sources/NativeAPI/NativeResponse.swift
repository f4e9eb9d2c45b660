/// What goes back to the client; what every HTTP answer carries is the server's work.
package struct NativeResponse: Sendable {
    package enum ContentType: String, Sendable {
        case json = "application/json"
        case problem = "application/problem+json"
    }

    package var status: Int
    package var contentType: ContentType
    /// Beyond those that every answer carries.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        status: Int = 200, contentType: ContentType = .json,
        headers: [(name: String, value: String)] = [], body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    init(_ error: NativeError) {
        self.init(
            status: error.status, contentType: .problem, headers: error.headers, body: error.body)
    }
}
