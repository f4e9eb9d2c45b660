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
/// Clients send the same few texts again and again, with other values. Two generations are kept: a full
/// one becomes the older, and what is not used again while the next one fills goes with it. The few
/// texts that were found there last are compared first, which takes less time than hashing one.
final class SyntaxCache<Syntax: Sendable>: Sendable {
    private struct Key: Hashable {
        let text: Text
        let isExtended: Bool
    }

    private struct Generations {
        private var newer: [Key: ParsedExpression<Syntax>] = [:]
        private var older: [Key: ParsedExpression<Syntax>] = [:]
        private var recent: [(key: Key, parsed: ParsedExpression<Syntax>)] = []
        /// Where the next one takes the place of another.
        private var oldest = 0

        mutating func find(_ key: Key) -> ParsedExpression<Syntax>? {
            let text = key.text.string.utf8.span
            for index in recent.indices
            where recent[index].key.isExtended == key.isExtended
                && recent[index].key.text.string.utf8.span.isEqual(to: text)
            {
                return recent[index].parsed
            }
            if let known = newer[key] {
                note(known, under: key)
                return known
            }
            guard let known = older[key] else { return nil }
            keep(known, under: key)
            return known
        }

        mutating func keep(_ parsed: ParsedExpression<Syntax>, under key: Key) {
            if newer.count >= ExpressionLimits.keptCountMax {
                older = newer
                newer = [:]
            }
            newer[key] = parsed
            note(parsed, under: key)
        }

        private mutating func note(_ parsed: ParsedExpression<Syntax>, under key: Key) {
            if recent.count < ExpressionLimits.recentTextsMax {
                recent.append((key, parsed))
            } else {
                recent[oldest] = (key, parsed)
                oldest = (oldest + 1) % ExpressionLimits.recentTextsMax
            }
        }
    }

    private let kind: ExpressionKind
    private let grammar: @Sendable (inout Parser) throws(ExpressionError) -> Syntax
    private let generations = Mutex(Generations())

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
        let key = Key(text: text, isExtended: dialect.isExtended)
        if let known = generations.withLock({ $0.find(key) }) { return known }
        let parsed = try parsed(text, in: dialect)
        generations.withLock { $0.keep(parsed, under: key) }
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
