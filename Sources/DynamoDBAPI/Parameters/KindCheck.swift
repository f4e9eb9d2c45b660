import JSON
import StreamRecords
import Values

/// Looks for a value of a wrong kind anywhere in a request.
///
/// AWS does so before it checks anything else. Here only a request that is refused anyway is
/// looked through, for a better reason: one that is carried out has been read without complaint.
struct KindCheck {
    let rules: FieldRules

    /// The complaint about the first wrong kind, or `nil`.
    func complaint(about root: JSONNode) -> WireError? {
        do throws(WireError) {
            try KindCheck.check(root, rules.fields)
            return nil
        } catch {
            return error
        }
    }

    private static func check(_ node: JSONNode, _ fields: [Field]) throws(WireError) {
        for (name, member) in node.members where !member.isNull {
            guard let field = fields.first(where: { $0.name == name }) else { continue }
            try check(member, field.shape, isElement: false)
        }
    }

    private static func check(
        _ node: JSONNode, _ shape: Shape, isElement: Bool
    ) throws(WireError) {
        try shape.check(node, isElement: isElement)
        switch shape {
        case .members(let rules, _):
            try check(node, rules.fields)
        case .list(let inner):
            for element in node.elements where !element.isNull {
                try check(element, inner, isElement: true)
            }
        case .map(let inner):
            for (_, element) in node.members where !element.isNull {
                try check(element, inner, isElement: true)
            }
        case .value:
            try check(valueOf: node, level: 1)
        default:
            return
        }
    }

    /// The members of a value, whose lists and maps hold values in turn.
    private static func check(valueOf node: JSONNode, level: Int) throws(WireError) {
        // What is deeper is refused as too deep.
        if level > ValueJSON.levelsMax { return }
        for (tag, content) in node.members where !content.isNull {
            guard let shape = ValueKind(rawValue: tag).map(KindCheck.shape) else { continue }
            try shape.check(content)
            for element in content.kind == .array ? Array(content.elements) : [] {
                try check(inner: element, of: shape, level)
            }
            for (_, element) in content.kind == .object ? Array(content.members) : [] {
                try check(inner: element, of: shape, level)
            }
        }
    }

    private static func check(
        inner element: JSONNode, of shape: Shape, _ level: Int
    ) throws(WireError) {
        if element.isNull { return }
        try shape.element.check(element, isElement: true)
        if case .value = shape.element { try check(valueOf: element, level: level + 1) }
    }

    /// What stands behind a value's tag; binary values are text as far as their kind goes.
    private static func shape(of kind: ValueKind) -> Shape {
        switch kind {
        case .string, .number, .binary: .string
        case .boolean, .null: .boolean
        case .stringSet, .numberSet, .binarySet: .list(.string)
        case .list: .list(.value)
        case .map: .map(.value)
        }
    }
}
