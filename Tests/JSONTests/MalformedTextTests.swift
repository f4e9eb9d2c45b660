import JSON
import Testing

/// The problem and its offset, or `nil` for a text that was accepted.
func problem(
    in text: some Sequence<UInt8>, depthMax: Int = JSONLimits.depthMax
) -> JSONError? {
    do {
        _ = try JSONDocument(parsing: Array(text), depthMax: depthMax)
        return nil
    } catch {
        return error
    }
}

/// The document, or `nil` for a text that was refused.
func document(in bytes: [UInt8]) -> JSONDocument? {
    do { return try JSONDocument(parsing: bytes) } catch { return nil }
}

@Suite("Malformed text") struct MalformedTextTests {
    @Test(
        arguments: [
            ("", .truncated(.value), 0),
            ("  \n", .truncated(.value), 3),
            ("{", .truncated(.firstMemberOrEnd), 1),
            ("[", .truncated(.value), 1),
            ("[1", .truncated(.commaOrArrayEnd), 2),
            ("[1,", .truncated(.value), 3),
            (#"{"a""#, .truncated(.colon), 4),
            (#"{"a":"#, .truncated(.value), 5),
            (#"{"a":1"#, .truncated(.commaOrObjectEnd), 6),
            (#"{"a":1,"#, .truncated(.memberName), 7),
            (#""abc"#, .truncated(.closingQuote), 4),
            (#""abc\"#, .truncated(.escape), 5),
            (#""\u00"#, .truncated(.hexDigit), 5),
            (#""\ud800"#, .truncated(.lowSurrogate), 7),
            (#""\ud800\"#, .truncated(.lowSurrogate), 8),
            (#""\ud800\u"#, .truncated(.hexDigit), 9),
            ("tru", .truncated(.literal), 3),
            ("-", .truncated(.digit), 1),
            ("1.", .truncated(.digit), 2),
            ("1e", .truncated(.digit), 2),
            ("1e+", .truncated(.digit), 3),
        ] as [(String, JSONError.Problem, Int)])
    func `a text that ends too soon says what was missing`(
        text: String, expected: JSONError.Problem, offset: Int
    ) {
        #expect(problem(in: text.utf8) == JSONError(expected, at: offset))
    }

    @Test(
        arguments: [
            ("x", .expected(.value), 0),
            ("'a'", .expected(.value), 0),
            ("NaN", .expected(.value), 0),
            ("nil", .expected(.literal), 0),
            ("True", .expected(.value), 0),
            ("[1,]", .expected(.value), 3),
            ("[,1]", .expected(.value), 1),
            ("[1 2]", .expected(.commaOrArrayEnd), 3),
            ("[1}", .expected(.commaOrArrayEnd), 2),
            ("]", .expected(.value), 0),
            ("{1:2}", .expected(.firstMemberOrEnd), 1),
            ("{a:1}", .expected(.firstMemberOrEnd), 1),
            (#"{"a" 1}"#, .expected(.colon), 5),
            (#"{"a":}"#, .expected(.value), 5),
            (#"{"a":1,}"#, .expected(.memberName), 7),
            (#"{"a":1]"#, .expected(.commaOrObjectEnd), 6),
            (#"{"a":1 "b":2}"#, .expected(.commaOrObjectEnd), 7),
            ("1 2", .expected(.end), 2),
            ("{} x", .expected(.end), 3),
            ("[]]", .expected(.end), 2),
            ("true1", .expected(.end), 4),
            ("/* */ 1", .expected(.value), 0),
            ("1 // one", .expected(.end), 2),
            ("1\u{0}", .expected(.end), 1),
            ("\u{FEFF}1", .expected(.value), 0),
            ("\u{A0}1", .expected(.value), 0),
        ] as [(String, JSONError.Problem, Int)])
    func `another byte than expected is named with its place`(
        text: String, expected: JSONError.Problem, offset: Int
    ) {
        #expect(problem(in: text.utf8) == JSONError(expected, at: offset))
    }

    @Test(
        arguments: [
            ("01", .leadingZero, 0),
            ("-01", .leadingZero, 1),
            ("00", .leadingZero, 0),
            ("+1", .expected(.value), 0),
            (".5", .expected(.value), 0),
            ("5.e1", .expected(.digit), 2),
            ("-x", .expected(.digit), 1),
            ("1ee2", .expected(.digit), 2),
            ("1e2.5", .expected(.end), 3),
            ("0x10", .expected(.end), 1),
            ("1_000", .expected(.end), 1),
            ("-Infinity", .expected(.digit), 1),
        ] as [(String, JSONError.Problem, Int)])
    func `numbers outside the grammar are refused`(
        text: String, expected: JSONError.Problem, offset: Int
    ) {
        #expect(problem(in: text.utf8) == JSONError(expected, at: offset))
    }

    @Test(
        arguments: [
            ("\"a\nb\"", .controlCharacter, 2),
            ("\"\u{1F}\"", .controlCharacter, 1),
            ("\"\u{0}\"", .controlCharacter, 1),
            (#""\x""#, .expected(.escape), 2),
            (#""\U0041""#, .expected(.escape), 2),
            (#""\u00g0""#, .expected(.hexDigit), 5),
            (#""\u""#, .expected(.hexDigit), 3),
            (#""\udc00""#, .loneSurrogate, 1),
            (#""\ud800""#, .loneSurrogate, 1),
            (#""a\ud800x""#, .loneSurrogate, 2),
            (#""\ud800\n""#, .loneSurrogate, 1),
            (#""\ud800\ud800""#, .loneSurrogate, 1),
            (#""\ud800\u0041""#, .loneSurrogate, 1),
        ] as [(String, JSONError.Problem, Int)])
    func `control characters, unknown escapes and lone surrogates are refused`(
        text: String, expected: JSONError.Problem, offset: Int
    ) {
        #expect(problem(in: text.utf8) == JSONError(expected, at: offset))
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8], [0xFF],
            [0xFE], [0xC3, 0x28], [0xE2, 0x82, 0x28], [0xE2, 0x28, 0xA1], [0xF0, 0x9F, 0x98, 0x28],
            [0xF0, 0x9F, 0x28, 0x80], [0xF0, 0x28, 0x98, 0x80], [0xC3], [0xE2, 0x82],
            [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func `broken UTF-8 is refused inside a string, whole or cut off`(sequence: [UInt8]) {
        let start = Array("[\"é".utf8)
        let expected = JSONError(.invalidUTF8, at: start.count)
        #expect(problem(in: start + sequence + Array("\"]".utf8)) == expected)
        #expect(problem(in: start + sequence) == expected)
    }

    @Test func `nesting is bounded, and exactly`() {
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
            let deep = { (levels: Int) in
                (String(repeating: opening, count: levels) + "1"
                    + String(repeating: closing, count: levels)).utf8
            }
            #expect(problem(in: deep(5), depthMax: 5) == nil)
            #expect(problem(in: deep(6), depthMax: 5)?.problem == .tooDeep(limit: 5))
            #expect(problem(in: deep(JSONLimits.depthMax)) == nil)
        }
        let endless = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(problem(in: endless) == JSONError(.tooDeep(limit: 256), at: 256))
    }

    @Test func `an error reads as a sentence`() {
        #expect(problem(in: "[1 2]".utf8)?.message == "expected ',' or ']' at byte 3")
        #expect(
            problem(in: "[1".utf8)?.message == "the text ends at byte 2, expected ',' or ']'")
        #expect(
            problem(in: #"{"a":1,"a":2}"#.utf8)?.message
                == #"duplicate member name "a" at byte 7"#)
    }
}
