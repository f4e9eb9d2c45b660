import Values

/// A cursor over the tokens of one expression; the grammar stands in the extensions.
///
/// Recursive descent with a bound on its depth. A wrong token throws at once; what is well
/// formed but not allowed becomes a finding, because DynamoDB ranks such complaints.
struct Parser {
    let kind: ExpressionKind
    let dialect: Dialect
    private let source: [UInt8]
    private let tokens: [Token]
    private var position = 0
    private var nesting = 0
    private(set) var operatorCount = 0
    var diagnostics = Diagnostics()

    /// Refuses a text that is too long or empty before it looks at the words.
    init(
        _ text: Text, as kind: ExpressionKind, in dialect: Dialect
    ) throws(ExpressionError) {
        guard text.utf8Count <= ExpressionLimits.bytesMax else {
            // AWS's messages contain the size of some of them.
            let size =
                kind == .condition || kind == .filter ? " expression size: \(text.utf8Count)" : ""
            throw .invalid(
                kind, "Expression size has exceeded the maximum allowed size;\(size)")
        }
        self.kind = kind
        self.dialect = dialect
        source = text.bytes
        tokens = Lexer.tokens(of: source)
        if tokens.count == 1 { throw .invalid(kind, "The expression can not be empty;") }
    }

    var current: Token.Kind { tokens[position].kind }

    var following: Token.Kind { tokens[min(position + 1, tokens.count - 1)].kind }

    /// The text of the token under the cursor.
    var currentText: String { text(of: tokens[position]) }

    /// Steps over the token under the cursor and returns its text.
    mutating func takeText() -> String {
        let taken = currentText
        advance()
        return taken
    }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    mutating func take(_ kind: Token.Kind) -> Bool {
        guard current == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind) throws(ExpressionError) {
        guard take(kind) else { throw syntaxError() }
    }

    func expectEnd() throws(ExpressionError) {
        guard current == .end else { throw syntaxError() }
    }

    /// Whether the token under the cursor is this keyword, in any case.
    func isAt(_ keyword: String) -> Bool {
        let token = tokens[position]
        guard token.kind == .name, token.length == keyword.utf8.count else { return false }
        return zip(source[token.lowerBound..<token.upperBound], keyword.utf8)
            .allSatisfy { $0 & ~0x20 == $1 }
    }

    mutating func take(keyword: String) -> Bool {
        guard isAt(keyword) else { return false }
        advance()
        return true
    }

    /// The complaint about the token under the cursor, with its neighbours as they were written.
    func syntaxError() -> ExpressionError {
        let token = tokens[position]
        let before = tokens[max(position - 1, 0)]
        let after = tokens[min(position + 1, tokens.count - 1)]
        let near = String(decoding: source[before.lowerBound..<after.upperBound], as: UTF8.self)
        // Blanks at the end lie before the end token and belong to nobody.
        let trimmed = String(near.trimmingTrailingBlanks)
        return .invalid(
            kind, "Syntax error; token: \"\(text(of: token))\", near: \"\(trimmed)\"")
    }

    mutating func countOperator() {
        operatorCount += 1
    }

    /// Notes that parentheses hold nothing but parentheses.
    mutating func noteRedundantParentheses() {
        diagnostics.note(.parentheses, "The expression has redundant parentheses;")
    }

    mutating func enterParentheses() throws(ExpressionError) {
        nesting += 1
        guard nesting <= ExpressionLimits.nestingMax else {
            throw .invalid(kind, "The expression has redundant parentheses;")
        }
    }

    /// No function accepts itself at such a depth, so the complaint is about its use.
    mutating func enterCall(of function: String) throws(ExpressionError) {
        nesting += 1
        guard nesting <= ExpressionLimits.nestingMax else {
            throw .invalid(
                kind,
                Function(function, in: dialect) == nil
                    ? Function.unknown(function) : Function.misused(function))
        }
    }

    mutating func leave() {
        nesting -= 1
    }

    private func text(of token: Token) -> String {
        token.kind == .end
            ? "<EOF>"
            : String(decoding: source[token.lowerBound..<token.upperBound], as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: Substring {
        var rest = self[...]
        while let last = rest.utf8.last, last == 0x20 || (last >= 0x09 && last <= 0x0D) {
            rest = rest.dropLast()
        }
        return rest
    }
}
