import API
import JSON
import Values

/// Deletes a policy that is not there, which is no error unless a revision of it is named.
struct DeleteResourcePolicy: Operation {
    static let traits = OperationTraits("DeleteResourcePolicy", .changeTables)
    static let fields = FieldRules([
        .resourceARN,
        Field(.expectedRevisionId, .string, .length(1...255)),
    ])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let arn = try GetResourcePolicy.resource(request, for: traits.name, in: context)
        if request.has(.expectedRevisionId) {
            throw .policyNotFound(
                "Resource-based policy not found for the provided ResourceArn: \(arn)")
        }
        return .answer(Array("{}".utf8))
    }
}
