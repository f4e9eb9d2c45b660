import Values

/// Paths with their common beginnings shared, so that an item is walked once.
struct PathTree: Hashable, Sendable {
    private indirect enum Node: Hashable, Sendable {
        case whole
        case members([Member])
        case elements([Element])
    }

    private struct Member: Hashable, Sendable {
        let name: Text
        var node: Node
    }

    private struct Element: Hashable, Sendable {
        let index: Int
        var node: Node
    }

    /// In ascending order of names, like an item's attributes.
    private var members: [Member]

    init(_ paths: [AttributePath]) {
        members = PathTree.members(of: paths.map { [.name($0.root)] + $0.steps })
    }

    func members(of item: inout ItemView) -> AttributeMap {
        PathTree.select(members, from: &item, in: nil)
    }

    private static func members(of ways: [[AttributePath.Step]]) -> [Member] {
        var rest: [Text: [[AttributePath.Step]]] = [:]
        for way in ways {
            guard case .name(let name)? = way.first else { continue }
            rest[name, default: []].append(Array(way.dropFirst()))
        }
        return rest.sorted { $0.key < $1.key }
            .map { Member(name: $0.key, node: node(for: $0.value)) }
    }

    private static func elements(of ways: [[AttributePath.Step]]) -> [Element] {
        var rest: [Int: [[AttributePath.Step]]] = [:]
        for way in ways {
            guard case .index(let index)? = way.first else { continue }
            rest[index, default: []].append(Array(way.dropFirst()))
        }
        return rest.sorted { $0.key < $1.key }
            .map { Element(index: $0.key, node: node(for: $0.value)) }
    }

    private static func node(for ways: [[AttributePath.Step]]) -> Node {
        if ways.contains(where: \.isEmpty) { return .whole }
        guard case .name? = ways.first?.first else { return .elements(elements(of: ways)) }
        return .members(members(of: ways))
    }

    /// Of the map at `location`, or of the item itself.
    private static func select(
        _ members: [Member], from item: inout ItemView, in location: ValueLocation?
    ) -> AttributeMap {
        var entries: [AttributeMap.Entry] = []
        entries.reserveCapacity(members.count)
        for member in members {
            let found =
                if let location {
                    item.locate(.name(member.name), in: location)
                } else {
                    item.locate(member.name)
                }
            guard let found, let part = select(member.node, from: &item, at: found) else {
                continue
            }
            entries.append(AttributeMap.Entry(name: member.name, value: part))
        }
        return AttributeMap(ascending: entries) ?? AttributeMap()
    }

    private static func select(
        _ node: Node, from item: inout ItemView, at location: ValueLocation
    ) -> Value? {
        switch (node, location.kind) {
        case (.whole, _): return item.value(at: location)
        case (.members(let members), .map):
            let part = select(members, from: &item, in: location)
            return part.isEmpty ? nil : .map(part)
        case (.elements(let elements), .list):
            var part: [Value] = []
            for element in elements {
                guard let found = item.locate(.index(element.index), in: location),
                    let value = select(element.node, from: &item, at: found)
                else { continue }
                part.append(value)
            }
            return part.isEmpty ? nil : .list(part)
        default: return nil
        }
    }
}
