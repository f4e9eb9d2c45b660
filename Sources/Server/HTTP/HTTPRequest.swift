package import NIOHTTP1

/// One whole request, as the routes see it: what was asked and the few headers that matter.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// The path without query, `/` for none.
    package let path: Substring
    /// The path and what follows it, as it came.
    package let pathAndQuery: Substring
    package let fields: HTTPFields
    package let body: [UInt8]

    /// - Parameter target: the request's target, with or without scheme and host.
    package init(method: HTTPMethod, target: String, fields: HTTPFields, body: [UInt8]) {
        self.method = method
        pathAndQuery = HTTPRequest.pathAndQuery(in: target)
        path = HTTPRequest.path(in: pathAndQuery)
        self.fields = fields
        self.body = body
    }

    /// The path that a request line's target asks for, without its query.
    package static func path(ofTarget target: String) -> Substring {
        path(in: pathAndQuery(in: target))
    }

    /// Leaves out what `http://host/path?query` has before the path, as a proxy is asked.
    private static func pathAndQuery(in target: String) -> Substring {
        let target = target[...]
        guard !target.utf8.starts(with: "/".utf8), let scheme = target.range(ofBytes: "://") else {
            return target
        }
        let rest = target[scheme.upperBound...]
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "/" }
        return rest[slash...]
    }

    private static func path(in pathAndQuery: Substring) -> Substring {
        let end = pathAndQuery.utf8.firstIndex { $0 == 0x3F || $0 == 0x23 }
        return pathAndQuery[..<(end ?? pathAndQuery.endIndex)]
    }
}

/// The headers that the server reads, found in one pass; every other header is ignored.
///
/// Of a repeated header the first one counts, as AWS does it.
package struct HTTPFields: Sendable {
    package private(set) var target: String?
    package private(set) var contentType: String?
    package private(set) var contentEncoding: String?
    package private(set) var acceptEncoding: String?
    package private(set) var origin: String?
    package private(set) var host: String?
    package private(set) var expect: String?
    package private(set) var ifNoneMatch: String?
    /// Who sends a batch, and its number, to the native API.
    package private(set) var source: String?
    package private(set) var sequence: String?
    /// The last event that a reader of a stream has seen.
    package private(set) var lastEventID: String?
    package private(set) var requestedMethod: String?
    package private(set) var requestedHeaders: String?
    private(set) var contentLength: Int?
    private(set) var asksForUpgrade = false
    /// Bytes of all names and values, with their separators and line ends.
    private(set) var size = 0

    package init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            size += name.utf8.count + value.utf8.count + 4
            // The length tells most names apart before any character is compared.
            switch name.utf8.count {
            case 4: HTTPFields.keep(value, as: "host", named: name, in: &host)
            case 6:
                HTTPFields.keep(value, as: "origin", named: name, in: &origin)
                HTTPFields.keep(value, as: "expect", named: name, in: &expect)
            case 7: if HTTPFields.is(name, "upgrade") { asksForUpgrade = true }
            case 12:
                HTTPFields.keep(value, as: "content-type", named: name, in: &contentType)
                HTTPFields.keep(value, as: "x-amz-target", named: name, in: &target)
                HTTPFields.keep(value, as: "quipu-source", named: name, in: &source)
            case 13:
                HTTPFields.keep(value, as: "if-none-match", named: name, in: &ifNoneMatch)
                HTTPFields.keep(value, as: "last-event-id", named: name, in: &lastEventID)
            case 14:
                // The parser has refused anything but one number.
                if HTTPFields.is(name, "content-length") { contentLength = Int(value) ?? .max }
                HTTPFields.keep(value, as: "quipu-sequence", named: name, in: &sequence)
            case 15: HTTPFields.keep(value, as: "accept-encoding", named: name, in: &acceptEncoding)
            case 16:
                HTTPFields.keep(value, as: "content-encoding", named: name, in: &contentEncoding)
            case 29:
                HTTPFields.keep(
                    value, as: "access-control-request-method", named: name, in: &requestedMethod)
            case 30:
                HTTPFields.keep(
                    value, as: "access-control-request-headers", named: name, in: &requestedHeaders)
            default: break
            }
        }
    }

    /// The media type without its parameters, empty when there is none.
    package var mediaType: Substring {
        guard let contentType else { return "" }
        let end = contentType.utf8.firstIndex(of: UInt8(ascii: ";")) ?? contentType.endIndex
        return contentType[..<end].trimmingBlanks()
    }

    private static func keep(
        _ value: String, as wanted: String, named name: String, in field: inout String?
    ) {
        if field == nil, HTTPFields.is(name, wanted) { field = value }
    }

    private static func `is`(_ name: String, _ wanted: String) -> Bool {
        name.isEqualIgnoringCase(wanted)
    }
}

extension String {
    /// Compares ASCII letters without regard to case, everything else byte by byte.
    func isEqualIgnoringCase(_ other: String) -> Bool {
        utf8.span.isEqualIgnoringCase(other.utf8.span)
    }
}

extension Span<UInt8> {
    fileprivate func isEqualIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices {
            let left = self[index]
            let difference = left ^ other[index]
            let isLetter = (0x61...0x7A).contains(left | 0x20)
            guard difference == 0 || (difference == 0x20 && isLetter) else { return false }
        }
        return true
    }
}

extension Substring {
    func isEqualIgnoringCase(_ other: String) -> Bool {
        utf8.span.isEqualIgnoringCase(other.utf8.span)
    }

    /// Where `text` stands first, compared byte by byte.
    func range(ofBytes text: StaticString) -> Range<Index>? {
        let wanted = Array(text.description.utf8)
        var start = startIndex
        while start < endIndex {
            if utf8[start...].starts(with: wanted) {
                return start..<utf8.index(start, offsetBy: wanted.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }

    /// Without blanks at either end.
    func trimmingBlanks() -> Substring {
        var rest = self
        while let first = rest.utf8.first, first == 0x20 || first == 9 { rest = rest.dropFirst() }
        while let last = rest.utf8.last, last == 0x20 || last == 9 { rest = rest.dropLast() }
        return rest
    }
}
