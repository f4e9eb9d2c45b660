import Model
import Values

/// The GlobalSecondaryIndexUpdates of an UpdateTable request.
///
/// No table has an index yet, so each ends in a refusal; updates and deletions in AWS's own.
struct IndexUpdates {
    private enum Action: String, CaseIterable {
        case update = "Update"
        case create = "Create"
        case delete = "Delete"

        var parameter: Parameter {
            switch self {
            case .update: .update
            case .create: .create
            case .delete: .delete
            }
        }
    }

    private let actions: [Action]

    init(_ request: RequestReader) throws(WireError) {
        var actions: [Action] = []
        var names: [Text] = []
        for update in request.structures(.globalSecondaryIndexUpdates) {
            guard let action = Action.allCases.first(where: { update.has($0.parameter) }) else {
                throw .invalidParameter(
                    "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                        + "GlobalSecondaryIndexUpdate.Delete must not be null")
            }
            let name = update.structure(action.parameter)?.text(.indexName) ?? ""
            if names.contains(name) {
                throw .invalidParameter(
                    "Only one global secondary index update per index is allowed simultaneously. "
                        + "Index: \(name.string)")
            }
            names.append(name)
            actions.append(action)
        }
        self.actions = actions
    }

    func refuse() throws(WireError) {
        if actions.count(where: { $0 != .update }) > 1 {
            throw .limitExceeded(
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    + "simultaneously per table")
        }
        switch actions.first {
        case nil: return
        case .create: throw .unsupported("GlobalSecondaryIndexes are")
        case .delete: throw .resourceNotFound("Requested resource not found")
        case .update:
            throw .validation(
                "This operation cannot be performed with given input values. "
                    + "Please contact DynamoDB service team for more info: "
                    + "Action Blocked: IndexUpdate")
        }
    }

    static let field: Field = {
        let name = Field(
            .indexName, .string, .required, .tableNamePattern(orARN: false),
            .length(TableName.bytes))
        let throughput = Field(
            .provisionedThroughput, Field.provisionedThroughput.shape, .required)
        let created = Field.globalIndexMembers.filter { $0.name != name.name }
        func action(_ action: Action, _ members: [Field]) -> Field {
            let type = "\(action.rawValue)GlobalSecondaryIndexAction"
            return Field(action.parameter, .structure(members, type: type))
        }
        return Field(
            .globalSecondaryIndexUpdates,
            .list(
                .structure(
                    [
                        action(.update, [name, throughput]),
                        action(.create, [name] + created),
                        action(.delete, [name]),
                    ], type: "GlobalSecondaryIndexUpdate")))
    }()
}
