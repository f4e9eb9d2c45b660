/// The first line of a request.
package struct RequestLine: Sendable {
    package let method: HTTPMethod
    /// As it came: a path with its query, or the same behind scheme and host.
    package let target: String
    /// Whether it is HTTP/1.0.
    package let isOldClient: Bool

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
        guard RequestLine.isTarget(target) else { throw .malformed }
        self.method = method
        self.target = String(repairing: target)
        isOldClient = minor == 0
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

    /// What it asks for, without what `http://host/path?query` has before the path, as a proxy is
    /// asked.
    var pathAndQuery: Substring {
        let target = target[...]
        guard !target.utf8.starts(with: "/".utf8), let scheme = target.range(ofBytes: "://") else {
            return target
        }
        let rest = target[scheme.upperBound...]
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "/" }
        return rest[slash...]
    }

    /// The same without the query, `/` for none.
    var path: Substring {
        let pathAndQuery = pathAndQuery
        let bytes = pathAndQuery.utf8.span
        for index in bytes.indices where bytes[index] == 0x3F || bytes[index] == 0x23 {
            let end = pathAndQuery.utf8.index(pathAndQuery.startIndex, offsetBy: index)
            return pathAndQuery[..<end]
        }
        return pathAndQuery
    }

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

    private static func isTarget(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] <= 0x20 || bytes[index] >= 0x80 {
            return false
        }
        return bytes.starts(with: "/") || bytes.starts(with: "*") || hasScheme(bytes)
    }

    /// Whether it begins with letters and `://`.
    private static func hasScheme(_ bytes: Span<UInt8>) -> Bool {
        var count = 0
        while count < bytes.count, (0x61...0x7A).contains(bytes[count] | 0x20) { count += 1 }
        return count > 0 && bytes.extracting(droppingFirst: count).starts(with: "://")
    }
}
