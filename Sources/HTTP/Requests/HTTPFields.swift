import Platform

/// The headers of a request: their bytes as they came, and the places of those that the server
/// reads.
///
/// A header becomes text only when it is accessed. Of a repeated header the first one counts, as on
/// AWS.
package struct HTTPFields: Sendable {
    /// The headers that are found without looking through all.
    package enum Name: Int, Sendable {
        case target, contentType, contentEncoding, acceptEncoding, origin, host, fetchSite, expect
        case ifNoneMatch, source, sequence, lastEventID, invocationType, requestedMethod
        case requestedHeaders
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

    /// The operation that DynamoDB's clients ask for.
    package var target: String? { self[.target] }
    package var contentType: String? {
        // Nearly always this one, of which no text need be made.
        let json = HTTPResponse.ContentType.json.rawValue
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
    /// The source of a batch and its number, for the native API.
    package var source: String? { self[.source] }
    package var sequence: String? { self[.sequence] }
    /// The last event that a reader of a stream has seen.
    package var lastEventID: String? { self[.lastEventID] }
    /// How a function of Lambda's is to be run.
    package var invocationType: String? { self[.invocationType] }
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
        isEqual(.contentType, type.rawValue.utf8.span)
            || mediaType.isEqualIgnoringCase(type.rawValue)
    }

    // MARK: Keeping

    /// Keeps lines that have been noted, after those that came before.
    mutating func keep(_ lines: [UInt8]) {
        if bytes.isEmpty { bytes = lines } else { bytes += lines }
    }

    /// How many bytes are kept.
    var keptCount: Int { bytes.count }

    /// Notes a header if it is one of ours.
    ///
    /// - Parameters:
    ///   - start: where its value will stand among the lines that are kept.
    mutating func note(
        _ value: Span<UInt8>, at start: Int, as name: Span<UInt8>, framing: inout FramingFields
    ) throws(ReadingError) {
        let position = Position(start: UInt16(start), count: UInt16(value.count))
        // Most names differ in length, so few characters are compared.
        switch name.count {
        case 4:
            guard name.isName("host") else { return }
            if contains(.host) { hasSeveralHosts = true } else { note(.host, position) }
        case 6:
            note(.origin, position, if: name, is: "origin")
            note(.expect, position, if: name, is: "expect")
        case 10: if name.isName("connection") { framing.noteConnection(value) }
        case 12:
            note(.contentType, position, if: name, is: "content-type")
            note(.target, position, if: name, is: "x-amz-target")
            note(.source, position, if: name, is: "quipu-source")
        case 13:
            note(.ifNoneMatch, position, if: name, is: "if-none-match")
            note(.lastEventID, position, if: name, is: "last-event-id")
        case 14:
            if name.isName("content-length") {
                try framing.noteLength(value)
            } else {
                note(.sequence, position, if: name, is: "quipu-sequence")
                note(.fetchSite, position, if: name, is: "sec-fetch-site")
            }
        case 15: note(.acceptEncoding, position, if: name, is: "accept-encoding")
        case 16: note(.contentEncoding, position, if: name, is: "content-encoding")
        case 17: if name.isName("transfer-encoding") { try framing.noteCoding(value) }
        case 21: note(.invocationType, position, if: name, is: "x-amz-invocation-type")
        case 29: note(.requestedMethod, position, if: name, is: "access-control-request-method")
        case 30: note(.requestedHeaders, position, if: name, is: "access-control-request-headers")
        default: break
        }
    }

    private mutating func note(
        _ field: Name, _ position: Position, if name: Span<UInt8>, is wanted: String
    ) {
        if !contains(field), name.isName(wanted) {
            note(field, position)
        }
    }

    private mutating func note(_ field: Name, _ position: Position) {
        positions[field.rawValue] = position
    }
}
