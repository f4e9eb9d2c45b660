import HTTP

/// Which endpoint answers at which path.
struct RouteTable: Sendable {
    enum Match {
        case endpoint(any Endpoint)
        /// There is something at the path, for other methods.
        case otherMethods(allowed: String)
        case nothing
    }

    private struct Route {
        let path: String
        /// Whether it is for all paths that begin so.
        let isPrefix: Bool
        /// All of them when there is none.
        let methods: [HTTPMethod]
        /// Whether other methods are told which there are.
        let tellsMethods: Bool
        let endpoint: any Endpoint

        func matches(_ wanted: Substring) -> Bool {
            isPrefix
                ? wanted.utf8.span.starts(with: path) : wanted.utf8.span.isEqual(path)
        }
    }

    private var routes: [Route] = []

    /// Everything below a path, by whatever method.
    mutating func add(below path: String, _ endpoint: any Endpoint) {
        routes.append(
            Route(
                path: path, isPrefix: true, methods: [], tellsMethods: false, endpoint: endpoint))
    }

    /// One path by some methods; for others it is not there.
    mutating func add(_ methods: HTTPMethod..., at path: String, _ endpoint: any Endpoint) {
        routes.append(
            Route(
                path: path, isPrefix: false, methods: methods, tellsMethods: false,
                endpoint: endpoint))
    }

    /// One path that can only be read.
    mutating func add(pageAt path: String, _ endpoint: any Endpoint) {
        routes.append(
            Route(
                path: path, isPrefix: false, methods: [.GET, .HEAD], tellsMethods: true,
                endpoint: endpoint))
    }

    /// What answers a request for a path without its query: the first route that fits.
    func match(_ method: HTTPMethod, _ path: Substring) -> Match {
        // By index, as a copy of each route costs more than the comparison.
        for index in routes.indices where routes[index].matches(path) {
            let route = routes[index]
            if route.methods.isEmpty || route.methods.contains(method) {
                return .endpoint(route.endpoint)
            }
            if route.tellsMethods {
                return .otherMethods(
                    allowed: route.methods.map(\.rawValue).joined(separator: ", "))
            }
        }
        return .nothing
    }

    func endpoint(for head: RequestHead) -> (any Endpoint)? {
        guard case .endpoint(let endpoint) = match(head.line.method, head.path) else { return nil }
        return endpoint
    }
}
