package import StreamRecords

/// What the APIs say about themselves: where they live and whose tables these are.
package struct APISettings: Sendable {
    /// Region and account, and the ARNs made of them.
    package let aws: AWSNames
    /// The host and port that DescribeEndpoints hands out.
    package let endpoint: String
    /// How long a second change of a table's time-to-live setting is refused; `nil` never refuses.
    package let timeToLiveCooldownSeconds: Int64?
    /// Whether expressions about every table are DynamoDB's own, whatever the table's settings say.
    package let strict: Bool
    /// How DynamoDB's API words what is wrong with a request.
    package let requestWording: RequestWording

    package init(
        aws: AWSNames = AWSNames(), endpoint: String = "127.0.0.1:8000",
        timeToLiveCooldownSeconds: Int64? = nil, strict: Bool = false,
        requestWording: RequestWording = .former
    ) {
        self.aws = aws
        self.endpoint = endpoint
        self.timeToLiveCooldownSeconds = timeToLiveCooldownSeconds
        self.strict = strict
        self.requestWording = requestWording
    }
}
