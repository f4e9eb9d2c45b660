import JSON
import Model
import Values

/// The rules about `Select` that need more than its own value.
enum SelectRules {
    static func check(
        _ request: RequestReader, isQuery: Bool
    ) throws(WireError) {
        let select = request.string(.select)
        let projection = [Parameter.projectionExpression, .attributesToGet].first(
            where: request.has)
        if select == "SPECIFIC_ATTRIBUTES", projection == nil {
            let message =
                "Must specify the AttributesToGet or ProjectionExpression "
                + "when choosing to get SPECIFIC_ATTRIBUTES"
            throw isQuery ? .constraints([message]) : .validation(message)
        }
        if let select, let projection, select != "SPECIFIC_ATTRIBUTES" {
            let chosen = select == "COUNT" ? "only the Count" : select
            throw .validation(
                "Cannot specify the \(projection.name) when choosing to get \(chosen)")
        }
        if select == "ALL_PROJECTED_ATTRIBUTES", !request.has(.indexName) {
            throw .validation(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
        }
    }
}

extension Field {
    static let select = Field(
        .select, .string,
        .oneOf(["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"]))
    static let indexName = Field(
        .indexName, .string, .length(TableName.bytes), .tableNamePattern(orARN: false))
}
