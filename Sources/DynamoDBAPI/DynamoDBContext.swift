import API
import Commands
import Engine
import Model
import Values

/// What every operation of the DynamoDB API may use.
typealias DynamoDBContext = OperationContext<DynamoDBExtras>

/// What only operations of the DynamoDB API need.
struct DynamoDBExtras: Sendable {
    let timeToLiveCooldown = TimeToLiveCooldown()
}

extension DynamoDBContext {
    /// The table that the request's TableName, a name or an ARN, means.
    func namedTable(in request: RequestReader) -> NamedTable {
        NamedTable(request.text(.tableName) ?? "", in: self)
    }

    /// The table that a parameter, a name or an ARN, means.
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
