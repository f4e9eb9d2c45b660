import Platform

/// The headers of a request: their bytes as they came, and the places of those that the server
/// reads.
///
/// A header becomes text only when it is accessed. Of a repeated header the first one counts, as on
/// AWS.
package struct HTTPFields: Sendable {
    /// The headers that are found without looking through all.
    package enum Name: Int, Sendable {
        case contentType, contentEncoding, acceptEncoding, origin, host, fetchSite, expect
        case ifNoneMatch, lastEventID, requestedMethod, requestedHeaders
        /// Those that the application reads beside HTTP's own, under the names of its
        /// `HTTPConventions`.
        case application1, application2, application3, application4
    }

    /// Where a header's value stands.
    private struct Position {
        /// 0 for a header that did not come: there a name stands.
        var start: UInt16 = 0
        var count: UInt16 = 0
    }

    /// The lines with their line ends.
    private var bytes: [UInt8] = []
    private var positions = InlineArray<15, Position>(repeating: Position())
    package private(set) var hasSeveralHosts = false

    init() {}

    // MARK: Reading

    package var contentType: String? {
        // Nearly always this one, of which no text need be made.
        let json = "application/json"
        return isEqual(.contentType, json.utf8.span) ? json : self[.contentType]
    }
    package var contentEncoding: String? { self[.contentEncoding] }
    package var acceptEncoding: String? { self[.acceptEncoding] }
    package var origin: String? { self[.origin] }
    package var host: String? { self[.host] }
    /// How the page that sends the request is related to this server, as browsers say.
    package var fetchSite: String? { self[.fetchSite] }
    package var expect: String? { self[.expect] }
    package var ifNoneMatch: String? { self[.ifNoneMatch] }
    /// The last event that a reader of a stream has seen.
    package var lastEventID: String? { self[.lastEventID] }
    package var requestedMethod: String? { self[.requestedMethod] }
    package var requestedHeaders: String? { self[.requestedHeaders] }

    /// The text of a header, made anew; `nil` when it did not come.
    package subscript(name: Name) -> String? {
        guard contains(name) else { return nil }
        return String(repairing: bytes.span.extracting(range(of: name)))
    }

    package func contains(_ name: Name) -> Bool { positions[name.rawValue].start > 0 }

    /// Whether a header came with exactly these bytes.
    package func isEqual(_ name: Name, _ value: Span<UInt8>) -> Bool {
        let range = range(of: name)
        return range.lowerBound > 0 && bytes.span.extracting(range).isEqual(to: value)
    }

    /// How many bytes a header's value has; 0 when it did not come.
    package func byteCount(of name: Name) -> Int { Int(positions[name.rawValue].count) }

    private func range(of name: Name) -> Range<Int> {
        let position = positions[name.rawValue]
        let start = Int(position.start)
        return start..<start + Int(position.count)
    }

    /// All headers in the order in which they came, with names and values as they came.
    package var all: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0D), end > start {
            let line = bytes.span.extracting(start..<end)
            do throws(ReadingError) {
                let field = try FieldLine(line)
                fields.append(
                    (
                        String(repairing: line.extracting(first: field.nameCount)),
                        String(repairing: line.extracting(field.value))
                    ))
            } catch {
                preconditionFailure("Only lines that were read are kept.")
            }
            start = end + 2
        }
        return fields
    }

    /// The media type without its parameters, empty when there is none.
    package var mediaType: Substring {
        guard let contentType else { return "" }
        let end = contentType.utf8.firstIndex(of: UInt8(ascii: ";")) ?? contentType.endIndex
        return contentType[..<end].trimmingBlanks()
    }

    /// Whether the media type is this one.
    package func hasMediaType(_ type: HTTPResponse.ContentType) -> Bool {
        // Nearly always it is given as we write it.
        isEqual(.contentType, type.line.span.extracting(droppingFirst: type.nameCount))
            || mediaType.isEqualIgnoringCase(type.text)
    }

    // MARK: Keeping

    /// Keeps lines that have been noted, after those that came before.
    mutating func keep(_ lines: [UInt8]) {
        if bytes.isEmpty { bytes = lines } else { bytes += lines }
    }

    /// How many bytes are kept.
    var keptCount: Int { bytes.count }

    /// Notes a header if it is one of those that are found by name.
    ///
    /// - Parameters:
    ///   - start: where its value will stand among the lines that are kept.
    ///   - own: the names of the application's.
    mutating func note(
        _ value: Span<UInt8>, at start: Int, as name: Span<UInt8>, own: OwnHeaders,
        framing: inout FramingFields
    ) throws(ReadingError) {
        let position = Position(start: UInt16(start), count: UInt16(value.count))
        // Most names differ in length, so few characters are compared.
        switch name.count {
        case 4:
            if name.isName("host") {
                hasSeveralHosts = contains(.host)
                return note(.host, position)
            }
        case 6:
            if name.isName("origin") { return note(.origin, position) }
            if name.isName("expect") { return note(.expect, position) }
        case 10: if name.isName("connection") { return framing.noteConnection(value) }
        case 12: if name.isName("content-type") { return note(.contentType, position) }
        case 13:
            if name.isName("if-none-match") { return note(.ifNoneMatch, position) }
            if name.isName("last-event-id") { return note(.lastEventID, position) }
        case 14:
            if name.isName("content-length") { return try framing.noteLength(value) }
            if name.isName("sec-fetch-site") { return note(.fetchSite, position) }
        case 15: if name.isName("accept-encoding") { return note(.acceptEncoding, position) }
        case 16: if name.isName("content-encoding") { return note(.contentEncoding, position) }
        case 17: if name.isName("transfer-encoding") { return try framing.noteCoding(value) }
        case 29:
            if name.isName("access-control-request-method") {
                return note(.requestedMethod, position)
            }
        case 30:
            if name.isName("access-control-request-headers") {
                return note(.requestedHeaders, position)
            }
        default: break
        }
        if let place = own.place(of: name),
            let field = Name(rawValue: Name.application1.rawValue + place)
        {
            note(field, position)
        }
    }

    /// Notes where a value stands, unless there was one before it.
    private mutating func note(_ field: Name, _ position: Position) {
        if !contains(field) { positions[field.rawValue] = position }
    }
}

/// By what was kept: the places follow from it.
extension HTTPFields: Equatable {
    package static func == (left: HTTPFields, right: HTTPFields) -> Bool {
        left.bytes == right.bytes
    }
}
