import JSON
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

    private let actions: [(action: Action, name: Text)]
    private let isEmptyList: Bool

    init(_ request: RequestReader) throws(WireError) {
        isEmptyList = request[.globalSecondaryIndexUpdates]?.count == 0
        var actions: [(action: Action, name: Text)] = []
        for update in request.structures(.globalSecondaryIndexUpdates) {
            let action = try IndexUpdates.action(of: update)
            let name = update.structure(action.parameter)?.text(.indexName) ?? ""
            if actions.contains(where: { $0.name == name }) {
                throw .invalidParameter(
                    "Only one global secondary index update per index is allowed simultaneously. "
                        + "Index: \(name.string)")
            }
            actions.append((action, name))
            if action == .create, let index = update.structure(.create) {
                try IndexUpdates.check(index, named: name, in: request)
            }
        }
        self.actions = actions
    }

    private static func action(of update: RequestReader) throws(WireError) -> Action {
        let given = Action.allCases.filter { update.has($0.parameter) }
        guard let action = given.first else {
            throw .invalidParameter(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                    + "GlobalSecondaryIndexUpdate.Delete must not be null")
        }
        if given.count > 1 {
            throw .invalidParameter(
                "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate "
                    + "object")
        }
        return action
    }

    /// A new index brings the types of its key, also where the table knows them.
    private static func check(
        _ index: RequestReader, named name: Text, in request: RequestReader
    ) throws(WireError) {
        guard request.has(.attributeDefinitions) else {
            throw .invalidParameter("AttributeDefinitions is not specified for index: \(name)")
        }
        _ = try IndexRequest(index, .global, definedBy: try KeyDefinitions(request))
    }

    func refuse(of table: Text) throws(WireError) {
        if isEmptyList {
            throw .invalidParameter("List of GlobalSecondaryIndexUpdates is empty")
        }
        if actions.count(where: { $0.action != .update }) > 1 {
            throw .limitExceeded(
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    + "simultaneously per table")
        }
        guard let (action, name) = actions.first else { return }
        if action == .create { throw .unsupported("GlobalSecondaryIndexes are") }
        throw .resourceNotFound("Requested resource not found: Index \(name) for table \(table)")
    }

    static let field: Field = {
        func action(_ action: Action, _ members: [Field]) -> Field {
            let type = "\(action.rawValue)GlobalSecondaryIndexAction"
            return Field(action.parameter, .structure(members, type: type))
        }
        let throughput: [Field] = [.provisionedThroughput, .onDemandThroughput, .warmThroughput]
        return Field(
            .globalSecondaryIndexUpdates,
            .list(
                .structure(
                    [
                        action(.update, [.nameOfIndex] + throughput),
                        action(.create, Field.globalIndexMembers),
                        action(.delete, [.nameOfIndex]),
                    ], type: "GlobalSecondaryIndexUpdate")))
    }()
}
