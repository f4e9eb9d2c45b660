/// Which operation is found where, as the place of its route in a list.
///
/// The list of operations is the adapter's: a table that held them would look their types up anew for
/// each request.
package struct RouteTable: Sendable {
    /// What is found for a method and a path.
    package enum Match: Sendable {
        /// The place of the route, and what stands in the path for its names.
        case route(Int, PathValues)
        /// The path is there, for these methods.
        case otherMethods([String])
        case nothing
    }

    /// A class, as a copy of its route would cost more than the comparison.
    private final class Entry: Sendable {
        let route: Route
        let place: Int

        init(route: Route, place: Int) {
            self.route = route
            self.place = place
        }
    }

    /// By the number of their segments.
    private let entries: [[Entry]]

    package init(_ routes: [Route]) {
        var entries: [[Entry]] = []
        for (place, route) in routes.enumerated() {
            while entries.count <= route.segmentCount { entries.append([]) }
            entries[route.segmentCount].append(Entry(route: route, place: place))
        }
        self.entries = entries
    }

    package func find(_ method: String, _ path: borrowing RequestPath) -> Match {
        var allowed: [String] = []
        if path.count < entries.count {
            for entry in entries[path.count] where entry.route.matches(path) {
                if entry.route.takes(method) {
                    return .route(entry.place, entry.route.values(in: path))
                }
                allowed += entry.route.methods
            }
        }
        return allowed.isEmpty ? .nothing : .otherMethods(allowed)
    }

    /// The place of the route of a request whose body is not there yet; `nil` for none.
    package func place(_ method: String, _ path: Substring) -> Int? {
        do throws(PercentCoding.Problem) {
            guard case .route(let place, _) = find(method, try RequestPath(path)) else {
                return nil
            }
            return place
        } catch {
            return nil
        }
    }
}
