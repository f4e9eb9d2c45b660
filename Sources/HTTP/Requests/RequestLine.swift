/// The first line of a request.
package struct RequestLine: Hashable, Sendable {
    package let method: HTTPMethod
    /// As it came: a path with its query, or the same behind scheme and host.
    package let target: String
    /// Whether it is HTTP/1.0.
    package let isHTTP10: Bool

    /// Reads a line that holds no control character but tabs.
    init(_ bytes: Span<UInt8>) throws(ReadingError) {
        let blank = UInt8(ascii: " ")
        let versionBytes = 8
        let targetEnd = bytes.count - versionBytes - 1
        guard let methodEnd = bytes.firstIndex(of: blank), methodEnd < targetEnd,
            bytes[targetEnd] == blank,
            let minor = RequestLine.minorVersion(bytes.extracting(last: versionBytes)),
            let method = RequestLine.method(bytes.extracting(first: methodEnd))
        else { throw .malformed }
        let target = bytes.extracting(methodEnd + 1..<targetEnd)
        guard RequestLine.isTarget(target, of: method) else { throw .malformed }
        self.method = method
        self.target = String(repairing: target)
        isHTTP10 = minor == 0
    }

    /// Refuses the beginning of a line that cannot become one, however it goes on.
    static func checkStart(_ bytes: Span<UInt8>) throws(ReadingError) {
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                if index == HTTPMethod.nameBytesMax { throw .malformed }
            // What follows the method, or the beginning of a line end.
            case UInt8(ascii: " ") where index > 0, 0x0D: return
            default: throw .malformed
            }
        }
    }

    /// Whether the target is a path, as nearly always, not the same behind scheme and host.
    var isPath: Bool { target.utf8.first == UInt8(ascii: "/") }

    /// The host of `http://host/path?query`, as a proxy is asked; `nil` when there is only a path.
    var authority: Substring? {
        guard let range = authorityRange else { return nil }
        return target[range]
    }

    /// What it asks for, without scheme and host.
    private var resource: Substring {
        let target = target[...]
        guard !isPath, let authority = authorityRange else { return target }
        let rest = target[authority.upperBound...]
        if rest.utf8.first == UInt8(ascii: "/") { return rest }
        // A query may follow the host at once.
        return "/" + rest
    }

    private var authorityRange: Range<String.Index>? {
        let target = target[...]
        guard !isPath, let scheme = target.range(ofBytes: "://") else { return nil }
        let start = scheme.upperBound
        let end = target.utf8[start...].firstIndex { $0 == 0x2F || $0 == 0x3F }
        return start..<(end ?? target.endIndex)
    }

    /// Its path, `/` for none, and what follows the path's question mark, if there is one.
    var pathAndQuery: (path: Substring, query: Substring?) {
        let resource = resource
        let bytes = resource.utf8.span
        for index in bytes.indices where bytes[index] == 0x3F {
            let end = resource.utf8.index(resource.startIndex, offsetBy: index)
            return (resource[..<end], resource[resource.utf8.index(after: end)...])
        }
        return (resource, nil)
    }

    package var path: Substring { pathAndQuery.path }

    private static func method(_ bytes: Span<UInt8>) -> HTTPMethod? {
        // Those of nearly all requests, without a string.
        if bytes.isEqual("POST") { return .POST }
        if bytes.isEqual("GET") { return .GET }
        return HTTPMethod(rawValue: String(repairing: bytes))
    }

    /// The last digit of `HTTP/1.0` and `HTTP/1.1`, the only versions there are on such a line.
    private static func minorVersion(_ bytes: Span<UInt8>) -> UInt8? {
        guard bytes.starts(with: "HTTP/1.") else { return nil }
        let minor = bytes[7] &- UInt8(ascii: "0")
        return minor <= 1 ? minor : nil
    }

    private static func isTarget(_ bytes: Span<UInt8>, of method: HTTPMethod) -> Bool {
        // A fragment is the client's own affair: one that sends it has put its request together wrongly.
        for index in bytes.indices
        where bytes[index] <= 0x20 || bytes[index] >= 0x80 || bytes[index] == 0x23 {
            return false
        }
        if bytes.starts(with: "/") { return true }
        if bytes.isEqual("*") { return method == .OPTIONS }
        return hasHost(bytes)
    }

    /// Whether it begins with `http://` or `https://` and a host.
    private static func hasHost(_ bytes: Span<UInt8>) -> Bool {
        for scheme in ["http://", "https://"] {
            let count = scheme.utf8.count
            guard bytes.count > count, bytes.extracting(first: count).isEqualIgnoringCase(scheme)
            else { continue }
            let rest = bytes.extracting(droppingFirst: count)
            var end = 0
            while end < rest.count, rest[end] != 0x2F, rest[end] != 0x3F { end += 1 }
            return Authority.isWellFormed(rest.extracting(first: end))
        }
        return false
    }
}
