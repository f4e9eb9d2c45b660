package import Expressions
package import Values

/// A statement after it was parsed: what it says in its own words, with `?` where parameters belong.
///
/// Nothing in it is of the request that brought it, so requests with the same text share it.
package final class ParsedStatement: Sendable {
    let syntax: StatementSyntax
    private let parameterCount: Int

    /// What it is about; looked up before it is resolved, as the table says which language it speaks.
    package var table: StatementTable { syntax.table }

    /// Whether it changes nothing, nor asks a condition of a transaction's writes.
    package var isRead: Bool { if case .select = syntax { true } else { false } }

    private init(_ syntax: StatementSyntax, parameterCount: Int) {
        self.syntax = syntax
        self.parameterCount = parameterCount
    }

    private static let kept = KeptTexts<ParsedStatement>()

    /// Reads a statement; throws what is wrong with it whatever its parameters and its table are.
    ///
    /// Statements of up to `ExpressionLimits.keptBytesMax` are kept for a while.
    package static func parse(_ text: Text) throws(ExpressionError) -> ParsedStatement {
        try kept.parsed(text, isExtended: true) { () throws(ExpressionError) in
            var parser = try StatementParser(text)
            let syntax = try parser.parseStatement()
            return ParsedStatement(syntax, parameterCount: parser.parameterCount)
        }
    }

    /// Whether a text can only be a statement that changes nothing, or none at all: whether its first
    /// word is SELECT. Looks no further.
    package static func beginsAsRead(_ text: Text) -> Bool {
        StatementLexer.firstWord(of: text.bytes)?.uppercased() == "SELECT"
    }

    /// The statement with its parameters in their places, judged as DynamoDB judges expressions.
    package func resolve(
        with parameters: [Value], in dialect: Dialect
    ) throws(ExpressionError) -> Statement {
        guard parameters.count == parameterCount else {
            throw ExpressionError(
                message: "Number of parameters in request and statement don't match.")
        }
        return try Resolver.resolveStatement(in: dialect) {
            (resolver) throws(ExpressionError) in
            var statements = StatementResolver(
                resolver: resolver, parameters: parameters, dialect: dialect)
            let statement = try statements.statement(syntax)
            resolver = statements.resolver
            return statement
        }
    }
}
