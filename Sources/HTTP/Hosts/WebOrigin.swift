/// Where a web page comes from: scheme, host and port, as browsers say it in `Origin`.
package struct WebOrigin: Hashable, Sendable {
    private let scheme: String
    private let host: String
    private let port: Int

    /// Reads `scheme://host` or `scheme://host:port`; `nil` for anything else, `null` among it.
    package init?(_ text: String) {
        guard let mark = text[...].range(ofBytes: "://") else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        let isPlain = scheme.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
        guard !scheme.isEmpty, isPlain, let authority = Authority(text[mark.upperBound...]) else {
            return nil
        }
        self.scheme = scheme
        host = authority.host
        port = authority.port ?? WebOrigin.port(of: scheme)
    }

    /// Whether a page from there came from the server that was asked under `authority`.
    ///
    /// Behind a proxy with TLS the page's scheme is not ours, but the name is the same.
    package func isOwn(_ authority: Authority) -> Bool {
        ["http", "https"].contains(scheme) && host == authority.host
            && port == authority.port ?? WebOrigin.port(of: scheme)
    }

    private static func port(of scheme: String) -> Int {
        switch scheme {
        case "http": 80
        case "https": 443
        default: 0
        }
    }
}
