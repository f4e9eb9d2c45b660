package import Engine
package import Model
package import Values

/// The region and the account whose tables and functions these are, and the ARNs made of them.
package struct AWSNames: Equatable, Sendable {
    /// The region named in every ARN.
    package let region: String
    /// The account named in every ARN.
    package let account: String
    /// What a table's ARN begins with; looked for in every request.
    private let tableARNPrefix: String

    /// - Parameter account: not 000000000000, which clients use as "somebody else".
    package init(region: String = "us-east-1", account: String = "123456789012") {
        self.region = region
        self.account = account
        tableARNPrefix = "arn:aws:dynamodb:\(region):\(account):table/"
    }

    // MARK: Tables

    /// The ARN of the table called `name`.
    package func arn(ofTable name: Text) -> String {
        tableARNPrefix + name.string
    }

    /// The table's name in a TableName parameter, which may also be the table's ARN.
    package func tableName(in parameter: Text) -> Text {
        // The first byte is enough for most.
        guard parameter.string.utf8.first == tableARNPrefix.utf8.first,
            parameter.string.utf8.starts(with: tableARNPrefix.utf8)
        else { return parameter }
        return Text(String(parameter.string.dropFirst(tableARNPrefix.count)))
    }

    // MARK: Streams

    /// The ARN of one enabling of a table's stream; it stays the same as long as that can be read.
    package func arn(of stream: ChangeStream) -> String {
        "\(arn(ofTable: stream.tableName))/stream/\(stream.label)"
    }

    /// The stream of that ARN, open or closed; `nil` when there is none, or the text is no ARN.
    package func stream(arn: String, in store: Store) -> ChangeStream? {
        guard let parts = StreamARN(arn) else { return nil }
        return stream(parts, in: store)
    }

    /// The stream of that ARN, open or closed; `nil` when there is none.
    package func stream(_ arn: StreamARN, in store: Store) -> ChangeStream? {
        guard arn.region == region, arn.account == account else { return nil }
        return store.streams(ofTablesNamed: arn.table).first { $0.label == arn.label }
    }

    // MARK: Functions

    /// The ARN of the Lambda function called `name`.
    package func arn(ofFunction name: some StringProtocol) -> String {
        "arn:aws:lambda:\(region):\(account):function:\(name)"
    }
}
