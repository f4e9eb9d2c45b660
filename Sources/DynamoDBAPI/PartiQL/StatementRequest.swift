import Commands
import Expressions
import JSON
import Model
import PartiQL
import StreamRecords
import Values

/// One statement of a request: its text, parsed, and its parameters.
struct StatementRequest {
    /// The members that a statement has wherever it stands.
    static let fields: [Field] = [
        Field(.statement, .string, .required, .length(PartiQLLimits.statementCharacters)),
        Field(.parameters, .list(.value), .length(1...Int.max)),
        .returnValuesOnConditionCheckFailure,
    ]

    let parsed: ParsedStatement
    private let request: RequestReader

    /// Reads the statement, not yet its parameters.
    init(_ request: RequestReader) throws(WireError) {
        self.request = request
        do throws(ExpressionError) {
            parsed = try ParsedStatement.parse(request.text(.statement) ?? "")
        } catch {
            throw WireError(error)
        }
    }

    /// The statement's length.
    var textBytes: Int { request.text(.statement)?.utf8Count ?? 0 }

    func parameters() throws(WireError) -> [Value] {
        try ValueJSON.values(from: request[.parameters])
    }

    /// The statement with its parameters, about a table that must be there.
    func bound(
        with parameters: [Value], in context: DynamoDBContext
    ) throws(WireError) -> BoundStatement {
        let named = NamedTable(parsed.table.name, in: context)
        let statement: Statement
        do throws(ExpressionError) {
            statement = try parsed.resolve(with: parameters, in: named.dialect)
        } catch {
            throw WireError(error)
        }
        return BoundStatement(
            statement: statement, table: try named.required(), index: parsed.table.index,
            showsItem: request.string(.returnValuesOnConditionCheckFailure) == "ALL_OLD")
    }
}

/// A statement and the table that it is about.
struct BoundStatement {
    let statement: Statement
    let table: Table
    let index: Text?
    /// Whether a failed condition shows the item that failed it.
    let showsItem: Bool

    /// Whether it says what of the written item goes back.
    var returns: Bool {
        switch statement {
        case .update(_, _, let returning), .delete(_, let returning): returning != nil
        case .select, .insert, .exists: false
        }
    }

    /// Whether it changes an item without saying which one.
    var lacksKey: Bool {
        switch statement {
        case .update(_, let condition, _), .delete(let condition, _):
            do throws(WireError) {
                return try StatementKey(condition, of: table.keySchema) == nil
            } catch {
                return true
            }
        case .select, .insert, .exists: return false
        }
    }
}
