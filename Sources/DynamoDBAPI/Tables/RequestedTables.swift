import JSON
import Model

/// The tables that a batch is about: the keys of its `RequestItems`.
enum RequestedTables {
    /// Refuses a name that no table can have; an ARN may stand in its place.
    ///
    /// - Parameter shown: the whole map as AWS quotes it in its message.
    static func check(
        _ requestItems: JSONNode, shown: () -> String
    ) throws(WireError) {
        let bounds = TableName.bytes
        for (name, _) in requestItems.members {
            let bytes = name.utf8
            if bytes.starts(with: "arn:".utf8) { continue }
            if bounds.contains(bytes.count), bytes.allSatisfy(TableName.allows) { continue }
            throw .constraints([
                "Value '\(shown())' at 'requestItems' failed to satisfy constraint: "
                    + "Map keys must satisfy constraint: ["
                    + "Member must have length less than or equal to \(bounds.upperBound), "
                    + "Member must have length greater than or equal to \(bounds.lowerBound), "
                    + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]"
            ])
        }
    }
}
