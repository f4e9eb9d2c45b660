import API

/// Lists the exports of tables: none, as none can be asked for.
struct ListExports: EmptyList {
    static let traits = OperationTraits("ListExports", .describe)
    static let member = "ExportSummaries"
    static let fields = FieldRules([
        Field(.tableArn, .string, .length(1...1024)),
        Field(.maxResults, .integer, .range(1...25)),
        Field(.nextToken, .string),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) {}
}
