import Values

/// Where a call is found: a method, and a path in which a name in braces stands for any one segment.
struct Route: Sendable {
    /// The methods that reach the call.
    ///
    /// A route for GET also serves HEAD; the server leaves out the body.
    let methods: [String]
    private let segments: [Segment]
    /// The last segment, compared first, as most routes of one length differ in it.
    private let last: [UInt8]?

    var segmentCount: Int { segments.count }

    private enum Segment {
        case literal([UInt8])
        case table, handler, source
    }

    init(_ method: String, _ path: String) {
        methods = method == "GET" ? ["GET", "HEAD"] : [method]
        segments = path.split(separator: "/").map { text in
            switch text {
            case "{table}": .table
            case "{handler}": .handler
            case "{source}": .source
            default: .literal(Array(text.utf8))
            }
        }
        last = if case .literal(let literal) = segments.last { literal } else { nil }
    }

    /// Whether a path of as many segments is on this route.
    func matches(_ path: borrowing RequestPath) -> Bool {
        if let last, !path.isSegment(segments.count - 1, last) { return false }
        let segments = segments.span
        for index in segments.indices {
            switch segments[index] {
            case .literal(let literal): if !path.isSegment(index, literal) { return false }
            case .table, .handler, .source: if path.isEmptySegment(index) { return false }
            }
        }
        return true
    }

    /// What stands for the names in a path that is on this route.
    func values(in path: borrowing RequestPath) -> PathValues {
        var values = PathValues()
        for index in segments.indices {
            switch segments[index] {
            case .literal: break
            case .table: values.table = path.segment(index)
            case .handler: values.handler = path.segment(index)
            case .source: values.source = path.segment(index)
            }
        }
        return values
    }
}

/// The segments of a path that stand for names of a route; empty for those that it does not have.
struct PathValues: Sendable {
    var table: Text = ""
    var handler: Text = ""
    var source: Text = ""
}
