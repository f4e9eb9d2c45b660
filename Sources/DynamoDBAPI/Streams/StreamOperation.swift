/// An operation of the streams API, which has a name of its own but shares the tables' door.
protocol StreamOperation: DynamoDBOperation {}

extension StreamOperation {
    static var service: String { ServiceName.streams }
}

extension Field {
    static let streamARN = Field(
        .streamArn, .string, .required, .length(DynamoDBLimits.streamARNCharacters))
    /// Streams or shards of one page.
    static let streamPageLimit = Field(
        .limit, .integer, .range(1...DynamoDBLimits.namesPerPageMax))
}
