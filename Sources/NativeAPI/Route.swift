/// Where a call is found: a method, and a path in which `{name}` stands for any one segment.
struct Route: Sendable {
    /// The methods that reach the call.
    ///
    /// Whoever may GET may also ask for the head alone; leaving out the body is the server's work.
    let methods: [String]
    private let segments: [Substring]

    init(_ method: String, _ path: String) {
        methods = method == "GET" ? ["GET", "HEAD"] : [method]
        segments = path.split(separator: "/")
    }

    /// What stands for the names, or `nil` when this is another path.
    func values(in path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            if segment.first == "{" {
                guard !text.isEmpty else { return nil }
                values[String(segment.dropFirst().dropLast())] = text
            } else if segment != text {
                return nil
            }
        }
        return values
    }
}
