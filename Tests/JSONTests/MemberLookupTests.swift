import JSON
import Testing

@Suite("Looking members up by name") struct MemberLookupTests {
    private func root(_ text: String) throws -> JSONNode {
        try JSONDocument(parsing: text).root
    }

    /// Names that agree in their first eight bytes, up to them, or differ in a byte of zero.
    private static let names = [
        "", "a", "a\u{0}", "ab", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghj", "é€😀",
        "ReturnValues", "ReturnValuesOnConditionCheckFailure",
    ]

    @Test(arguments: names)
    func `a known name is told from those that are like it`(name: String) throws {
        let known = JSONNames(Self.names)
        let text = escaped(name)
        // Alone at the text's end, and with something after it.
        let alone = try root("{\"\(text)\":1}")
        let followed = try root("{\"\(text)\":1,\"something else that is long enough\":2}")
        for node in [alone, followed] {
            let member = try #require(Array(node.memberNodes).first)
            #expect(known.index(of: member.name) == Self.names.firstIndex(of: name))
        }
        let others = JSONNames(Self.names.filter { $0 != name })
        let member = try #require(Array(alone.memberNodes).first)
        #expect(others.index(of: member.name) == nil)
        #expect(others.index(of: member.value) == nil)
    }

    @Test func `an escaped name is what it stands for`() throws {
        let known = JSONNames(["key", "expiresAt"])
        let node = try root(#"{"\u006bey":1,"expires\u0041t":2,"\u006bex":3}"#)
        #expect(node.memberNodes.map { known.index(of: $0.name) } == [0, 1, nil])
        let fields = JSONFields(of: node, named: known)
        #expect(fields[0]?.integer == 1)
        #expect(fields[1]?.integer == 2)
        let object = JSONObject(node)
        #expect(object["key"]?.integer == 1)
        #expect(object["expiresAt"]?.integer == 2)
        #expect(object["kex"]?.integer == 3)
        #expect(object["ke"] == nil)
    }

    @Test func `fields are found by their names' places, and only once there are any`() throws {
        let names = JSONNames(["a", "b", "c"])
        let fields = JSONFields(of: try root(#"{"c":3,"x":{"b":9},"a":null}"#), named: names)
        #expect(fields[0]?.isNull == true)
        #expect(fields[1] == nil)
        #expect(fields[2]?.integer == 3)
        let none = JSONFields(of: try root(#"["a","b"]"#), named: names)
        #expect((0..<3).allSatisfy { none[$0] == nil })
    }

    @Test func `an object of any size finds all its members`() throws {
        for count in [0, 1, 15, 16, 17, 40] {
            let members = (0..<count).map { #""member \#($0)":\#($0)"# }
            let object = JSONObject(try root("{\(members.joined(separator: ","))}"))
            for number in 0..<count {
                #expect(object["member \(number)"]?.integer == Int64(number))
            }
            #expect(object["member \(count)"] == nil)
            #expect(object["member"] == nil)
        }
        #expect(JSONObject(try root(#"["a"]"#))["a"] == nil)
    }

    @Test func `values are alike when they are written alike`() throws {
        let nodes = Array(
            try root(#"["ab","ab","ac","abc",12,12,"12",[1],[1],"a\u0062"]"#).elements)
        #expect(nodes[0].isWritten(like: nodes[1]))
        #expect(!nodes[0].isWritten(like: nodes[2]))
        #expect(!nodes[0].isWritten(like: nodes[3]))
        #expect(nodes[4].isWritten(like: nodes[5]))
        #expect(!nodes[4].isWritten(like: nodes[6]))
        #expect(nodes[7].isWritten(like: nodes[8]))
        #expect(!nodes[0].isWritten(like: nodes[9]))
        let elsewhere = try #require(Array(try root(#"["ab"]"#).elements).first)
        #expect(!nodes[0].isWritten(like: elsewhere))
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7),
            ("999999999999999999", 999_999_999_999_999_999),
            ("-999999999999999999", -999_999_999_999_999_999), ("1000000000000000000", nil),
            ("1.0", nil), ("1e2", nil), ("-1.5", nil), ("\"1\"", nil), ("null", nil),
        ] as [(String, Int64?)])
    func `a short integer is read, and nothing else`(text: String, expected: Int64?) throws {
        #expect(try root(text).shortInteger == expected)
    }

    @Test func `text is shown where it stands`() throws {
        for text in ["", "plain", #"wi\u0074h\n"#, "é€😀 and more than eight bytes"] {
            let node = try root("\"\(text)\"")
            let shown = node.withText { text in text.indices.map { text[$0] } }
            #expect(shown == node.string.map { Array($0.utf8) })
        }
        #expect(try root("1").withText { $0.count } == nil)
    }

    private func escaped(_ name: String) -> String {
        name.replacing("\u{0}", with: #"\u0000"#)
    }
}
