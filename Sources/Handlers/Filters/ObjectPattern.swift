import JSON

/// What one object of a pattern demands: something of each field that it names, and one of its
/// alternatives.
struct ObjectPattern: Sendable {
    enum Demand: Sendable {
        case object(ObjectPattern)
        case anyOf([ValueTest])
    }

    var fields: [(name: String, demand: Demand)] = []
    /// The patterns of `$or`; one must match beside all fields.
    var alternatives: [ObjectPattern] = []

    /// Whether anything in it asks what a value was before the change.
    var comparesImages: Bool {
        alternatives.contains { $0.comparesImages }
            || fields.contains { field in
                switch field.demand {
                case .object(let pattern): pattern.comparesImages
                case .anyOf(let tests): tests.contains { $0.comparesImages }
                }
            }
    }

    /// Matches the value in an event that stands where this pattern does; `nil` when there is none.
    ///
    /// An array matches when one of its elements does alone, so that two fields are never found in
    /// two elements; an empty one is as good as nothing.
    func matches(_ node: EventNode?, _ trail: ChangeTrail) -> Bool {
        guard let node, node.kind == .array else {
            return matchesObject(node?.kind == .object ? node : nil, trail)
        }
        let elements = node.elements
        guard !elements.isEmpty else { return matchesObject(nil, trail) }
        return elements.contains { matches($0, .lost) }
    }

    private func matchesObject(_ node: EventNode?, _ trail: ChangeTrail) -> Bool {
        for (name, demand) in fields {
            let value = node?[name]
            let valueTrail = trail.entering(name, of: node)
            switch demand {
            case .object(let pattern):
                guard pattern.matches(value, valueTrail) else { return false }
            case .anyOf(let tests):
                guard tests.contains(where: { $0.matches(value, valueTrail) }) else {
                    return false
                }
            }
        }
        return alternatives.isEmpty || alternatives.contains { $0.matchesObject(node, trail) }
    }
}
