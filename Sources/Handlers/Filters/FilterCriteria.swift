package import JSON
package import Values

/// The filters of one handler: an event is delivered when any of them matches, or there is none.
package struct FilterCriteria: Sendable {
    private let filters: [EventFilter]

    /// Reads patterns; without any every event matches.
    ///
    /// How many there may be is for the definition of a handler to say.
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

    /// The same of an event's JSON.
    package func matches(_ event: JSONNode) -> Bool { matches(.json(event)) }

    /// Whether one of the filters lets `event` through.
    package func matches(_ event: EventNode) -> Bool {
        filters.isEmpty || filters.contains { $0.matches(event) }
    }
}
