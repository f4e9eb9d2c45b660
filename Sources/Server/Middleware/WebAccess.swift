package import HTTP

/// Whose web pages may use this server, and under which names it answers.
///
/// As long as requests are not authenticated, every page that a browser shows on a machine could
/// read and delete what a server there has. So pages of other origins are refused, unless they are
/// listed. Names that the server does not answer to are refused before, by its `HostPolicy`.
package struct WebAccess: Sendable {
    private let origins: Set<WebOrigin>
    private let allowsAllOrigins: Bool
    /// Under which names it answers.
    package let hosts: HostPolicy

    /// - Parameters:
    ///   - host: the address that the server listens on.
    ///   - allowedOrigins: pages that may use it, such as `https://dashboard.example`; `*` for all.
    ///   - allowedHosts: names, without ports, that it answers to as well.
    package init(
        host: String = "127.0.0.1", allowedOrigins: [String] = [], allowedHosts: [String] = []
    ) throws(SettingsError) {
        var origins: Set<WebOrigin> = []
        for text in allowedOrigins where text != "*" {
            guard let origin = WebOrigin(text) else {
                throw SettingsError(
                    "The setting allowedOrigins has \"\(text)\", which is no origin: a scheme and a "
                        + "host, with its port where it is not the usual one, such as "
                        + "http://localhost:3000; * for all.")
            }
            origins.insert(origin)
        }
        var names: Set<String> = []
        for text in allowedHosts {
            guard let authority = Authority(text[...]), authority.port == nil else {
                throw SettingsError(
                    "The setting allowedHosts has \"\(text)\", which is no name of a host; it has "
                        + "no port, as any is taken.")
            }
            names.insert(authority.host)
        }
        self.origins = origins
        allowsAllOrigins = allowedOrigins.contains("*")
        hosts = HostPolicy(host: host, names: names)
    }

    /// For a server on this machine that no page may use.
    private init() {
        origins = []
        allowsAllOrigins = false
        hosts = HostPolicy(host: "127.0.0.1", names: [])
    }

    package static let local = WebAccess()

    /// What sent a request.
    enum Sender: Equatable {
        /// No page, or one of this server itself.
        case own
        /// A page that may; with what the response names to its browser: the page's origin, or `*`
        /// where all may.
        case allowedPage(String)
        /// A page that may not.
        case foreignPage
    }

    func sender(of head: RequestHead) -> Sender {
        guard let text = head.fields.origin else {
            // Links, forms, images and the like name no origin, but where they come from.
            let isForeign = head.fields.fetchSite.map(WebAccess.isForeign) ?? false
            return isForeign && !allowsAllOrigins ? .foreignPage : .own
        }
        // As AWS does: a response that all may read is the same for all, also in a cache.
        if allowsAllOrigins { return .allowedPage("*") }
        guard let origin = WebOrigin(text) else { return .foreignPage }
        if origins.contains(origin) { return .allowedPage(text) }
        guard let authority = head.authority.flatMap({ Authority($0) }), hosts.isOwn(authority),
            origin.isOwn(authority)
        else { return .foreignPage }
        return .own
    }

    /// Whether a value of `Sec-Fetch-Site` says that a page of another origin has asked.
    private static func isForeign(_ site: String) -> Bool {
        site.isEqualIgnoringCase("cross-site") || site.isEqualIgnoringCase("same-site")
    }
}
