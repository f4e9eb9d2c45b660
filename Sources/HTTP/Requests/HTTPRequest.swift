/// One whole request, as the routes see it: what was asked, the few headers that matter, the body.
package struct HTTPRequest: Equatable, Sendable {
    package let head: RequestHead
    package let body: [UInt8]
    /// What the body is taken for.
    package var contentType: String? { typeInstead ?? head.fields.contentType }
    /// What the body is taken for in spite of what the request says.
    package var typeInstead: String?

    package init(head: RequestHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    package var method: HTTPMethod { head.line.method }
}
