import JSON
import StreamRecords

/// What kind of JSON a parameter is.
indirect enum Shape: Sendable {
    case string, boolean, integer
    /// An integer that AWS keeps in 64 bits, which shows in one of its messages.
    case long
    /// A DynamoDB value: `ValueJSON` judges what is inside.
    case value
    case list(Shape)
    case map(Shape)
    /// A structure; `type` is AWS's name for it, which shows in some messages.
    case members(FieldRules, type: String)
    /// Members that are not read; any kind will do.
    case ignored

    /// An object with these members.
    static func structure(_ fields: [Field], type: String = "") -> Shape {
        .members(FieldRules(fields), type: type)
    }

    /// The rules for the members of a structure, or of the structures in a list or a map.
    var memberRules: FieldRules? {
        switch self {
        case .members(let rules, _): rules
        case .list(let inner), .map(let inner): inner.memberRules
        default: nil
        }
    }

    /// Whether elements of this shape have to be looked at here.
    var hasRules: Bool {
        switch self {
        case .ignored, .value: false
        default: true
        }
    }

    /// Whether what is inside a value of this shape has to be looked at.
    var hasRulesInside: Bool {
        switch self {
        case .members: true
        case .list(let inner), .map(let inner): inner.hasRules
        default: false
        }
    }

    /// The shape of a list's or a map's elements.
    var element: Shape {
        switch self {
        case .list(let inner), .map(let inner): inner
        default: .ignored
        }
    }

    /// - Parameter isElement: whether the value is one of a list's or a map's, not a member.
    func check(_ node: JSONNode, isElement: Bool = false) throws(WireError) {
        switch (self, node.kind) {
        case (.ignored, _), (.string, .string), (.boolean, .boolean), (.integer, .number),
            (.long, .number), (.list, .array), (.map, .object), (.members, .object),
            (.value, .object):
            return
        default:
            throw .serialization(mismatch(with: node, isElement: isElement))
        }
    }

    private func mismatch(with node: JSONNode, isElement: Bool) -> String {
        switch (self, node.kind) {
        case (.string, .array), (.boolean, .array), (.integer, .array), (.long, .array):
            "Unrecognized collection type class \(javaName)"
        case (.string, .object), (.boolean, .object), (.integer, .object), (.long, .object),
            (.list, .object):
            "Start of structure or map found where not expected"
        case (.boolean, .string):
            "Unexpected token received from parser"
        case (.string, _), (.boolean, _), (.integer, _), (.long, _):
            "\(Shape.tokenName(of: node)) cannot be converted to "
                + "\(javaName.dropFirst("java.lang.".count))"
        case (.value, .array), (.members, .array):
            "Unrecognized collection type class \(javaName)"
        case (.map, .array):
            "Unrecognized collection type \(javaName)"
        case (.value, _), (.members, _):
            isElement ? "Unexpected value type in payload" : "Unexpected field type"
        default:
            "Unexpected field type"
        }
    }

    /// The class that AWS names in its messages.
    private var javaName: String {
        switch self {
        case .string, .ignored: "java.lang.String"
        case .boolean: "java.lang.Boolean"
        case .integer: "java.lang.Integer"
        case .long: "java.lang.Long"
        case .value: "\(Shape.package).AttributeValue"
        case .members(_, let type): "\(Shape.package).\(type)"
        case .list(let inner): "java.util.List<\(inner.javaName)>"
        case .map(let inner): "java.util.Map<java.lang.String, \(inner.javaName)>"
        }
    }

    private static let package = "com.amazonaws.dynamodb.v20120810"

    private static func tokenName(of node: JSONNode) -> String {
        switch node.kind {
        case .string: "STRING_VALUE"
        case .number: node.numberText?.contains(".") == true ? "DECIMAL_VALUE" : "NUMBER_VALUE"
        case .boolean: node.boolean == true ? "TRUE_VALUE" : "FALSE_VALUE"
        default: "NULL_VALUE"
        }
    }
}
