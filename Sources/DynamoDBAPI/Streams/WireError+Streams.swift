extension WireError {
    /// For text that cannot be the ARN of a stream; whether there is such a stream does not matter.
    static let invalidStreamARN = WireError.validation("Invalid StreamArn")

    static func streamNotFound(_ arn: String) -> WireError {
        .resourceNotFound("Requested resource not found: Stream: \(arn) not found")
    }

    static func shardNotFound(_ shard: String, in arn: String) -> WireError {
        .resourceNotFound(
            "Requested resource not found: Shard: \(shard) in Stream: \(arn) not found")
    }
}
