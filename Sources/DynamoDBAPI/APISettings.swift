package import Values

/// What the API says about itself: where it lives and whose tables these are.
package struct APISettings: Sendable {
    /// The region named in every ARN.
    package let region: String
    /// The account named in every ARN; not 000000000000, which clients use as "somebody else".
    package let account: String
    /// The host and port that DescribeEndpoints hands out.
    package let endpoint: String
    /// How long a second change of a table's time-to-live setting is refused; `nil` never refuses.
    package let timeToLiveCooldownSeconds: Int64?
    /// Whether expressions about every table are DynamoDB's own, whatever the table's settings say.
    package let strict: Bool
    /// How errors in expressions are worded.
    package let expressionWording: ExpressionWording
    /// What a table's ARN begins with; looked for in every request.
    private let tableARNPrefix: String

    package init(
        region: String = "us-east-1", account: String = "123456789012",
        endpoint: String = "127.0.0.1:8000", timeToLiveCooldownSeconds: Int64? = nil,
        strict: Bool = false, expressionWording: ExpressionWording = .plain
    ) {
        self.region = region
        self.account = account
        self.endpoint = endpoint
        self.timeToLiveCooldownSeconds = timeToLiveCooldownSeconds
        self.strict = strict
        self.expressionWording = expressionWording
        tableARNPrefix = "arn:aws:dynamodb:\(region):\(account):table/"
    }

    /// The ARN of the table called `name`.
    package func arn(ofTable name: Text) -> String {
        tableARNPrefix + name.string
    }

    /// The table's name in a TableName parameter, which may also be the table's ARN.
    package func tableName(in parameter: Text) -> Text {
        guard parameter.string.utf8.starts(with: tableARNPrefix.utf8) else { return parameter }
        return Text(String(parameter.string.dropFirst(tableARNPrefix.count)))
    }
}
