import Expressions
import PartiQL
import Testing
import Values

/// The statement that a text is, with these parameters.
func read(
    _ text: Text, _ parameters: [Value] = [], in dialect: Dialect = .extended(SketchPrecisions())
) throws -> Statement {
    try ParsedStatement.parse(text).resolve(with: parameters, in: dialect)
}

/// What a statement is refused for; an empty text when it is not.
func complaint(
    _ text: Text, _ parameters: [Value] = [], in dialect: Dialect = .extended(SketchPrecisions())
) -> String {
    do throws(ExpressionError) {
        _ = try ParsedStatement.parse(text).resolve(with: parameters, in: dialect)
        return ""
    } catch {
        return error.message
    }
}

/// The condition of a SELECT with this WHERE clause.
func condition(_ text: String, _ parameters: [Value] = []) throws -> Condition {
    guard case .select(let selection) = try read(Text("SELECT * FROM t WHERE \(text)"), parameters)
    else { throw ExpressionError(message: "no SELECT") }
    return try #require(selection.condition)
}

/// The actions of an UPDATE with these clauses.
func actions(_ text: String, _ parameters: [Value] = []) throws -> [Update.Action] {
    guard
        case .update(let update, _, _) = try read(
            Text("UPDATE t \(text) WHERE p = 1"), parameters)
    else { throw ExpressionError(message: "no UPDATE") }
    return update.actions
}

extension AttributePath: ExpressibleByStringLiteral {
    package init(stringLiteral value: StringLiteralType) {
        self.init(root: Text(value))
    }
}

func string(_ text: String) -> Value { .string(Text(text)) }

func number(_ value: Int64) -> Value { .number(Number(value)) }

let unreadable = "Statement wasn't well formed, can't be processed: "
