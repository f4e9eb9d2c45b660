/// What a request asks for: the decoded segments of its path, and its parameters.
struct RequestTarget: Sendable {
    let path: [String]
    let query: QueryParameters

    /// Reads `/path?query`; a path is split before it is decoded, so `%2F` belongs to a segment.
    init(_ target: String) throws(NativeError) {
        let bytes = Array(target.utf8)
        let pathEnd = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        var segments: [String] = []
        var rest = bytes[..<pathEnd]
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            rest = rest[(slash + 1)...]
            let part = rest.prefix { $0 != UInt8(ascii: "/") }
            do {
                segments.append(try PercentCoding.decode(part, plusIsBlank: false))
            } catch {
                throw .invalid(field: "path", error.detail(of: "the path"))
            }
        }
        path = segments
        query = try QueryParameters(bytes[pathEnd...].dropFirst())
    }
}
