import JSON
import Model
import StreamRecords
import Values

/// What one of the older parameters says about attributes: a structure for each of them.
struct LegacyMap {
    private(set) var members: [(name: Text, value: RequestReader)] = []

    /// Reads the parameter; `nil` when it was not given.
    ///
    /// Throws when a name is empty, too long or there twice.
    init?(_ parameter: Parameter, of request: RequestReader) throws(WireError) {
        guard let node = request[parameter], let rules = request.memberRules(of: parameter) else {
            return nil
        }
        var names: Set<Text> = []
        for (key, value) in node.members {
            let name = Text(key)
            try ValueJSON.check(attributeName: name)
            guard names.insert(name).inserted else { throw .serialization(nil) }
            members.append((name, RequestReader(value, rules)))
        }
    }

    /// Refuses more names and values than filters of expressions could hold.
    static func check(_ count: Int, of parameter: Parameter) throws(WireError) {
        guard count > DynamoDBLimits.legacyOperandsMax else { return }
        throw .invalidParameter(
            "\(parameter.name) has more than \(DynamoDBLimits.legacyOperandsMax) "
                + "attributes and values")
    }
}
