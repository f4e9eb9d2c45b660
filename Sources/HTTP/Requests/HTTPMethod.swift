/// What a request wants done, by the names that are registered for it; any other is refused.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case ACL, BIND, CHECKOUT, CONNECT, COPY, DELETE, GET, HEAD, LINK, LOCK, MERGE, MKACTIVITY
    case MKCALENDAR, MKCOL, MOVE, NOTIFY, OPTIONS, PATCH, POST, PROPFIND, PROPPATCH, PURGE, PUT
    case QUERY, REBIND, REPORT, SEARCH, SOURCE, SUBSCRIBE, TRACE, UNBIND, UNLINK, UNLOCK
    case UNSUBSCRIBE
    case MSEARCH = "M-SEARCH"

    /// No name is longer.
    static let nameBytesMax = 11
}
