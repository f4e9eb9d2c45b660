import API
import Commands
import Engine
import Model
import Values

/// One operation of the API: its traits, the rules for its parameters, and the plan a request becomes.
///
/// By the time `plan` is called the parameters have passed `fields`, so their kinds are right.
/// A plan carries no text of the request: expressions are parsed and names are resolved.
protocol Operation: API.Operation {
    /// What stands before the name in the target that asks for it.
    static var service: String { get }
    static var fields: FieldRules { get }
    static func plan(_ request: RequestReader, in context: APIContext) throws(WireError) -> Plan
}

/// An operation that is a value: made from a request, and then a plan.
///
/// By the time it is made, the request has been understood; nothing of its text is left in it.
protocol RequestedOperation: Operation {
    init(_ request: RequestReader, in context: APIContext) throws(WireError)
    func plan(in context: APIContext) throws(WireError) -> Plan
}

extension RequestedOperation {
    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        try Self(request, in: context).plan(in: context)
    }
}

extension Operation {
    static var service: String { "DynamoDB_20120810" }
}

/// What every operation may use.
final class APIContext: Sendable {
    let store: Store
    let settings: APISettings
    let timeToLiveCooldown = TimeToLiveCooldown()

    init(store: Store, settings: APISettings) {
        self.store = store
        self.settings = settings
    }

    /// The table that the request's TableName, a name or an ARN, means.
    func namedTable(in request: RequestReader) -> NamedTable {
        NamedTable(request.text(.tableName) ?? "", in: self)
    }

    /// The same, for requests without expressions.
    func table(in request: RequestReader) throws(WireError) -> Table {
        try namedTable(in: request).required()
    }

    func table(named parameter: Text) throws(WireError) -> Table {
        try NamedTable(parameter, in: self).required()
    }

    /// Reads from the state as it is now, on the calling thread.
    func read<Answer>(
        _ body: (borrowing Snapshot) throws(StoreError) -> Answer
    ) throws(WireError) -> Answer {
        do throws(StoreError) {
            return try store.read(body)
        } catch {
            throw WireError(error)
        }
    }
}
