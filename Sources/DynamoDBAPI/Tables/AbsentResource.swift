import API

/// An operation on something that is made of a table and of which there is none: it says so.
protocol AbsentResource: DynamoDBOperation {
    static var missing: WireError.Missing { get }
    /// The parameter with the ARN of what is asked for.
    static var arn: Parameter { get }
    init(arn: String)
    var arn: String { get }
}

extension AbsentResource {
    static var fields: FieldRules { FieldRules([Field(arn, .string, .required)]) }

    /// Refuses what is no ARN of its kind.
    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let arn = request.string(Self.arn) ?? ""
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let path = parts.last?.split(separator: "/") ?? []
        guard parts.count == 6, parts[0] == "arn", parts[2] == "dynamodb", path.count == 4,
            path[0] == "table", path[2] == Self.missing.rawValue.lowercased()
        else { throw .validation("Invalid \(Self.missing.rawValue) ARN") }
        self.init(arn: arn)
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw .notFound(Self.missing, "\(Self.missing.rawValue) not found: \(arn)")
    }
}
