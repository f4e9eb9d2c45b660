import HTTP

extension HTTPRequest {
    /// A batch that a page sends as text, as `navigator.sendBeacon` does because that takes no
    /// preflight, is taken for what it is: lines where source and sequence come in headers, else JSON.
    ///
    /// Only for pages that may: from others it is what a form of any page can send.
    func readAsBeacon() -> HTTPRequest {
        guard method == .POST, head.path.hasPrefix(NativeEndpoint.root),
            head.path.hasSuffix("/events") || head.path.hasSuffix("/increments"),
            head.fields.mediaType.isEqualIgnoringCase("text/plain")
        else { return self }
        var request = self
        request.typeInstead =
            head.fields.source == nil ? "application/json" : "application/x-ndjson"
        return request
    }
}
