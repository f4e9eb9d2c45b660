/// Where a call is found: a method, and a path in which `{name}` stands for any one segment.
struct Route: Sendable {
    /// The methods that reach the call.
    ///
    /// Whoever may GET may also ask for the head alone; leaving out the body is the server's work.
    let methods: [String]
    private let segments: [Segment]

    private enum Segment {
        case literal(String)
        case name(String)

        init(_ text: Substring) {
            let isName = text.first == "{"
            self = isName ? .name(String(text.dropFirst().dropLast())) : .literal(String(text))
        }
    }

    init(_ method: String, _ path: String) {
        methods = method == "GET" ? ["GET", "HEAD"] : [method]
        segments = path.split(separator: "/").map(Segment.init)
    }

    /// What stands for the names, or `nil` when this is another path.
    func values(in path: [String]) -> PathValues? {
        guard path.count == segments.count else { return nil }
        var values = PathValues()
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .name(let name):
                guard !text.isEmpty else { return nil }
                values.entries.append((name, text))
            case .literal(let literal):
                guard literal == text else { return nil }
            }
        }
        return values
    }
}

/// The segments of a path that stand for the names of a route.
struct PathValues: Sendable {
    fileprivate var entries: [(name: String, value: String)] = []

    /// The segment that stands for `name`, empty when the route has no such name.
    subscript(name: String) -> String {
        entries.first { $0.name == name }?.value ?? ""
    }
}
