/// One whole response, before the connection adds what every response carries.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var contentType: ContentType?
    package var headers: [(name: String, value: String)]
    /// One more whose value is a number, so that no text need be made of it.
    ///
    /// - `start`: a line end, the header's name, a colon and a blank.
    package var numberHeader: (start: [UInt8], value: Int)?
    package var body: [UInt8]
    /// The body, where it is made while it is read; `body` is empty then.
    package var stream: (any ResponseStream)?
    /// Whether the connection is of no further use, because of what the request was.
    package var closesConnection = false
    /// Whether the request changed nothing, of one of which that could not be told from its head.
    package var hasChangedNothing = false

    package init(
        status: Int, contentType: ContentType? = nil, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], stream: (any ResponseStream)? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
        self.stream = stream
    }

    /// The same for a request after which the next one can follow.
    package var withConnectionKept: HTTPResponse {
        var answer = self
        answer.closesConnection = false
        return answer
    }

    /// Says that caches must keep apart answers to other values of a header.
    package mutating func addVary(_ name: String) {
        if let index = headers.firstIndex(where: { $0.name == "Vary" }) {
            if !headers[index].value.contains(name) { headers[index].value += ", \(name)" }
        } else {
            headers.append(("Vary", name))
        }
    }

    /// The words behind a status number; clients read only the number.
    static func reason(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
