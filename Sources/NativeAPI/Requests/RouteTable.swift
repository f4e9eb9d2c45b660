/// Which call is found where.
struct RouteTable: Sendable {
    /// A class, as a copy of its route would cost more than the comparison.
    private final class Entry: Sendable {
        let route: Route
        let operation: any Operation.Type

        init(route: Route, operation: any Operation.Type) {
            self.route = route
            self.operation = operation
        }
    }

    /// By the number of their segments.
    private let entries: [[Entry]]

    init(_ operations: [any Operation.Type]) {
        var entries: [[Entry]] = []
        for operation in operations {
            let route = operation.route
            while entries.count <= route.segmentCount { entries.append([]) }
            entries[route.segmentCount].append(Entry(route: route, operation: operation))
        }
        self.entries = entries
    }

    /// The call that a request reaches, with what stands in its path for names.
    func find(
        _ method: String, _ path: borrowing RequestPath
    ) throws(NativeError) -> (operation: any Operation.Type, values: PathValues) {
        var allowed: [String] = []
        if path.count < entries.count {
            for entry in entries[path.count] where entry.route.matches(path) {
                if entry.route.methods.contains(method) {
                    return (entry.operation, entry.route.values(in: path))
                }
                allowed += entry.route.methods
            }
        }
        throw allowed.isEmpty ? .pathNotFound : .methodNotAllowed(method, allowed: allowed)
    }

    /// The call that a request reaches, before its body is there; `nil` for none.
    func operation(_ method: String, _ path: Substring) -> (any Operation.Type)? {
        do throws(NativeError) {
            return try find(method, try RequestPath(path)).operation
        } catch {
            return nil
        }
    }
}
