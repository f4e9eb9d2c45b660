import Expressions
import Values

/// A cursor over the tokens of one statement; the grammar stands in the extensions.
///
///     statement:  select | insert | update | delete | EXISTS ( select )
///     select:     SELECT ( * | path {, path} ) FROM table [WHERE condition]
///                 [ORDER BY name [ASC | DESC] {, name [ASC | DESC]}]
///     insert:     INSERT INTO table VALUE { 'name' : value {, 'name' : value} }
///     update:     UPDATE table clause {clause} [WHERE condition] [returning]
///               | FROM table [WHERE condition] clause {clause} [returning]
///     clause:     SET path = sum {, path = sum} | REMOVE path
///               | OBSERVE path value {, path value}                    (ours)
///     delete:     DELETE FROM table [WHERE condition] [returning]
///     returning:  RETURNING ( ALL | MODIFIED ) ( OLD | NEW ) *
///     table:      name [. name]
///     condition:  comparisons and IS, then NOT, then AND, then OR
///     value:      literal | ? | path | name ( [value {, value}] )
///
/// Keywords are found in any case. Recursive descent with a bound on its depth; the first wrong token
/// ends it, with the words of PartiQL's own parser.
struct StatementParser {
    private let source: [UInt8]
    private let tokens: [StatementToken]
    private var position = 0
    private var nesting = 0
    /// The parameters so far.
    private(set) var parameterCount = 0
    /// The steps from the literal that is being read to the value at hand, for messages.
    var literalSteps: [AttributePath.Step] = []

    init(_ text: Text) throws(ExpressionError) {
        source = text.bytes
        tokens = try StatementLexer.tokens(of: source)
    }

    // MARK: Tokens

    var current: StatementToken.Kind { tokens[position].kind }

    var following: StatementToken.Kind { tokens[min(position + 1, tokens.count - 1)].kind }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    mutating func take(_ kind: StatementToken.Kind) -> Bool {
        guard current == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: StatementToken.Kind) throws(ExpressionError) {
        guard take(kind) else { throw current == .end ? .unexpectedTerm : .leftOver }
    }

    func expectEnd() throws(ExpressionError) {
        guard current == .end else { throw .leftOver }
    }

    /// Whether the token under the cursor is this keyword, written here in capitals.
    func isAt(_ keyword: String) -> Bool { isKeyword(keyword, tokens[position]) }

    /// Whether the token behind the one under the cursor is this keyword.
    func isBefore(_ keyword: String) -> Bool {
        isKeyword(keyword, tokens[min(position + 1, tokens.count - 1)])
    }

    /// Whether any of the tokens is this keyword.
    func mentions(_ keyword: String) -> Bool { tokens.contains { isKeyword(keyword, $0) } }

    private func isKeyword(_ keyword: String, _ token: StatementToken) -> Bool {
        guard token.kind == .word, token.upperBound - token.lowerBound == keyword.utf8.count else {
            return false
        }
        return zip(source[token.lowerBound..<token.upperBound], keyword.utf8)
            .allSatisfy { $0 == $1 || $0 & ~0x20 == $1 }
    }

    mutating func take(keyword: String) -> Bool {
        guard isAt(keyword) else { return false }
        advance()
        return true
    }

    /// Whether the word under the cursor is one that no name may be without quotes.
    var isAtKeyword: Bool {
        current == .word && Keywords.contains(currentText)
    }

    /// The text of the token under the cursor.
    var currentText: String {
        let token = tokens[position]
        return String(decoding: source[token.lowerBound..<token.upperBound], as: UTF8.self)
    }

    /// Where the token under the cursor stands.
    var place: SourcePlace {
        let token = tokens[position]
        let before = String(decoding: source[..<token.lowerBound], as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        return SourcePlace(
            line: max(lines.count, 1), column: (lines.last?.count ?? 0) + 1,
            length: currentText.count)
    }

    /// The next parameter's position.
    mutating func takeParameter() -> Int {
        advance()
        parameterCount += 1
        return parameterCount - 1
    }

    /// Steps over a quoted token and returns what is between its quotes.
    mutating func takeQuoted() -> String {
        let token = tokens[position]
        let quote = source[token.lowerBound]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(token.upperBound - token.lowerBound)
        var index = token.lowerBound + 1
        while index < token.upperBound - 1 {
            bytes.append(source[index])
            index += source[index] == quote ? 2 : 1
        }
        advance()
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Names

    /// A name: a word that is no keyword, or whatever stands in double quotes.
    mutating func takeName() -> Text? {
        if current == .quotedName { return Text(takeQuoted()) }
        guard current == .word, !isAtKeyword else { return nil }
        let name = Text(currentText)
        advance()
        return name
    }

    // MARK: Depth

    mutating func enter() throws(ExpressionError) {
        nesting += 1
        guard nesting <= PartiQLLimits.nestingMax else {
            throw .malformed("The statement has too many nested expressions")
        }
    }

    mutating func leave() {
        nesting -= 1
    }
}

extension ExpressionError {
    /// Nothing, or a sign, where a value should stand.
    static let unexpectedTerm = malformed("Unexpected term")
}
