import API

/// One operation of the DynamoDB API: the target that asks for it, and the rules for its parameters.
///
/// By the time it is made the parameters have passed `fields`, so their kinds are right. A plan carries
/// no text of the request: expressions are parsed and names are resolved.
protocol DynamoDBOperation: API.Operation
where Input == RequestReader, Context == DynamoDBContext, Failure == WireError {
    /// What stands before the name in the target that asks for it.
    static var service: String { get }
    static var fields: FieldRules { get }
    /// Makes the operation, and its plan.
    ///
    /// A requirement, so that each operation has one that is compiled for it.
    static func plan(
        _ request: RequestReader, in context: DynamoDBContext
    ) throws(WireError) -> Plan
}

extension DynamoDBOperation {
    static var service: String { ServiceName.tables }

    static func plan(
        _ request: RequestReader, in context: DynamoDBContext
    ) throws(WireError) -> Plan {
        try Self(request, in: context).plan(in: context)
    }
}
