import API

/// Lists the imports of tables: none, as none can be asked for.
struct ListImports: EmptyList {
    static let traits = OperationTraits("ListImports", .describe)
    static let member = "ImportSummaryList"
    static let fields = FieldRules([
        Field(.tableArn, .string, .length(1...1024)),
        Field(.pageSize, .integer, .range(1...25)),
        Field(.nextToken, .string),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) {}
}
