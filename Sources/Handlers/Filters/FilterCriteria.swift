package import JSON
import NativeAPI
package import Values

/// The filters of one handler: an event is delivered when any of them matches, or there is none.
package struct FilterCriteria: Sendable {
    private let filters: [EventFilter]

    /// Reads `{"Filters": [{"Pattern": "..."}]}`; without filters every event matches.
    package init(_ node: JSONNode) throws(FilterError) {
        guard node.kind == .object else { throw FilterError("FilterCriteria must be an object") }
        guard let list = node["Filters"], !list.isNull else {
            filters = []
            return
        }
        guard list.kind == .array else {
            throw FilterError("This must be an array", at: ["Filters"])
        }
        guard list.count <= HandlerLimits.filtersMax else {
            throw FilterError(
                "There are \(list.count) filters; \(HandlerLimits.filtersMax) are allowed",
                at: ["Filters"])
        }
        var filters: [EventFilter] = []
        for (number, element) in list.elements.enumerated() {
            let name = "Filters[\(number)]"
            guard let pattern = element["Pattern"]?.string else {
                throw FilterError("This must be an object with a string Pattern", at: [name])
            }
            do {
                filters.append(try EventFilter(parsing: pattern))
            } catch {
                throw error.inside(name)
            }
        }
        self.filters = filters
    }

    /// Reads patterns by themselves, as a handler's definition has them.
    package init(patterns: [Text]) throws(FilterError) {
        var filters: [EventFilter] = []
        for (number, pattern) in patterns.enumerated() {
            do {
                filters.append(try EventFilter(parsing: pattern.string))
            } catch {
                throw error.inside("filters[\(number)]")
            }
        }
        self.filters = filters
    }

    /// Whether every event matches.
    package var isEmpty: Bool { filters.isEmpty }

    package func matches(_ event: JSONNode) -> Bool {
        filters.isEmpty || filters.contains { $0.matches(event) }
    }
}
