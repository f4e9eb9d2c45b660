import API

/// Describes an export of a table, of which there is none.
struct DescribeExport: AbsentResource {
    static let traits = OperationTraits("DescribeExport", .describe)
    static let missing = WireError.Missing.export
    static let arn = Parameter.exportArn

    let arn: String
}
