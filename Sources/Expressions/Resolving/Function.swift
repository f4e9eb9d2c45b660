/// The functions of conditions and updates.
///
/// Names are case-sensitive.
///
/// `estimate` and `fresh` will join them with the sketches.
enum Function: String {
    case attributeExists = "attribute_exists"
    case attributeNotExists = "attribute_not_exists"
    case attributeType = "attribute_type"
    case beginsWith = "begins_with"
    case contains
    case size
    case ifNotExists = "if_not_exists"
    case listAppend = "list_append"

    var argumentCount: Int {
        switch self {
        case .attributeExists, .attributeNotExists, .size: 1
        default: 2
        }
    }

    var isOfUpdates: Bool { self == .ifNotExists || self == .listAppend }

    static func unknown(_ name: String) -> String {
        "Invalid function name; function: \(name)"
    }

    static func misused(_ name: String) -> String {
        "The function is not allowed to be used this way in an expression; function: \(name)"
    }

    func foreign(to kind: ExpressionKind) -> String {
        let place = kind == .update ? "an update expression" : "a condition expression"
        return "The function is not allowed in \(place); function: \(rawValue)"
    }
}
