import API
import Commands
import Engine
import Model
import StreamRecords
import Values

/// An operation on a table as a whole.
///
/// Table operations report the absence of TableName before all other problems, and name the table
/// in their answers.
protocol TableOperation: DynamoDBOperation {
    /// - Parameter name: the table's name, well formed; whether it exists is not known yet.
    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError)
}

extension TableOperation {
    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let name = try TableARN.tableName(
            in: request.text(.tableName) ?? "", of: context.settings.aws)
        try self.init(request, naming: name, in: context)
    }
}

extension Field {
    /// TableName of a table operation.
    static let nameOfTable = Field(
        .tableName, .string, .nameLength(TableName.bytes), .tableNamePattern(orARN: true),
        isForemost: true)
}

extension DynamoDBContext {
    /// The table of that name, or the error that names it, as table operations say it.
    func existingTable(named name: Text) throws(WireError) -> Table {
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// The table after a change of it, or why there is none, in AWS's words.
    func table<Rejection: TableRejection>(
        after result: Result<Table, CommitError<Rejection>>, named name: Text
    ) throws(WireError) -> Table {
        switch result {
        case .success(let table): return table
        case .failure(let error): throw WireError(error) { $0.wireError(onTable: name) }
        }
    }
}
