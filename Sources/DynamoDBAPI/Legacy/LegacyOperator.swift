import Expressions
import Values

/// The comparison operators of Expected, QueryFilter, ScanFilter and KeyConditions.
///
/// In the order in which AWS lists them.
enum LegacyOperator: String, CaseIterable, Sendable {
    case among = "IN"
    case null = "NULL"
    case between = "BETWEEN"
    case less = "LT"
    case notContains = "NOT_CONTAINS"
    case equal = "EQ"
    case greater = "GT"
    case notNull = "NOT_NULL"
    case notEqual = "NE"
    case lessOrEqual = "LE"
    case beginsWith = "BEGINS_WITH"
    case greaterOrEqual = "GE"
    case contains = "CONTAINS"
}

// MARK: - What it takes

extension LegacyOperator {
    /// Refuses values that it does not take, by their number, their types and their order.
    func check(_ values: [Value]) throws(WireError) {
        guard takes(values.count) else {
            throw .invalidParameter(
                "Invalid number of argument(s) for the \(rawValue) ComparisonOperator")
        }
        guard let first = values.first else { return }
        for value in values {
            guard takes(value.kind) else {
                throw .invalidParameter(
                    "ComparisonOperator \(rawValue) is not valid for \(value.kind.rawValue) "
                        + "AttributeValue type")
            }
            guard value.kind == first.kind else {
                throw .invalidParameter(
                    "AttributeValues inside AttributeValueList must be of same type")
            }
        }
        if self == .between, let lower = KeyValue(values[0]), let upper = KeyValue(values[1]),
            upper < lower
        {
            throw .validation(
                "The BETWEEN condition was provided a range where the lower bound is greater than "
                    + "the upper bound")
        }
    }

    private func takes(_ count: Int) -> Bool {
        switch self {
        case .null, .notNull: count == 0
        case .among: count > 0
        case .between: count == 2
        default: count == 1
        }
    }

    /// AWS's documentation says that EQ and NE take no lists and maps, AWS takes them.
    private func takes(_ kind: ValueKind) -> Bool {
        switch self {
        case .null, .notNull, .equal, .notEqual:
            true
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .between, .among:
            kind == .string || kind == .number || kind == .binary
        case .beginsWith:
            kind == .string || kind == .binary
        case .contains, .notContains:
            switch kind {
            case .string, .number, .binary, .boolean, .null: true
            case .list, .map, .stringSet, .numberSet, .binarySet: false
            }
        }
    }
}

// MARK: - What it means

extension LegacyOperator {
    /// The condition on an attribute that it makes with values that were checked.
    ///
    /// A missing attribute, or one of another type, is different from every value (NE), and otherwise
    /// no comparison is true of it, NOT_CONTAINS included.
    func condition(on attribute: Text, _ values: [Value]) -> Condition {
        let path = AttributePath(root: attribute)
        let operands = values.map { Operand.value($0) }
        return switch self {
        case .null: .notExists(path)
        case .notNull: .exists(path)
        case .equal: .comparison(.path(path), .equal, operands[0])
        case .notEqual: .comparison(.path(path), .notEqual, operands[0])
        case .less: .comparison(.path(path), .less, operands[0])
        case .lessOrEqual: .comparison(.path(path), .lessOrEqual, operands[0])
        case .greater: .comparison(.path(path), .greater, operands[0])
        case .greaterOrEqual: .comparison(.path(path), .greaterOrEqual, operands[0])
        case .between: .between(.path(path), lower: operands[0], upper: operands[1])
        case .among: .among(.path(path), operands)
        case .beginsWith: .beginsWith(.path(path), operands[0])
        case .contains: .contains(.path(path), operands[0])
        case .notContains: .all([.exists(path), .not(.contains(.path(path), operands[0]))])
        }
    }

    /// The test of a key attribute that it makes with values that were checked.
    func keyComparison(_ values: [Value]) -> KeyCondition.Test.Comparison {
        switch self {
        case .equal: .equal(values[0])
        case .less: .less(values[0])
        case .lessOrEqual: .lessOrEqual(values[0])
        case .greater: .greater(values[0])
        case .greaterOrEqual: .greaterOrEqual(values[0])
        case .between: .between(values[0], values[1])
        case .beginsWith: .beginsWith(values[0])
        case .null, .notNull, .notEqual, .among, .contains, .notContains: .unindexable
        }
    }
}
