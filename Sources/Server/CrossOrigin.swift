/// What browsers want to hear before they show an answer to a page of another origin.
///
/// Sent only to those who name an origin.
enum CrossOrigin {
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
