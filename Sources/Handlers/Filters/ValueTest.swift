import JSON
import Values

/// One way in which a leaf of a pattern can be met.
enum ValueTest: Sendable {
    case string(Text)
    case number(Number)
    case boolean(Bool)
    case null
    case prefix(Text)
    case suffix(Text)
    /// Holds the text in lower case.
    case equalsIgnoringCase(Text)
    case wildcard(WildcardPattern)
    /// Whether there is a leaf: an object is none, so `true` needs the type tag behind an
    /// attribute's name, and `false` holds for the name alone even when the attribute exists, as
    /// on AWS.
    case exists(Bool)
    case anythingBut([ValueTest])
    /// JSON numbers only.
    case numeric(NumberBounds)
    /// Numbers as attributes have them: in a string.
    case attributeNumeric(NumberBounds)
    /// The bounds of which one must lie above what was and not above what is.
    case crossed([Number])
    /// Whether the change gave another value, took one away or brought the first.
    case changed(Bool)

    /// Whether it asks what was before.
    var comparesImages: Bool {
        switch self {
        case .crossed, .changed: true
        default: false
        }
    }

    /// Whether the value that stands in the event, if any, meets the test.
    func matches(_ node: EventNode?, _ trail: ChangeTrail) -> Bool {
        if case .exists(let wanted) = self {
            return ValueTest.hasLeaf(node) { _, _ in true } == wanted
        }
        if case .changed(let wanted) = self {
            // Where nothing is known of before, neither is true.
            guard case .old(let old) = trail else { return false }
            return ValueTest.hasChanged(from: old, to: node) == wanted
        }
        return ValueTest.hasLeaf(node, trail) { accepts($0, $1) }
    }

    private static func hasChanged(from old: EventNode?, to new: EventNode?) -> Bool {
        guard let old, let new else { return (old != nil) || (new != nil) }
        return !new.isSame(as: old)
    }

    /// Whether one of the leaves, which an array has several of, is accepted.
    private static func hasLeaf(
        _ node: EventNode?, _ trail: ChangeTrail = .lost,
        where accepts: (EventNode, ChangeTrail) -> Bool
    ) -> Bool {
        guard let node else { return false }
        switch node.kind {
        case .object: return false
        case .array: return node.elements.contains { hasLeaf($0, .lost, where: accepts) }
        case .null, .boolean, .number, .string: return accepts(node, trail)
        }
    }

    private func accepts(_ leaf: EventNode, _ trail: ChangeTrail) -> Bool {
        switch self {
        case .string(let text): leaf.isString(text.string)
        case .number(let number): leaf.jsonNumber == number
        case .boolean(let boolean): leaf.boolean == boolean
        case .null: leaf.isNull
        case .prefix(let prefix): leaf.textBytes?.starts(with: prefix.string.utf8) ?? false
        case .suffix(let suffix):
            leaf.textBytes?.reversed().starts(with: suffix.string.utf8.reversed()) ?? false
        case .equalsIgnoringCase(let text):
            leaf.string.map { Text($0.lowercased()) == text } ?? false
        case .wildcard(let pattern): leaf.textBytes.map { pattern.matches($0) } ?? false
        case .exists(let wanted), .changed(let wanted): wanted
        case .anythingBut(let tests): !tests.contains { $0.accepts(leaf, trail) }
        case .numeric(let bounds): leaf.jsonNumber.map { bounds.contains($0) } ?? false
        case .attributeNumeric(let bounds):
            leaf.attributeNumber.map { bounds.contains($0) } ?? false
        case .crossed(let bounds): ValueTest.hasCrossed(bounds, leaf, trail)
        }
    }

    /// A counter starts at zero: what is not there counts as that.
    private static func hasCrossed(
        _ bounds: [Number], _ leaf: EventNode, _ trail: ChangeTrail
    ) -> Bool {
        guard let new = leaf.attributeNumber, case .old(let node) = trail else { return false }
        let old: Number
        if let node {
            guard let number = node.attributeNumber else { return false }
            old = number
        } else {
            old = .zero
        }
        return bounds.contains { old < $0 && $0 <= new }
    }
}
