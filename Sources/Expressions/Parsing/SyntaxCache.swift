import Platform
import Synchronization
import Values

/// An expression after it was parsed: what it says in its own words, and what is wrong with it so far.
///
/// Nothing in it is of the request that brought it, so requests with the same text share it.
final class ParsedExpression<Syntax: Sendable>: Sendable {
    let syntax: Syntax
    let kind: ExpressionKind
    let diagnostics: Diagnostics
    let operatorCount: Int

    fileprivate init(_ syntax: Syntax, by parser: Parser) {
        self.syntax = syntax
        kind = parser.kind
        diagnostics = parser.diagnostics
        operatorCount = parser.operatorCount
    }
}

/// Parses the expressions of one kind, and keeps those that were asked for lately.
///
/// Clients send the same few texts again and again, with other values.
final class SyntaxCache<Syntax: Sendable>: Sendable {
    private let kind: ExpressionKind
    private let grammar: @Sendable (inout Parser) throws(ExpressionError) -> Syntax
    private let kept = Mutex(KeptTexts<ParsedExpression<Syntax>>())

    /// - Parameter grammar: reads the whole expression from its first token on.
    init(
        _ kind: ExpressionKind,
        grammar: @escaping @Sendable (inout Parser) throws(ExpressionError) -> Syntax
    ) {
        self.kind = kind
        self.grammar = grammar
    }

    /// What `text` says; throws what is wrong with it whatever its placeholders stand for.
    func parse(
        _ text: Text, in dialect: Dialect
    ) throws(ExpressionError) -> ParsedExpression<Syntax> {
        guard text.utf8Count <= ExpressionLimits.keptBytesMax else {
            return try parsed(text, in: dialect)
        }
        let key = KeptTexts<ParsedExpression<Syntax>>.Key(
            text: text, isExtended: dialect.isExtended)
        if let known = kept.withLock({ $0.find(key) }) { return known }
        let parsed = try parsed(text, in: dialect)
        kept.withLock { $0.keep(parsed, under: key) }
        return parsed
    }

    private func parsed(
        _ text: Text, in dialect: Dialect
    ) throws(ExpressionError) -> ParsedExpression<Syntax> {
        var parser = try Parser(text, as: kind, in: dialect)
        let syntax = try grammar(&parser)
        return ParsedExpression(syntax, by: parser)
    }
}
