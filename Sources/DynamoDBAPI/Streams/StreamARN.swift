package import Engine
package import Model
import Values

/// The parts of a stream's ARN, which is its table's with `/stream/` and the stream's label behind it.
struct StreamARN {
    let region: Substring
    let account: Substring
    let table: Text
    let label: String

    /// Takes an ARN apart; `nil` for text that cannot be one of a stream.
    init?(_ text: String) {
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

extension APISettings {
    /// The ARN of one enabling of a table's stream; it stays the same as long as that can be read.
    package func arn(of stream: ChangeStream) -> String {
        "\(arn(ofTable: stream.tableName))/stream/\(stream.label)"
    }

    /// The stream of that ARN, open or closed; `nil` when there is none, or the text is no ARN.
    package func stream(arn: String, in store: Store) -> ChangeStream? {
        guard let parts = StreamARN(arn) else { return nil }
        return stream(parts, in: store)
    }

    func stream(_ arn: StreamARN, in store: Store) -> ChangeStream? {
        guard arn.region == region, arn.account == account else { return nil }
        return store.streams(ofTablesNamed: arn.table).first { $0.label == arn.label }
    }
}

extension APIContext {
    /// The stream that the request's StreamArn names, or the error of requests that name none.
    func stream(in request: RequestReader) throws(WireError) -> ChangeStream {
        let text = request.string(.streamArn) ?? ""
        guard let arn = StreamARN(text) else { throw .invalidStreamARN }
        guard let stream = settings.stream(arn, in: store) else { throw .streamNotFound(text) }
        return stream
    }
}
