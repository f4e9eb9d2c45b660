/// The functions of conditions and updates.
///
/// Names are case-sensitive.
enum Function: String {
    case attributeExists = "attribute_exists"
    case attributeNotExists = "attribute_not_exists"
    case attributeType = "attribute_type"
    case beginsWith = "begins_with"
    case contains
    case size
    case ifNotExists = "if_not_exists"
    case listAppend = "list_append"
    case estimate
    case fresh

    /// The function of that name, if the dialect has it.
    init?(_ name: String, in dialect: Dialect) {
        guard let function = Function(rawValue: name), function.isKnown(in: dialect) else {
            return nil
        }
        self = function
    }

    /// DynamoDB has all but two.
    func isKnown(in dialect: Dialect) -> Bool {
        switch self {
        case .estimate, .fresh: dialect.isExtended
        default: true
        }
    }

    var argumentCount: Int {
        switch self {
        case .attributeExists, .attributeNotExists, .size, .estimate, .fresh: 1
        default: 2
        }
    }

    var isOfUpdates: Bool {
        switch self {
        case .ifNotExists, .listAppend, .fresh: true
        default: false
        }
    }

    /// Whether it gives conditions a number to compare instead of being true or false.
    var isMeasure: Bool { self == .size || self == .estimate }

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
