import Model
package import Values

/// The parts of a stream's ARN, which is its table's with `/stream/` and the stream's label behind it.
package struct StreamARN {
    package let region: Substring
    package let account: Substring
    package let table: Text
    package let label: String

    /// Takes an ARN apart; `nil` for text that cannot be one of a stream.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "dynamodb" else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count == 4, path[0] == "table", path[2] == "stream",
            path[1].utf8.count >= TableName.bytes.lowerBound,
            path[1].utf8.allSatisfy(TableName.allows), !path[3].isEmpty
        else { return nil }
        region = parts[3]
        account = parts[4]
        table = Text(String(path[1]))
        label = String(path[3])
    }
}
