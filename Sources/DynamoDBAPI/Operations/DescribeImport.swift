import API

/// Describes an import of a table, of which there is none.
struct DescribeImport: AbsentResource {
    static let traits = OperationTraits("DescribeImport", .describe)
    static let missing = WireError.Missing.import
    static let arn = Parameter.importArn

    let arn: String
}
