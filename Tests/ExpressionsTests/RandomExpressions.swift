import Platform
import Values

/// Items, updates and conditions over few names and small values, so that they often meet.
struct RandomExpressions {
    var random: SplitMix64
    /// The constants of the expression being written.
    private(set) var values: [Text: Value] = [:]

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func forgetValues() {
        values = [:]
    }

    mutating func item() -> Item {
        if random.chance(15) { return [:] }
        var item: Item = ["p": "key"]
        for name in ["a", "b", "c", "d"] as [Text] where random.chance(75) {
            item[name] = value(depth: 3)
        }
        return item
    }

    mutating func value(depth: Int) -> Value {
        switch random.below(depth > 0 ? 14 : 8) {
        case 0, 1, 2: .number(Number(Int64(random.below(7)) - 3))
        case 3: .string(Text(random.pick(["", "x", "xy", "y", "é"])))
        case 4: stringSet()
        case 5: numberSet()
        case 6: random.pick([.null, true, false])
        case 7: .binary(Binary(random.pick([[], [1], [1, 200]])))
        case 8, 9, 10: .list((0..<random.below(4)).map { _ in value(depth: depth - 1) })
        default: .map(map(depth: depth - 1))
        }
    }

    private mutating func map(depth: Int) -> AttributeMap {
        var map = AttributeMap()
        for name in ["a", "b", "c"] as [Text] where random.chance(60) {
            map[name] = value(depth: depth)
        }
        return map
    }

    private mutating func stringSet() -> Value {
        let members: [Text] = ["x", "xy", "y"]
        return .stringSet(SortedSet(merging: [random.pick(members), random.pick(members)]))
    }

    private mutating func numberSet() -> Value {
        .numberSet(SortedSet(merging: [Number(Int64(random.below(3))), 1]))
    }

    mutating func path() -> [ModelStep] {
        var path: [ModelStep] = [.name(random.pick(["a", "b", "c", "d", "e"]))]
        while path.count < 4, random.chance(50) {
            path.append(
                random.chance(50)
                    ? .index(random.pick([0, 0, 1, 1, 2, 3, 7, 9]))
                    : .name(random.pick(["a", "b", "c"])))
        }
        return path
    }

    /// A path that leads somewhere in `item`, more often than not.
    mutating func path(in item: Item) -> [ModelStep] {
        guard random.chance(70), !item.isEmpty else { return path() }
        let name = random.pick(item.names)
        guard name != "p" else { return path() }
        var path: [ModelStep] = [.name(name)]
        var value = item[name]
        while let current = value, random.chance(70) {
            switch current {
            case .list(let elements):
                let index = random.below(elements.count + 2)
                path.append(.index(index))
                value = index < elements.count ? elements[index] : nil
            case .map(let attributes):
                let name = random.pick(["a", "b", "c"] as [Text])
                path.append(.name(name))
                value = attributes[name]
            default: return path
            }
        }
        return path
    }

    /// A placeholder for `value`, now defined.
    mutating func placeholder(for value: Value) -> String {
        let key = ":v\(values.count)"
        values[Text(key)] = value
        return key
    }
}

extension RandomExpressions {
    /// Actions on paths that do not touch each other, and the text that says them.
    mutating func update(on item: Item) -> (actions: [ModelAction], text: String) {
        var actions: [ModelAction] = []
        for _ in 0...random.below(5) {
            let target = path(in: item)
            if actions.allSatisfy({ Self.areApart($0.path, target) }) {
                actions.append(action(on: target, in: item))
            }
        }
        return (actions, text(of: actions))
    }

    private static func areApart(_ one: [ModelStep], _ two: [ModelStep]) -> Bool {
        for (first, second) in zip(one, two) where first != second {
            switch (first, second) {
            case (.name, .name), (.index, .index): return true
            default: return false
            }
        }
        return false
    }

    private mutating func action(on path: [ModelStep], in item: Item) -> ModelAction {
        switch random.below(10) {
        case 0, 1, 2: .remove(path)
        case 3, 4:
            .add(
                path,
                random.pick([.number(Number(Int64(random.below(5)))), stringSet(), numberSet()]))
        case 5: .delete(path, random.chance(50) ? stringSet() : numberSet())
        default: .set(path, source(in: item))
        }
    }

    private mutating func source(in item: Item) -> ModelSource {
        switch random.below(10) {
        case 0:
            .sum(operand(in: item, kind: .number), operand(in: item, kind: .number))
        case 1:
            .difference(operand(in: item, kind: .number), operand(in: item, kind: .number))
        case 2:
            .listAppend(operand(in: item, kind: .list), operand(in: item, kind: .list))
        case 3, 4, 5: operand(in: item, kind: nil)
        default: .value(value(depth: 2))
        }
    }

    private mutating func operand(in item: Item, kind: ValueKind?) -> ModelSource {
        switch random.below(6) {
        case 0, 1: return .path(path(in: item))
        case 2: return .ifNotExists(path(in: item), operand(in: item, kind: kind))
        default:
            var value = value(depth: 2)
            while let kind, value.kind != kind { value = self.value(depth: 2) }
            return .value(value)
        }
    }

    private mutating func text(of actions: [ModelAction]) -> String {
        var clauses: [String: [String]] = [:]
        for action in actions {
            let path = ModelStep.text(of: action.path)
            switch action {
            case .set(_, let source):
                clauses["SET", default: []].append("\(path) = \(text(of: source))")
            case .remove: clauses["REMOVE", default: []].append(path)
            case .add(_, let value):
                clauses["ADD", default: []].append("\(path) \(placeholder(for: value))")
            case .delete(_, let value):
                clauses["DELETE", default: []].append("\(path) \(placeholder(for: value))")
            }
        }
        let order = clauses.keys.sorted().shuffled(using: &random)
        return order.map { "\($0) \((clauses[$0] ?? []).joined(separator: ", "))" }
            .joined(separator: " ")
    }

    private mutating func text(of source: ModelSource) -> String {
        switch source {
        case .path(let path): return ModelStep.text(of: path)
        case .value(let value): return placeholder(for: value)
        case .ifNotExists(let path, let other):
            return "if_not_exists(\(ModelStep.text(of: path)), \(text(of: other)))"
        case .listAppend(let left, let right):
            let first = text(of: left)
            return "list_append(\(first), \(text(of: right)))"
        case .sum(let left, let right):
            let first = text(of: left)
            return "\(first) + \(text(of: right))"
        case .difference(let left, let right):
            let first = text(of: left)
            return "\(first) - \(text(of: right))"
        }
    }
}
