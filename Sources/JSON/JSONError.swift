/// Why bytes are not the JSON text we accept, and where.
///
/// `offset` counts bytes from the start of the text; for a text that ends too soon it is its length.
package struct JSONError: Error, Hashable, Sendable {
    /// What the reader was waiting for when it met something else.
    package enum Expectation: String, Hashable, Sendable {
        case value = "a value"
        case memberName = "a member name in quotes"
        case firstMemberOrEnd = "a member name in quotes or '}'"
        case colon = "':'"
        case commaOrObjectEnd = "',' or '}'"
        case commaOrArrayEnd = "',' or ']'"
        case closingQuote = "the closing quote of a string"
        case escape = "one of \" \\ / b f n r t u after a backslash"
        case hexDigit = "a hexadecimal digit"
        case lowSurrogate = "a low surrogate to complete the pair"
        case digit = "a digit"
        case literal = "true, false or null"
        case end = "the end of the text"
    }

    package enum Problem: Hashable, Sendable {
        /// Another byte stands where this was expected.
        case expected(Expectation)
        /// The text ends where this was expected.
        case truncated(Expectation)
        case controlCharacter
        case invalidUTF8
        /// A `\u` escape of the lower half of a pair, alone.
        case loneSurrogate
        case leadingZero
        case tooDeep(limit: Int)
        case tooLong(limit: Int)
        /// Two members of one object have the same name, so the text has two meanings.
        case duplicateMember(String)
    }

    package let problem: Problem
    package let offset: Int

    package init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// The whole sentence, for logs and for answers to the caller.
    package var message: String {
        switch problem {
        case .expected(let what): "expected \(what.rawValue) at byte \(offset)"
        case .truncated(let what):
            "the text ends at byte \(offset), expected \(what.rawValue)"
        case .controlCharacter: "unescaped control character in a string at byte \(offset)"
        case .invalidUTF8: "invalid UTF-8 at byte \(offset)"
        case .loneSurrogate: "escape of a lone surrogate at byte \(offset)"
        case .leadingZero: "a number may not start with a needless zero, at byte \(offset)"
        case .tooDeep(let limit): "more than \(limit) levels of nesting at byte \(offset)"
        case .tooLong(let limit): "the text is longer than \(limit) bytes"
        case .duplicateMember(let name):
            "duplicate member name \"\(name)\" at byte \(offset)"
        }
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { message }
}
