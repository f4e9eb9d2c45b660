/// The headers that the server reads; every other header is ignored.
///
/// Of a repeated header the first one counts, as AWS does it.
package struct HTTPFields: Sendable {
    package private(set) var target: String?
    package private(set) var contentType: String?
    package private(set) var contentEncoding: String?
    package private(set) var acceptEncoding: String?
    package private(set) var origin: String?
    package private(set) var host: String?
    package private(set) var hasSeveralHosts = false
    /// How far from this server the page is that asks, as browsers tell it.
    package private(set) var fetchSite: String?
    package private(set) var expect: String?
    package private(set) var ifNoneMatch: String?
    /// Who sends a batch, and its number, to the native API.
    package private(set) var source: String?
    package private(set) var sequence: String?
    /// The last event that a reader of a stream has seen.
    package private(set) var lastEventID: String?
    /// How a function of Lambda's is to be run.
    package private(set) var invocationType: String?
    package private(set) var requestedMethod: String?
    package private(set) var requestedHeaders: String?

    init() {}

    /// The media type without its parameters, empty when there is none.
    package var mediaType: Substring {
        guard let contentType else { return "" }
        let end = contentType.utf8.firstIndex(of: UInt8(ascii: ";")) ?? contentType.endIndex
        return contentType[..<end].trimmingBlanks()
    }

    /// Whether the media type is this one.
    package func hasMediaType(_ type: HTTPResponse.ContentType) -> Bool {
        // Nearly always it is given as we write it.
        contentType == type.rawValue || mediaType.isEqualIgnoringCase(type.rawValue)
    }

    /// Keeps a header if it is one of ours.
    mutating func keep(
        _ value: Span<UInt8>, as name: Span<UInt8>, framing: inout FramingFields
    ) throws(ReadingError) {
        // The length tells most names apart before any character is compared.
        switch name.count {
        case 4:
            if host != nil, name.isEqualIgnoringCase("host") { hasSeveralHosts = true }
            HTTPFields.keep(value, if: name, is: "host", in: &host)
        case 6:
            HTTPFields.keep(value, if: name, is: "origin", in: &origin)
            HTTPFields.keep(value, if: name, is: "expect", in: &expect)
        case 10: if name.isEqualIgnoringCase("connection") { framing.noteConnection(value) }
        case 12:
            HTTPFields.keep(value, if: name, is: "content-type", in: &contentType)
            HTTPFields.keep(value, if: name, is: "x-amz-target", in: &target)
            HTTPFields.keep(value, if: name, is: "quipu-source", in: &source)
        case 13:
            HTTPFields.keep(value, if: name, is: "if-none-match", in: &ifNoneMatch)
            HTTPFields.keep(value, if: name, is: "last-event-id", in: &lastEventID)
        case 14:
            if name.isEqualIgnoringCase("content-length") {
                try framing.noteLength(value)
            } else {
                HTTPFields.keep(value, if: name, is: "quipu-sequence", in: &sequence)
                HTTPFields.keep(value, if: name, is: "sec-fetch-site", in: &fetchSite)
            }
        case 15: HTTPFields.keep(value, if: name, is: "accept-encoding", in: &acceptEncoding)
        case 16: HTTPFields.keep(value, if: name, is: "content-encoding", in: &contentEncoding)
        case 17: if name.isEqualIgnoringCase("transfer-encoding") { try framing.noteCoding(value) }
        case 21:
            HTTPFields.keep(value, if: name, is: "x-amz-invocation-type", in: &invocationType)
        case 29:
            HTTPFields.keep(
                value, if: name, is: "access-control-request-method", in: &requestedMethod)
        case 30:
            HTTPFields.keep(
                value, if: name, is: "access-control-request-headers", in: &requestedHeaders)
        default: break
        }
    }

    private static func keep(
        _ value: Span<UInt8>, if name: Span<UInt8>, is wanted: String, in field: inout String?
    ) {
        if field == nil, name.isEqualIgnoringCase(wanted) { field = String(repairing: value) }
    }
}
