import HTTP

/// Which endpoint answers at which path.
struct EndpointTable: Sendable {
    enum Match {
        case endpoint(any Endpoint)
        /// There is something at the path, for other methods.
        case otherMethods(allowed: String)
        case nothing
    }

    /// A class, as a copy of its parts would cost more than the comparison.
    private final class Entry: Sendable {
        let path: String
        /// Whether it is for all paths that begin so.
        let isPrefix: Bool
        /// All of them when there is none.
        let methods: [HTTPMethod]
        /// Whether the rejection of another method lists the allowed ones.
        let tellsMethods: Bool
        let endpoint: any Endpoint

        init(
            path: String, isPrefix: Bool, methods: [HTTPMethod], tellsMethods: Bool,
            endpoint: any Endpoint
        ) {
            self.path = path
            self.isPrefix = isPrefix
            self.methods = methods
            self.tellsMethods = tellsMethods
            self.endpoint = endpoint
        }

        func matches(_ wanted: Substring) -> Bool {
            isPrefix
                ? wanted.utf8.span.starts(with: path) : wanted.utf8.span.isEqual(path)
        }
    }

    private var entries: [Entry] = []

    /// Everything below a path, by whatever method.
    mutating func add(below path: String, _ endpoint: any Endpoint) {
        entries.append(
            Entry(
                path: path, isPrefix: true, methods: [], tellsMethods: false, endpoint: endpoint))
    }

    /// One path by some methods; for others it is not there.
    mutating func add(_ methods: HTTPMethod..., at path: String, _ endpoint: any Endpoint) {
        entries.append(
            Entry(
                path: path, isPrefix: false, methods: methods, tellsMethods: false,
                endpoint: endpoint))
    }

    /// One path that can only be read.
    mutating func add(pageAt path: String, _ endpoint: any Endpoint) {
        entries.append(
            Entry(
                path: path, isPrefix: false, methods: [.GET, .HEAD], tellsMethods: true,
                endpoint: endpoint))
    }

    /// What answers a request for a path without its query: the first route that fits.
    func match(_ method: HTTPMethod, _ path: Substring) -> Match {
        for entry in entries where entry.matches(path) {
            if entry.methods.isEmpty || entry.methods.contains(method) {
                return .endpoint(entry.endpoint)
            }
            if entry.tellsMethods {
                return .otherMethods(
                    allowed: entry.methods.map(\.rawValue).joined(separator: ", "))
            }
        }
        return .nothing
    }

    func endpoint(for head: RequestHead) -> (any Endpoint)? {
        guard case .endpoint(let endpoint) = match(head.line.method, head.path) else { return nil }
        return endpoint
    }
}
