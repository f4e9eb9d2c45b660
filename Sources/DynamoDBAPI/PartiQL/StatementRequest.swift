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

    func parameters() throws(WireError) -> [Value] {
        guard let node = request[.parameters] else { return [] }
        var values: [Value] = []
        values.reserveCapacity(node.count)
        for element in node.elements { values.append(try ValueJSON.value(from: element)) }
        return values
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
}
