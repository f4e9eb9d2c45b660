import JSON

/// The rules for one operation's parameters, as data: kinds first, then constraints.
///
/// A parameter of the wrong kind is a serialization error on the spot. Broken constraints are
/// collected and answered together, at most ten, in the order of the rules.
struct FieldRules: Sendable {
    let fields: [Field]
    private let names: JSONNames

    init(_ fields: [Field]) {
        self.fields = fields
        names = JSONNames(fields.map(\.name))
    }

    func check(_ root: JSONNode) throws(WireError) {
        var broken: [String] = []
        let given = JSONFields(of: root, named: names)
        for (index, field) in fields.enumerated() {
            let node = given[index]
            // Most parameters are not given.
            if node == nil, !field.isRequired { continue }
            try field.check(node, at: field.memberName, &broken)
            // A table name that is missing or malformed is reported alone.
            if field.isDecisive, !broken.isEmpty { break }
        }
        if !broken.isEmpty { throw .constraints(broken) }
    }
}

/// One parameter: its name in the request, its kind, and what its value must satisfy.
///
/// A class, because every request walks its operation's fields and should not copy their parts.
final class Field: Sendable {
    let name: String
    /// The name as it stands in messages: the first letter is small there.
    let memberName: String
    let shape: Shape
    let constraints: [Constraint]
    let isRequired: Bool
    /// Whether what is wrong with this parameter is told alone, without looking at the rest.
    let isDecisive: Bool
    /// AWS quotes the value in its messages, but for a few parameters, whose names it leaves
    /// as they are.
    let isQuoted: Bool

    init(
        _ name: String, _ shape: Shape, _ constraints: Constraint..., isDecisive: Bool = false,
        isQuoted: Bool = true
    ) {
        self.name = name
        self.memberName = isQuoted ? Field.memberName(of: name) : name
        self.shape = shape
        self.constraints = constraints
        self.isRequired = constraints.contains(.required)
        self.isDecisive = isDecisive
        self.isQuoted = isQuoted
    }

    static func memberName(of name: String) -> String {
        guard let first = name.first else { return name }
        return first.lowercased() + name.dropFirst()
    }

    func check(_ node: JSONNode?, at path: String, _ broken: inout [String]) throws(WireError) {
        guard let node, !node.isNull else {
            if isRequired, broken.count < FieldRules.reportedMax {
                broken.append(
                    "Value null at '\(path)' failed to satisfy constraint: Member must not be null")
            }
            return
        }
        try shape.check(node)
        for constraint in constraints where broken.count < FieldRules.reportedMax {
            guard let demand = constraint.demand(brokenBy: node) else { continue }
            let value = isQuoted ? "Value '\(Field.display(node))'" : "Value"
            broken.append("\(value) at '\(path)' failed to satisfy constraint: \(demand)")
        }
        try checkInside(node, shape, at: path, &broken)
    }

    private func checkInside(
        _ node: JSONNode, _ shape: Shape, at path: String, _ broken: inout [String]
    ) throws(WireError) {
        switch shape {
        case .structure(let fields):
            for field in fields {
                try field.check(node[field.name], at: "\(path).\(field.memberName)", &broken)
            }
        case .list(let inner) where inner.hasRules:
            var position = 0
            for element in node.elements {
                position += 1
                try inner.check(element)
                try checkInside(element, inner, at: "\(path).\(position).member", &broken)
            }
        case .map(let inner) where inner.hasRules:
            for (key, element) in node.members {
                try inner.check(element)
                try checkInside(element, inner, at: "\(path).\(key).member", &broken)
            }
        default:
            return
        }
    }

    /// A value as it is quoted in a constraint message, cut short when it is long.
    static func display(_ node: JSONNode) -> String {
        var text = ""
        append(node, to: &text)
        return text
    }

    /// A request body has up to 16 MiB; a message need not.
    private static let displayBytesMax = 1024

    private static func append(_ node: JSONNode, to text: inout String) {
        guard text.utf8.count < displayBytesMax else { return }
        switch node.kind {
        case .string: text += (node.string ?? "").prefix(displayBytesMax)
        case .number: text += (node.numberText ?? "").prefix(displayBytesMax)
        case .boolean: text += node.boolean == true ? "true" : "false"
        case .null: text += "null"
        case .array:
            text += "["
            for (index, element) in node.elements.enumerated()
            where text.utf8.count < displayBytesMax {
                if index > 0 { text += ", " }
                append(element, to: &text)
            }
            text += "]"
        case .object:
            text += "{"
            for (index, member) in node.members.enumerated()
            where text.utf8.count < displayBytesMax {
                text += index > 0 ? ", \(member.name)=" : "\(member.name)="
                append(member.value, to: &text)
            }
            text += "}"
        }
    }
}

extension FieldRules {
    /// No more broken constraints than this are named in one answer.
    static let reportedMax = 10
}

/// What kind of JSON a parameter is.
indirect enum Shape: Sendable {
    case string, boolean, integer
    /// A DynamoDB value: `ValueJSON` judges what is inside.
    case value
    case list(Shape)
    case map(Shape)
    case structure([Field])
    /// Members that are not read; any kind will do.
    case ignored

    /// Whether elements of this shape have to be looked at here.
    var hasRules: Bool {
        switch self {
        case .ignored, .value: false
        default: true
        }
    }

    func check(_ node: JSONNode) throws(WireError) {
        switch (self, node.kind) {
        case (.ignored, _), (.string, .string), (.boolean, .boolean), (.integer, .number),
            (.list, .array), (.map, .object), (.structure, .object), (.value, .object):
            return
        default:
            throw .serialization(mismatch(with: node))
        }
    }

    private func mismatch(with node: JSONNode) -> String {
        switch (self, node.kind) {
        case (.string, .array), (.boolean, .array), (.integer, .array):
            "Unrecognized collection type class java.lang.\(javaName)"
        case (.string, .object), (.boolean, .object), (.integer, .object), (.list, .object):
            "Start of structure or map found where not expected"
        case (.string, _), (.boolean, _), (.integer, _):
            "\(Shape.tokenName(of: node)) cannot be converted to \(javaName)"
        case (.value, .array), (.structure, .array), (.map, .array):
            "Unrecognized collection type"
        case (.value, _):
            "Unexpected value type in payload"
        default:
            "Unexpected field type"
        }
    }

    private var javaName: String {
        switch self {
        case .boolean: "Boolean"
        case .integer: "Integer"
        default: "String"
        }
    }

    private static func tokenName(of node: JSONNode) -> String {
        switch node.kind {
        case .string: "STRING_VALUE"
        case .number: node.numberText?.contains(".") == true ? "DECIMAL_VALUE" : "NUMBER_VALUE"
        case .boolean: node.boolean == true ? "TRUE_VALUE" : "FALSE_VALUE"
        default: "NULL_VALUE"
        }
    }
}
