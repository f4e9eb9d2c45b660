package import Values

/// Where an operation is found: a method, and a path in which a name in braces stands for any one
/// segment.
package struct Route: Sendable {
    package let method: String
    /// Such as `/v1/tables/{table}/items`.
    package let path: String
    /// Whether a request by HEAD reaches it too; the server leaves out the body.
    private let servesHead: Bool
    private let segments: [Segment]
    /// The last segment, compared first, as most routes of one length differ in it.
    private let last: [UInt8]?

    var segmentCount: Int { segments.count }

    private enum Segment {
        case literal([UInt8])
        case name
    }

    /// - Parameter servesHead: whether a route for GET serves HEAD as well.
    package init(_ method: String, _ path: String, servesHead: Bool = true) {
        self.method = method
        self.path = path
        self.servesHead = servesHead && method == "GET"
        segments = path.split(separator: "/").map { text in
            text.utf8.first == UInt8(ascii: "{") ? .name : .literal(Array(text.utf8))
        }
        last = if case .literal(let literal) = segments.last { literal } else { nil }
        let names = segments.count { if case .name = $0 { true } else { false } }
        precondition(names <= PathValues.countMax, "A route has two names at the most: \(path)")
    }

    /// The methods that reach the operation.
    var methods: [String] { servesHead ? [method, "HEAD"] : [method] }

    func takes(_ method: String) -> Bool {
        method == self.method || servesHead && method == "HEAD"
    }

    /// Whether a path of as many segments is on this route.
    func matches(_ path: borrowing RequestPath) -> Bool {
        if let last, !path.isSegment(segments.count - 1, last) { return false }
        let segments = segments.span
        for index in segments.indices {
            switch segments[index] {
            case .literal(let literal): if !path.isSegment(index, literal) { return false }
            case .name: if path.isEmptySegment(index) { return false }
            }
        }
        return true
    }

    /// What stands for the names in a path that is on this route.
    func values(in path: borrowing RequestPath) -> PathValues {
        var values = PathValues()
        var count = 0
        for index in segments.indices {
            guard case .name = segments[index] else { continue }
            if count == 0 {
                values.first = path.segment(index)
            } else {
                values.second = path.segment(index)
            }
            count += 1
        }
        return values
    }
}

/// The segments of a path that stand for the names of a route, in their order; empty for those that
/// it does not have.
package struct PathValues: Sendable {
    static let countMax = 2

    package fileprivate(set) var first: Text = ""
    package fileprivate(set) var second: Text = ""
}
