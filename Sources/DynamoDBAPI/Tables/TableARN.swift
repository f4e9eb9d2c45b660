import Model
import StreamRecords
import Values

/// A table's ARN in place of its name, as table operations take it: one of a table here.
///
/// Operations on items do not look this closely: to them a foreign ARN names a table that is not
/// there.
enum TableARN {
    /// The name that a TableName parameter means.
    static func tableName(in parameter: Text, of names: AWSNames) throws(WireError) -> Text {
        let name = names.tableName(in: parameter)
        let text = parameter.string
        guard text.hasPrefix("arn:") else { return name }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[2] == "dynamodb",
            let slash = parts[5].firstIndex(of: "/")
        else { throw malformed(text) }
        if parts[1] != "aws" { throw invalid("Invalid AWS partition", text) }
        if parts[3] != names.region { throw invalid("Invalid AWS region", text) }
        if parts[4] != names.account { throw .accessDenied("Access is denied") }
        if parts[5][..<slash] != "table" { throw invalid("Invalid resource type", text) }
        guard TableName.bytes.contains(name.utf8Count),
            name.string.utf8.allSatisfy(TableName.allows)
        else { throw malformed(text) }
        return name
    }

    private static func invalid(_ what: String, _ text: String) -> WireError {
        .validation("1 validation error detected: \(what) in '\(text)'")
    }

    private static func malformed(_ text: String) -> WireError {
        .constraints([
            "Value '\(text)' at 'tableName' failed to satisfy constraint: Valid ARN format is "
                + "'arn:<awsPartition>:<vendor>:<region>:<subscriber>:resourceType/resourceName', "
                + "where Resource name must have length less than or equal to 255, Resource name "
                + "must have length greater than or equal to 3, Resource name must satisfy "
                + "regular expression pattern: [a-zA-Z0-9_.-]+"
        ])
    }
}
