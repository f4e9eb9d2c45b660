/// One whole request, as the routes see it: what was asked, the few headers that matter, the body.
package struct HTTPRequest: Sendable {
    package let head: RequestHead
    package let body: [UInt8]
    /// What the body is taken for.
    package private(set) var contentType: String?

    package init(head: RequestHead, body: [UInt8]) {
        self.head = head
        self.body = body
        contentType = head.fields.contentType
    }

    var method: HTTPMethod { head.line.method }

    /// A batch that a page sends as text, as `navigator.sendBeacon` does because that takes no
    /// preflight, is taken for what it is: lines where source and sequence come in headers, else JSON.
    ///
    /// Only for pages that may: from others it is what a form of any page can send.
    func readAsBeacon() -> HTTPRequest {
        guard method == .POST, Routes.isNative(head.path),
            head.path.hasSuffix("/events") || head.path.hasSuffix("/increments"),
            head.fields.mediaType.isEqualIgnoringCase("text/plain")
        else { return self }
        var request = self
        request.contentType =
            head.fields.source == nil ? "application/json" : "application/x-ndjson"
        return request
    }
}
