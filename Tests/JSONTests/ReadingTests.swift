import JSON
import Testing

@Suite("Reading a document") struct ReadingTests {
    private func root(_ text: String) throws -> JSONNode {
        try JSONDocument(parsing: text).root
    }

    @Test func `each kind is told apart and answers only for itself`() throws {
        let kinds: [(String, JSONKind)] = [
            ("null", .null), ("true", .boolean), ("-1", .number), (#""""#, .string),
            ("[]", .array), ("{}", .object),
        ]
        for (text, kind) in kinds {
            let node = try root(text)
            #expect(node.kind == kind)
            #expect(node.isNull == (kind == .null))
            #expect((node.boolean != nil) == (kind == .boolean))
            #expect((node.numberText != nil) == (kind == .number))
            #expect((node.string != nil) == (kind == .string))
            #expect((node.textBytes != nil) == (kind == .string))
            #expect(node.isString("") == (kind == .string))
            #expect(node.count == 0)
            #expect(Array(node.elements).isEmpty)
            #expect(Array(node.members).isEmpty)
            #expect(node["a"] == nil)
        }
    }

    @Test func `true and false are read`() throws {
        #expect(try root("true").boolean == true)
        #expect(try root(" false ").boolean == false)
    }

    @Test(arguments: [
        "0", "-0", "1", "-12.50", "1e400", "1E+5", "0.0e-0",
        "123456789012345678901234567890123456789.000",
    ])
    func `a number keeps its exact text`(text: String) throws {
        #expect(try root("[\(text)]").elements.map(\.numberText) == [text])
    }

    @Test func `an integer is one only when it is written as one and fits`() throws {
        let numbers = try root("[9223372036854775807,-5,9223372036854775808,1.0,1e2,-0,\"1\"]")
        #expect(numbers.elements.map(\.integer) == [.max, -5, nil, nil, nil, 0, nil])
    }

    @Test(arguments: [
        (#""""#, ""),
        (#""plain""#, "plain"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC\uFFFF""#, "A\u{E9}\u{20AC}\u{FFFF}"),
        (#""\ud83d\ude00 \uD800\uDC00 \udbff\udfff""#, "\u{1F600} \u{10000} \u{10FFFF}"),
        (#""\u0000""#, "\u{0}"),
        (
            "\"é € 😀 \u{7F} \u{2028} \u{FFFD} \u{D7FF}\u{E000}\u{10FFFF}\"",
            "é € 😀 \u{7F} \u{2028} \u{FFFD} \u{D7FF}\u{E000}\u{10FFFF}"
        ),
    ])
    func `strings are decoded`(text: String, expected: String) throws {
        for node in [try root(text), try root("{\(text):0}").memberNodes.map(\.name)[0]] {
            let decoded = try #require(node.string)
            #expect(Array(decoded.utf8) == Array(expected.utf8))
            #expect(node.textBytes.map(Array.init) == Array(expected.utf8))
            #expect(node.isString(expected))
            #expect(!node.isString(expected + "x"))
        }
    }

    @Test func `members are found by name, past nested ones and escapes`() throws {
        let node = try root(
            #"{"a":{"b":1,"c":[{"b":2}]},"b":[3,[4]], "\u0063" : "x", "":true}"#)
        #expect(node.count == 4)
        #expect(node["b"]?.count == 2)
        #expect(node["c"]?.string == "x")
        #expect(node[""]?.boolean == true)
        #expect(node["a"]?["b"]?.numberText == "1")
        #expect(node["a"]?["c"]?.elements.map { $0["b"]?.integer } == [2])
        #expect(node["d"] == nil)
        #expect(node["a"]?["a"] == nil)
    }

    @Test func `members and elements come in the order of the text`() throws {
        let node = try root(#"{"z":[1,[2,3],{"x":4},5],"a":{},"m":null}"#)
        #expect(node.members.map(\.name) == ["z", "a", "m"])
        #expect(node.members.map(\.value.kind) == [.array, .object, .null])
        #expect(
            node["z"]?.elements.map { String(decoding: $0.rawBytes, as: UTF8.self) }
                == ["1", "[2,3]", #"{"x":4}"#, "5"])
    }

    @Test func `raw bytes are the value as written`() throws {
        let node = try root(" { \"a\" : [ 1 , \"\\n\" ] } ")
        #expect(node.byteRange == 1..<23)
        #expect(
            node["a"].map { String(decoding: $0.rawBytes, as: UTF8.self) }
                == "[ 1 , \"\\n\" ]")
        #expect(
            node["a"]?.elements.map { String(decoding: $0.rawBytes, as: UTF8.self) }
                == ["1", "\"\\n\""])
    }

    @Test func `blanks are allowed around every token and nowhere matter`() throws {
        let node = try root("\t\r\n { \"a\" :\n[ 1 ,\t2 ] , \"b\" : { } }\n ")
        #expect(node["a"]?.elements.map(\.integer) == [1, 2])
        #expect(node["b"]?.count == 0)
    }

    @Test func `base64 strings are decoded in place`() throws {
        let node = try root(#"["AQID","","AQI=","AQI","!",1,"AQ\u0049="]"#)
        #expect(node.elements.map(\.base64) == [[1, 2, 3], [], [1, 2], nil, nil, nil, [1, 2]])
    }
}
