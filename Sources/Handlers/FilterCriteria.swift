package import JSON

/// The filters of one handler: an event is delivered when any of them matches, or there is none.
package struct FilterCriteria: Sendable {
    /// AWS's bound on the filters of one event source mapping.
    package static let filtersMax = 5

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
        guard list.count <= FilterCriteria.filtersMax else {
            throw FilterError(
                "There are \(list.count) filters; \(FilterCriteria.filtersMax) are allowed",
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

    package func matches(_ event: JSONNode) -> Bool {
        filters.isEmpty || filters.contains { $0.matches(event) }
    }
}
