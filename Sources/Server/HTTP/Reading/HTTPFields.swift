import NIOCore

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
    package private(set) var expect: String?
    package private(set) var ifNoneMatch: String?
    /// Who sends a batch, and its number, to the native API.
    package private(set) var source: String?
    package private(set) var sequence: String?
    /// The last event that a reader of a stream has seen.
    package private(set) var lastEventID: String?
    package private(set) var requestedMethod: String?
    package private(set) var requestedHeaders: String?

    init() {}

    /// The media type without its parameters, empty when there is none.
    package var mediaType: Substring {
        guard let contentType else { return "" }
        let end = contentType.utf8.firstIndex(of: UInt8(ascii: ";")) ?? contentType.endIndex
        return contentType[..<end].trimmingBlanks()
    }

    /// Keeps a header if it is one of ours; `line` is what `input` begins with.
    mutating func keep(_ line: FieldLine, of input: ByteBuffer, framing: inout FramingFields)
        throws(ReadingError)
    {
        let bytes = input.readableBytesUInt8Span
        let name = bytes.extracting(first: line.nameCount)
        let value = bytes.extracting(line.value)
        // The length tells most names apart before any character is compared.
        switch name.count {
        case 4: HTTPFields.keep(line, of: input, as: "host", in: &host)
        case 6:
            HTTPFields.keep(line, of: input, as: "origin", in: &origin)
            HTTPFields.keep(line, of: input, as: "expect", in: &expect)
        case 10:
            if name.isEqualIgnoringCase("connection") { framing.noteConnection(value) }
        case 12:
            HTTPFields.keep(line, of: input, as: "content-type", in: &contentType)
            HTTPFields.keep(line, of: input, as: "x-amz-target", in: &target)
            HTTPFields.keep(line, of: input, as: "quipu-source", in: &source)
        case 13:
            HTTPFields.keep(line, of: input, as: "if-none-match", in: &ifNoneMatch)
            HTTPFields.keep(line, of: input, as: "last-event-id", in: &lastEventID)
        case 14:
            if name.isEqualIgnoringCase("content-length") { try framing.noteLength(value) }
            HTTPFields.keep(line, of: input, as: "quipu-sequence", in: &sequence)
        case 15: HTTPFields.keep(line, of: input, as: "accept-encoding", in: &acceptEncoding)
        case 16: HTTPFields.keep(line, of: input, as: "content-encoding", in: &contentEncoding)
        case 17:
            if name.isEqualIgnoringCase("transfer-encoding") { try framing.noteCoding(value) }
        case 29:
            HTTPFields.keep(
                line, of: input, as: "access-control-request-method", in: &requestedMethod)
        case 30:
            HTTPFields.keep(
                line, of: input, as: "access-control-request-headers", in: &requestedHeaders)
        default: break
        }
    }

    private static func keep(
        _ line: FieldLine, of input: ByteBuffer, as wanted: String, in field: inout String?
    ) {
        let name = input.readableBytesUInt8Span.extracting(first: line.nameCount)
        guard field == nil, name.isEqualIgnoringCase(wanted) else { return }
        field = input.getString(
            at: input.readerIndex + line.value.lowerBound, length: line.value.count)
    }
}
