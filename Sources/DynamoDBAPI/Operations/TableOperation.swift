import Engine
import Mutations
import Values

/// An operation on a table as a whole.
///
/// Table operations judge TableName first and in other words than item operations do, and only
/// then report what else is wrong; so they bring their rules as `parameters` instead of `fields`.
protocol TableOperation: Operation {
    static var parameters: FieldRules { get }

    /// - Parameter name: the table's name, well formed; whether it exists is not known yet.
    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan
}

extension TableOperation {
    static var fields: FieldRules { FieldRules([]) }

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        var broken: WireError?
        do throws(WireError) {
            try parameters.check(request.node)
        } catch {
            // A member of the wrong kind stops everything; broken constraints wait for the name.
            if case .serialization = error { throw error }
            broken = error
        }
        let name = try tableName(request, in: context)
        if let broken { throw broken }
        return try plan(request, naming: name, in: context)
    }

    private static func tableName(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Text {
        guard let parameter = request.text("TableName") else {
            throw .validation(
                "The parameter 'TableName' is required but was not present in the request")
        }
        let name = context.settings.tableName(in: parameter)
        guard TableName.bytes.contains(name.utf8Count) else {
            throw .validation(
                "TableName must be at least 3 characters long and at most 255 characters long")
        }
        return name
    }
}

extension Field {
    /// TableName of a table operation, whose presence and length are judged before the rules.
    static let nameOfTable = Field("TableName", .string, .tableNamePattern(orARN: true))
}

extension APIContext {
    /// The table of that name, or the error that names it, as table operations say it.
    func existingTable(named name: Text) throws(WireError) -> Table {
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// The table that a catalog change answered with, or its refusal in AWS's words.
    func table(
        after result: Result<Reply, CommitError>, named name: Text
    ) throws(WireError) -> Table {
        switch result {
        case .success(.table(let table)): return table
        case .success:
            throw .internalServer("The store answered a table change with something else")
        case .failure(let error): throw WireError(error, onTable: name)
        }
    }
}
