import API
import Engine
import Expressions
import Model
import StreamRecords
import Values

/// The table that a parameter names, looked up at once; that it is missing is an error only where
/// it is needed.
///
/// AWS judges a request's expressions before it says that there is no such table; which language
/// they speak is the table's to say.
struct NamedTable {
    private let name: Text
    private let found: Table?
    /// The language of expressions about the table, also about one that is not there.
    let dialect: Dialect

    init(_ parameter: Text, in context: DynamoDBContext) {
        name = context.settings.aws.tableName(in: parameter)
        found = context.store.table(named: name)
        dialect = Dialect(of: found, strict: context.settings.strict)
    }

    /// The table, or the refusal of a request for one that is not there.
    func required() throws(WireError) -> Table {
        if let found { return found }
        let bytes = TableName.bytes
        if !bytes.contains(name.utf8Count) {
            throw .validation(
                "Invalid table/index name.  Table/index names must be between "
                    + "\(bytes.lowerBound) and \(bytes.upperBound) characters "
                    + "long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'")
        }
        throw .resourceNotFound("Requested resource not found")
    }
}
