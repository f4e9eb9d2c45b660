import Handlers
import Testing

@Suite("Filter values") struct ValueFormTests {
    @Test(arguments: [
        (#"["a","b"]"#, #""b""#, true), (#"["a","b"]"#, #""c""#, false),
        (#"["a"]"#, #""A""#, false), (#"["\u00e9"]"#, #""e\u0301""#, false),
        (#"["a\u0062"]"#, #""ab""#, true),
        ("[null]", "null", true), ("[null]", #""null""#, false), ("[null]", #""""#, false),
        (#"[""]"#, #""""#, true), (#"[""]"#, "null", false),
        ("[5]", "5", true), ("[5]", "5.0", true), ("[5]", "0.5e1", true), ("[5]", #""5""#, false),
        ("[5]", "5.0000001", false), (#"["5"]"#, "5", false),
        ("[true]", "true", true), ("[true]", "false", false), ("[false]", "false", true),
        (#"["true"]"#, "true", false), (#"["x",5,null]"#, "null", true),
        ("[1]", "1e999", false), ("[1]", #"{"S":"1"}"#, false),
    ])
    func `a leaf lists what its value may be`(
        allowed: String, value: String, isMatch: Bool
    ) throws {
        #expect(try matches("{\"f\":\(allowed)}", "{\"f\":\(value)}") == isMatch)
    }

    @Test(arguments: ["[\"a\"]", "[null]", "[{\"anything-but\":\"a\"}]", "[{\"prefix\":\"\"}]"])
    func `a field that is not there has no value`(allowed: String) throws {
        #expect(try !matches("{\"f\":\(allowed)}", "{\"g\":null}"))
    }

    @Test(arguments: [
        (#"{"prefix":"ab"}"#, #""abc""#, true), (#"{"prefix":"ab"}"#, #""ab""#, true),
        (#"{"prefix":"ab"}"#, #""xab""#, false), (#"{"prefix":"1"}"#, "12", false),
        (#"{"suffix":"bc"}"#, #""abc""#, true), (#"{"suffix":"abc"}"#, #""bc""#, false),
        (#"{"suffix":".gz"}"#, #""a.GZ""#, false), (#"{"suffix":"c"}"#, "null", false),
        (#"{"equals-ignore-case":"aLPHA"}"#, #""AlphA""#, true),
        (#"{"equals-ignore-case":"É"}"#, #""é""#, true),
        (#"{"equals-ignore-case":"alpha"}"#, #""alph""#, false),
    ])
    func `strings are compared by their ends or without case`(
        test: String, value: String, isMatch: Bool
    ) throws {
        #expect(try matches("{\"f\":[\(test)]}", "{\"f\":\(value)}") == isMatch)
    }

    @Test(arguments: [
        ("a*b", "ab", true), ("a*b", "axxb", true), ("a*b", "axxbc", false), ("*", "", true),
        ("*", "x", true), ("a*", "a", true), ("*a", "ba", true), ("*a*", "bab", true),
        ("aba*aba", "aba", false), ("aba*aba", "ababa", false), ("aba*aba", "abaaba", true),
        ("*aab*", "aaab", true), ("*ab*ab*", "abxab", true), ("*ab*ab*", "aab", false),
        ("a*b*c", "acbc", true), ("a*b*c", "acb", false), (#"a\\*b"#, "a*b", true),
        (#"a\\*b"#, "axb", false), (#"a\\\\b"#, #"a\\b"#, true), ("abc", "abc", true),
        ("abc", "abcd", false), ("", "", true), ("", "a", false), ("*aabaaac*", "aabaabaaac", true),
    ])
    func `a star stands for any text`(pattern: String, value: String, isMatch: Bool) throws {
        #expect(
            try matches("{\"f\":[{\"wildcard\":\"\(pattern)\"}]}", "{\"f\":\"\(value)\"}")
                == isMatch)
    }

    @Test(arguments: [
        (#""a""#, #""b""#, true), (#""a""#, #""a""#, false), (#""5""#, "5", true),
        ("5", "5.0", false), ("5", "6", true), ("5", "null", true),
        (#"["a","b"]"#, #""b""#, false), (#"["a","b"]"#, #""c""#, true), (#"[1,"a"]"#, "1", false),
        (#"{"prefix":"ab"}"#, #""abc""#, false), (#"{"prefix":"ab"}"#, #""xyz""#, true),
        (#"{"prefix":"ab"}"#, "7", true), (#"{"suffix":"c"}"#, #""abc""#, false),
        (#"{"equals-ignore-case":"A"}"#, #""a""#, false), (#"{"wildcard":"a*"}"#, #""b""#, true),
        (#""a""#, #"{"S":"b"}"#, false),
    ])
    func `anything but takes what it does not name`(
        exception: String, value: String, isMatch: Bool
    ) throws {
        #expect(
            try matches("{\"f\":[{\"anything-but\":\(exception)}]}", "{\"f\":\(value)}") == isMatch)
    }

    @Test(arguments: [
        (#"[">",0,"<=",5]"#, "5", true), (#"[">",0,"<=",5]"#, "0", false),
        (#"[">",0,"<=",5]"#, "5.1", false), (#"["<=",5,">",0]"#, "3", true),
        (#"["=",3.018e2]"#, "301.8", true), (#"["<",10]"#, "-1e10", true),
        (#"[">=",10]"#, "10", true),
        (#"[">",9007199254740992]"#, "9007199254740993", true),
        (#"["=",0.1]"#, "0.1000000000000000000000000000000000001", false),
        (#"["<",10]"#, "10", false), (#"["<",10]"#, #""5""#, false), (#"["<",10]"#, "1e200", false),
    ])
    func `numeric compares JSON numbers exactly`(
        comparison: String, value: String, isMatch: Bool
    ) throws {
        #expect(
            try matches("{\"f\":[{\"numeric\":\(comparison)}]}", "{\"f\":\(value)}") == isMatch)
    }
}
