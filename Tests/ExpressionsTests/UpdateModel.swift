import Values

/// Updates worked out in the plainest way, to compare the real ones with.
///
/// A list is a dictionary from position to element: putting past the end and removing need no
/// care at all, and at the end the elements are read out in order of their positions.
indirect enum Tree {
    case leaf(Value)
    case map([Text: Tree])
    case list([Int: Tree])

    init(_ value: Value) {
        switch value {
        case .map(let attributes): self = Tree(attributes)
        case .list(let elements):
            self = .list(
                Dictionary(
                    uniqueKeysWithValues: elements.enumerated().map {
                        ($0.offset, Tree($0.element))
                    }))
        default: self = .leaf(value)
        }
    }

    init(_ item: AttributeMap) {
        self = .map(
            Dictionary(uniqueKeysWithValues: item.entries.map { ($0.name, Tree($0.value)) }))
    }

    var value: Value {
        switch self {
        case .leaf(let value): value
        case .map: .map(item)
        case .list(let elements):
            .list(elements.sorted { $0.key < $1.key }.map(\.value.value))
        }
    }

    var item: AttributeMap {
        guard case .map(let members) = self else { return AttributeMap() }
        return members.reduce(into: AttributeMap()) { $0[$1.key] = $1.value.value }
    }

    func node(at path: [ModelStep]) -> Tree? {
        guard let step = path.first else { return self }
        let rest = Array(path.dropFirst())
        switch (self, step) {
        case (.map(let members), .name(let name)): return members[name]?.node(at: rest)
        case (.list(let elements), .index(let index)): return elements[index]?.node(at: rest)
        default: return nil
        }
    }

    /// The tree with another node, or none, at the path; the parent is known to be there.
    func replacing(_ path: [ModelStep], with new: Tree?) -> Tree? {
        guard let step = path.first else { return new }
        let rest = Array(path.dropFirst())
        switch (self, step) {
        case (.map(var members), .name(let name)):
            members[name] = members[name]?.replacing(rest, with: new) ?? (rest.isEmpty ? new : nil)
            return .map(members)
        case (.list(var elements), .index(let index)):
            elements[index] =
                elements[index]?.replacing(rest, with: new) ?? (rest.isEmpty ? new : nil)
            return .list(elements)
        default: return self
        }
    }
}

enum ModelStep: Hashable {
    case name(Text)
    case index(Int)

    static func text(of path: [ModelStep]) -> String {
        path.enumerated().reduce(into: "") { text, element in
            switch element.element {
            case .name(let name): text += element.offset == 0 ? name.string : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

/// One action as the generator thought of it, before it was written down as text.
enum ModelAction {
    case set([ModelStep], ModelSource)
    case remove([ModelStep])
    case add([ModelStep], Value)
    case delete([ModelStep], Value)

    var path: [ModelStep] {
        switch self {
        case .set(let path, _), .remove(let path), .add(let path, _), .delete(let path, _): path
        }
    }
}

indirect enum ModelSource {
    case path([ModelStep])
    case value(Value)
    case ifNotExists([ModelStep], ModelSource)
    case listAppend(ModelSource, ModelSource)
    case sum(ModelSource, ModelSource)
    case difference(ModelSource, ModelSource)
}

/// The item after the actions, or every complaint that one of them gives cause for.
struct UpdateModel {
    static let missing =
        "The provided expression refers to an attribute that does not exist in the item"
    static let badPath =
        "The document path provided in the update expression is invalid for update"
    static let badType = "An operand in the update expression has an incorrect data type"

    let old: Item
    private(set) var complaints: Set<String> = []

    init(old: Item) {
        self.old = old
    }

    mutating func apply(_ actions: [ModelAction]) -> Item {
        var new: Tree? = Tree(old)
        for action in actions {
            let path = action.path
            let result: Value?
            switch action {
            case .set(_, let source): result = value(of: source)
            case .remove: result = nil
            case .add(_, let operand): result = sum(Tree(old).node(at: path)?.value, operand)
            case .delete(_, let operand): result = rest(Tree(old).node(at: path)?.value, operand)
            }
            let writes =
                switch action {
                case .set, .add: true
                case .remove, .delete: false
                }
            if !writes, old.isEmpty { continue }
            guard isParentThere(of: path) else {
                complaints.insert(Self.badPath)
                continue
            }
            if writes, result == nil { continue }
            if !writes, Tree(old).node(at: path) == nil { continue }
            new = new?.replacing(path, with: result.map { Tree($0) })
        }
        return new?.item ?? [:]
    }

    private func isParentThere(of path: [ModelStep]) -> Bool {
        switch (Tree(old).node(at: Array(path.dropLast())), path.last) {
        case (.map?, .name?), (.list?, .index?): true
        default: false
        }
    }

    private mutating func value(of source: ModelSource) -> Value? {
        switch source {
        case .value(let value): return value
        case .path(let path):
            if let value = Tree(old).node(at: path)?.value { return value }
            complaints.insert(Self.missing)
            return nil
        case .ifNotExists(let path, let other):
            return Tree(old).node(at: path)?.value ?? value(of: other)
        case .listAppend(let left, let right):
            guard let (first, second) = values(left, right, of: .list) else { return nil }
            if case .list(let head) = first, case .list(let tail) = second {
                return .list(head + tail)
            }
        case .sum(let left, let right):
            guard let (first, second) = values(left, right, of: .number) else { return nil }
            if let one = integer(first), let two = integer(second) { return number(one + two) }
        case .difference(let left, let right):
            guard let (first, second) = values(left, right, of: .number) else { return nil }
            if let one = integer(first), let two = integer(second) { return number(one - two) }
        }
        return nil
    }

    /// Both operands, if both are there and right; a wrong one counts even beside a missing one.
    private mutating func values(
        _ left: ModelSource, _ right: ModelSource, of kind: ValueKind
    ) -> (Value, Value)? {
        let first = value(of: left)
        let second = value(of: right)
        for case let value? in [first, second] where value.kind != kind {
            complaints.insert(Self.badType)
        }
        guard let first, let second, first.kind == kind, second.kind == kind else { return nil }
        return (first, second)
    }

    private func integer(_ value: Value) -> Int64? {
        guard case .number(let number) = value else { return nil }
        return number.int64
    }

    private func number(_ value: Int64) -> Value { .number(Number(value)) }

    private mutating func sum(_ stored: Value?, _ added: Value) -> Value? {
        switch (stored, added) {
        case (nil, _): return added
        case (.number?, .number):
            if let stored, let one = integer(stored), let two = integer(added) {
                return number(one + two)
            }
        case (.stringSet(let one)?, .stringSet(let two)):
            return .stringSet(SortedSet(merging: one.elements + two.elements))
        case (.numberSet(let one)?, .numberSet(let two)):
            return .numberSet(SortedSet(merging: one.elements + two.elements))
        default: break
        }
        complaints.insert(Self.badType)
        return nil
    }

    private mutating func rest(_ stored: Value?, _ taken: Value) -> Value? {
        switch (stored, taken) {
        case (nil, _): return nil
        case (.stringSet(let one)?, .stringSet(let two)):
            let rest = one.elements.filter { !two.elements.contains($0) }
            return rest.isEmpty ? nil : .stringSet(SortedSet(merging: rest))
        case (.numberSet(let one)?, .numberSet(let two)):
            let rest = one.elements.filter { !two.elements.contains($0) }
            return rest.isEmpty ? nil : .numberSet(SortedSet(merging: rest))
        default:
            complaints.insert(Self.badType)
            return nil
        }
    }
}
