import HTTP

/// The responses to pages of other origins: the headers without which browsers do not show a
/// response to a page that is allowed, and the rejection of one that is not.
///
/// What defines handlers is for no page: any that a browser shows could else have the server run
/// programs.
struct CrossOrigin {
    enum Verdict {
        /// The sender is no page of another origin.
        case goOn
        /// It is one that may read the response.
        case goOnFor(origin: String)
        /// The request goes no further.
        case respond(HTTPResponse)
    }

    let access: WebAccess
    let match: EndpointTable.Match

    /// What becomes of a request that names an origin, or where its page comes from.
    func verdict(on request: HTTPRequest) -> Verdict {
        let head = request.head
        switch access.sender(of: head) {
        case .foreignPage:
            var response = rejection(of: head) ?? foreign(to: head)
            response.headers.append(("Vary", "Origin"))
            return .respond(response)
        case .own where !head.fields.contains(.origin): return .goOn
        case .own: return rejection(of: head).map(Verdict.respond) ?? .goOn
        case .allowedPage(let origin):
            if let rejection = rejection(of: head) { return .respond(rejection) }
            if request.method == .OPTIONS {
                return .respond(CrossOrigin.preflight(for: head.fields, from: origin))
            }
            return .goOnFor(origin: origin)
        }
    }

    /// The rejection of a page's request for an operation that no page may use.
    private func rejection(of head: RequestHead) -> HTTPResponse? {
        guard case .endpoint(let endpoint) = match else { return nil }
        return endpoint.rejectionOfPages(asking: head)
    }

    private func foreign(to head: RequestHead) -> HTTPResponse {
        ProtocolAnswers.foreignPage.response(to: head.line).withConnectionKept
    }

    static func allow(_ origin: String, toRead response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers.append(("Access-Control-Allow-Origin", origin))
        response.headers.append(("Access-Control-Expose-Headers", exposedHeaders))
        response.addVary("Origin")
        return response
    }

    private static let exposedHeaders = "x-amzn-RequestId,x-amz-crc32,Date,ETag,Retry-After"

    /// The response to `OPTIONS`: whatever was asked for is allowed, in the asker's own words.
    private static func preflight(for fields: HTTPFields, from origin: String) -> HTTPResponse {
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
