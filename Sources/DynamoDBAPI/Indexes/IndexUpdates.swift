import Commands
import JSON
import Model
import Values

/// The GlobalSecondaryIndexUpdates of an UpdateTable request.
///
/// AWS judges their form before it looks for the table, and what they want of it after.
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

    private enum Update {
        case create(SecondaryIndexDefinition, RequestReader)
        case delete(Text)
        case change(Text, RequestReader)

        var name: Text {
            switch self {
            case .create(let definition, _): definition.name
            case .delete(let name), .change(let name, _): name
            }
        }

        /// Whether it makes or deletes an index.
        var isOnline: Bool { if case .change = self { false } else { true } }
    }

    private let updates: [Update]

    init(_ request: RequestReader) throws(WireError) {
        var updates: [Update] = []
        for reader in request.structures(.globalSecondaryIndexUpdates) {
            let update = try IndexUpdates.update(reader, in: request)
            if updates.contains(where: { $0.name == update.name }) {
                throw .invalidParameter(
                    "Only one global secondary index update per index is allowed simultaneously. "
                        + "Index: \(update.name)")
            }
            updates.append(update)
        }
        self.updates = updates
        if request[.globalSecondaryIndexUpdates]?.count == 0 {
            throw .invalidParameter("List of GlobalSecondaryIndexUpdates is empty")
        }
        try checkCompany(request)
    }

    private static func update(
        _ reader: RequestReader, in request: RequestReader
    ) throws(WireError) -> Update {
        let given = Action.allCases.filter { reader.has($0.parameter) }
        guard let action = given.first, let members = reader.structure(action.parameter) else {
            throw .invalidParameter(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                    + "GlobalSecondaryIndexUpdate.Delete must not be null")
        }
        if given.count > 1 {
            throw .invalidParameter(
                "Only one global secondary index action is allowed per "
                    + "GlobalSecondaryIndexUpdate object")
        }
        let name = members.text(.indexName) ?? ""
        switch action {
        case .update: return .change(name, members)
        case .delete: return .delete(name)
        case .create:
            // A new index brings the types of its key, also where the table knows them.
            guard request.has(.attributeDefinitions) else {
                throw .invalidParameter("AttributeDefinitions is not specified for index: \(name)")
            }
            let definition = try SecondaryIndexDefinition(
                members, .global, definedBy: try KeyDefinitions(request))
            return .create(definition, members)
        }
    }

    /// An index is made or deleted alone, or together with another way of paying.
    private func checkCompany(_ request: RequestReader) throws(WireError) {
        guard updates.contains(where: \.isOnline) else { return }
        if request.has(.provisionedThroughput), !request.has(.billingMode) {
            throw .invalidParameter(
                "You cannot create or delete index while updating table IOPS")
        }
        if request.has(.streamSpecification) {
            throw .invalidParameter(
                "You cannot create or delete index while changing stream status")
        }
        if request.has(.warmThroughput) {
            throw .invalidParameter(
                "Create global secondary index cannot be specified when updating WarmThroughput")
        }
    }

    /// What becomes of the table's indexes.
    ///
    /// - Parameter isOnDemand: whether the table is, once it is updated.
    func changes(of table: Table, isOnDemand: Bool) throws(WireError) -> [IndexChange] {
        try checkOneAtATime(table)
        var changes: [IndexChange] = []
        for update in updates {
            switch update {
            case .create(var definition, let members):
                try IndexUpdates.check(definition, against: table)
                definition.throughput = try IndexThroughput(
                    ofAddedIndex: members, index: definition.name, isOnDemand: isOnDemand)
                changes.append(.create(definition))
            case .delete(let name):
                _ = try IndexUpdates.index(named: name, of: table, to: "delete")
                changes.append(.delete(name))
            case .change(let name, let members):
                let index = try IndexUpdates.index(named: name, of: table, to: "update")
                var throughput = index.definition.throughput
                try throughput.change(by: members, of: name, isOnDemand: isOnDemand)
                changes.append(.setThroughput(name, throughput))
            }
        }
        return try changes + followers(of: table, isOnDemand: isOnDemand)
    }

    /// One index is made or deleted at a time, but one that is being made may be given up.
    private func checkOneAtATime(_ table: Table) throws(WireError) {
        let online = updates.filter(\.isOnline)
        let creating = table.indexes.first { $0.state == .creating }
        let isBusy = online.contains { update in
            if case .delete(creating?.name) = update { return false }
            return creating != nil
        }
        if isBusy || online.count > 1 {
            throw .limitExceeded(
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    + "simultaneously per table")
        }
    }

    /// The changes of indexes that the request does not name, but that are paid for as their table is.
    private func followers(
        of table: Table, isOnDemand: Bool
    ) throws(WireError) -> [IndexChange] {
        if isOnDemand == (table.settings.provisioned == nil) { return [] }
        var changes: [IndexChange] = []
        for index in table.indexes where index.scope == .global {
            if updates.contains(where: { $0.name == index.name }) { continue }
            var throughput = index.definition.throughput
            throughput.switchMode(isOnDemand: isOnDemand)
            if !isOnDemand, throughput.provisioned == nil {
                throw IndexThroughput.missing(of: index.name)
            }
            changes.append(.setThroughput(index.name, throughput))
        }
        return changes
    }

    private static func index(
        named name: Text, of table: Table, to action: String
    ) throws(WireError) -> SecondaryIndex {
        guard let index = table.index(named: name) else {
            throw .resourceNotFound(
                "Requested resource not found: Index \(name) for table \(table.name)")
        }
        if index.scope == .local {
            throw .validation(
                "Cannot \(action) an index that is not a GlobalSecondaryIndex: \(name)")
        }
        return index
    }

    /// An attribute has one type, whichever keys it stands in.
    private static func check(
        _ definition: SecondaryIndexDefinition, against table: Table
    ) throws(WireError) {
        if table.index(named: definition.name) != nil {
            throw .validation("Attempting to create an index which already exists")
        }
        let sort = table.keySchema.sort.map { [$0] } ?? []
        let schemas =
            [([table.keySchema.partition], sort)] + table.indexes.map { ($0.partition, $0.sort) }
        for attribute in definition.keyAttributes {
            let conflict = schemas.first { partition, sort in
                (partition + sort).contains {
                    $0.name == attribute.name && $0.type != attribute.type
                }
            }
            guard let conflict else { continue }
            throw .invalidParameter(
                "Attributes cannot be redefined. Please check that your attribute has the same type "
                    + "as previously defined. Existing schema: \(describe(conflict.0, conflict.1)) "
                    + "New schema: \(describe(definition.partition, definition.sort))")
        }
    }

    /// A schema as AWS prints it.
    private static func describe(_ partition: [KeyAttribute], _ sort: [KeyAttribute]) -> String {
        let elements =
            partition.map { "SchemaElement: key{\($0.name):\($0.type.tag):HASH}" }
            + sort.map { "SchemaElement: key{\($0.name):\($0.type.tag):RANGE}" }
        return "Schema:[\(elements.joined(separator: ", "))]"
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
