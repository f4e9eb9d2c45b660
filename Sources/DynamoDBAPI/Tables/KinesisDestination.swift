/// What the operations on a table's Kinesis destinations share; no table has one.
enum KinesisDestination {
    /// What AWS says where a destination is not in the state that the operation needs.
    static func invalidState(_ detail: String) -> WireError {
        .validation(
            "Table is not in a valid state to enable Kinesis Streaming Destination: \(detail)")
    }
}

extension Field {
    /// The Kinesis stream that gets, or is to get, a table's changes.
    static let kinesisStream = Field(
        .streamArn, .string, .required, .length(DynamoDBLimits.streamARNCharacters))
    static let enableKinesisConfiguration = kinesisConfiguration(
        .enableKinesisStreamingConfiguration)
    static let updateKinesisConfiguration = kinesisConfiguration(
        .updateKinesisStreamingConfiguration)

    private static func kinesisConfiguration(_ parameter: Parameter) -> Field {
        Field(
            parameter,
            .structure(
                [
                    Field(
                        .approximateCreationDateTimePrecision, .string,
                        .oneOf(["MILLISECOND", "MICROSECOND"]))
                ], type: parameter.name))
    }
}
