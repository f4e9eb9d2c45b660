import Expressions
import Model
import StreamRecords
import Values

/// Reads AttributeUpdates: what becomes of whole attributes.
enum LegacyUpdate {
    /// The update; `nil` when the parameter was not given, or says nothing.
    static func read(_ request: RequestReader) throws(WireError) -> Update? {
        guard let map = try LegacyMap(.attributeUpdates, of: request), !map.members.isEmpty else {
            return nil
        }
        guard map.members.count <= DynamoDBLimits.legacyUpdatesMax else {
            throw .invalidParameter(
                "AttributeUpdates has more than \(DynamoDBLimits.legacyUpdatesMax) attributes")
        }
        var actions: [Update.Action] = []
        var bytes = 0
        for (name, member) in map.members {
            var value: Value?
            if let node = member[.value] { value = try ValueJSON.value(from: node) }
            bytes += name.utf8Count + (value?.size ?? 0)
            actions.append(
                try action(member.string(.action), AttributePath(root: name), value))
        }
        guard bytes <= Limits.itemBytesMax else { throw WireError(.tooLarge) }
        return Update(actions: actions)
    }

    /// An action that is not named puts the value.
    private static func action(
        _ name: String?, _ path: AttributePath, _ value: Value?
    ) throws(WireError) -> Update.Action {
        guard let value else {
            if name == "DELETE" { return .remove(path) }
            throw .invalidParameter(
                "Only DELETE action is allowed when no attribute value is specified")
        }
        switch (name, value.kind) {
        case ("DELETE", .stringSet), ("DELETE", .numberSet), ("DELETE", .binarySet):
            return .delete(path, value)
        case ("DELETE", let kind):
            throw .invalidParameter(
                "DELETE action with value is not supported for the type \(kind.rawValue)")
        case ("ADD", .number), ("ADD", .list), ("ADD", .stringSet), ("ADD", .numberSet),
            ("ADD", .binarySet):
            return .add(path, value)
        case ("ADD", let kind):
            throw .invalidParameter("ADD action is not supported for the type \(kind.rawValue)")
        default:
            return .set(path, .value(value))
        }
    }
}

extension WireError {
    /// What an update is refused with that AttributeUpdates asked for: AWS has words of its own for an
    /// attribute of a type that does not go with the value.
    var ofAttributeUpdates: WireError {
        self == WireError(.incorrectType)
            ? .validation("Type mismatch for attribute to update") : self
    }
}
