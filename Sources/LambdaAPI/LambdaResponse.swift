/// What goes back to the client, always JSON; what every HTTP answer carries is the server's work.
package struct LambdaResponse: Sendable {
    package let status: Int
    /// Beyond those that every answer carries.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// For a web page: pages may not define what the server runs.
    package static let crossOrigin = LambdaResponse(
        .accessDenied("Event source mappings and functions are not for pages in a browser."))
    /// For a body that does not say that it is JSON, as a form of a web page would send it.
    package static let unsupportedMediaType = LambdaResponse(
        .unsupportedMediaType("The body must have the Content-Type application/json."))

    init(_ error: LambdaError) {
        self.init(status: error.status, headers: error.headers, body: error.body)
    }
}
