import JSON
import Model

/// One condition on a parameter's value, with the words in which AWS demands it.
enum Constraint: Sendable, Equatable {
    case required
    /// Bounds on a string's, a list's or a map's length; `Int.max` means none.
    case length(ClosedRange<Int>)
    /// Bounds on a number; `Int64.max` means none.
    case range(ClosedRange<Int64>)
    case oneOf([String])
    /// One of AWS's stream views, or ours, which some tables do not take.
    case streamView
    /// Bounds on a table's name; an ARN in its place has bounds of its own.
    case nameLength(ClosedRange<Int>)
    /// `[a-zA-Z0-9_.-]+`, or an ARN where the flag allows one. Item operations let an empty name
    /// pass here, which is too short anyway.
    case tableNamePattern(orARN: Bool, emptyPasses: Bool = false)

    /// What the value should have satisfied, or `nil` when it does.
    func demand(brokenBy node: JSONNode) -> String? {
        switch self {
        case .required:
            return nil
        case .length(let bounds):
            let length = node.textBytes.map { Constraint.characters(of: $0) } ?? node.count
            return Constraint.lengthDemand(length, bounds)
        case .nameLength(let bounds):
            guard let bytes = node.textBytes else { return nil }
            let length = Constraint.characters(of: bytes)
            if bounds.contains(length) { return nil }
            let isARN = bytes.starts(with: "arn:".utf8)
            return Constraint.lengthDemand(
                length, isARN ? DynamoDBLimits.tableARNCharacters : bounds)
        case .range(let bounds):
            guard let number = RequestReader.integer(of: node) else { return nil }
            if number < bounds.lowerBound {
                return "Member must have value greater than or equal to \(bounds.lowerBound)"
            }
            if number > bounds.upperBound {
                return "Member must have value less than or equal to \(bounds.upperBound)"
            }
            return nil
        case .oneOf(let allowed):
            if node.kind != .string || allowed.contains(where: node.isString) { return nil }
            return Constraint.enumDemand(allowed)
        case .streamView:
            if node.kind != .string { return nil }
            let isKnown = StreamView.allCases.contains { node.isString($0.name) }
            return isKnown ? nil : Constraint.streamViewDemand
        case .tableNamePattern(let arnAllowed, let emptyPasses):
            guard let bytes = node.textBytes else { return nil }
            if bytes.isEmpty, emptyPasses { return nil }
            if !bytes.isEmpty, bytes.allSatisfy(TableName.allows) { return nil }
            if arnAllowed, bytes.starts(with: "arn:".utf8) { return nil }
            return "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        }
    }

    private static func lengthDemand(_ length: Int, _ bounds: ClosedRange<Int>) -> String? {
        if length < bounds.lowerBound {
            return "Member must have length greater than or equal to \(bounds.lowerBound)"
        }
        if length > bounds.upperBound {
            return "Member must have length less than or equal to \(bounds.upperBound)"
        }
        return nil
    }

    /// What AWS demands of a stream's view.
    static let streamViewDemand = enumDemand([
        "OLD_IMAGE", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE",
    ])

    private static func enumDemand(_ allowed: [String]) -> String {
        "Member must satisfy enum value set: [\(allowed.joined(separator: ", "))]"
    }

    /// The characters of UTF-8 text: every byte but those that go on with one.
    private static func characters(of bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
