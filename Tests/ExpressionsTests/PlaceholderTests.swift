import Expressions
import Testing
import Values

@Suite("Placeholders and names") struct PlaceholderTests {
    @Test(arguments: ["a", "#", "#hi-there", "#!hi", ":a", "#é"] as [Text])
    func `a name's key is a sigil and letters, digits or underscores`(key: Text) throws {
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: [key: "x"], values: [:])
            } == "ExpressionAttributeNames contains invalid key: Syntax error; key: \"\(key)\"")
    }

    @Test(arguments: ["b", ":", ":hi!there", "#a"] as [Text])
    func `a value's key is a sigil and letters, digits or underscores`(key: Text) throws {
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: [:], values: [key: 1])
            } == "ExpressionAttributeValues contains invalid key: Syntax error; key: \"\(key)\"")
    }

    @Test func `after its sigil a key may begin with a digit`() throws {
        let parsed = try update(
            "SET #123 = :4, #_ = :_",
            [":4": 1, ":_": 2], names: ["#123": "x.y", "#_": "3can be anything!.#="])
        #expect(try parsed.apply(to: [:]) == ["x.y": 1, "3can be anything!.#=": 2])
    }

    @Test func `a key has 255 bytes at most`() throws {
        let name = String(repeating: "x", count: 254)
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: [Text("#" + name): "x"], values: [:])
            } == nil)
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: [:], values: [Text(":x" + name): 1])
            }?.contains("too long") == true)
    }

    @Test func `an attribute's name has 1 to 65535 bytes`() throws {
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: ["#a": ""], values: [:])
            }?.contains("Empty attribute name") == true)
        let name = String(repeating: "x", count: 65_535)
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: ["#a": Text(name)], values: [:])
            } == nil)
        #expect(
            complaint { () throws(ExpressionError) in
                _ = try Placeholders(names: ["#a": Text(name + "x")], values: [:])
            }?.contains("65536") == true)
    }

    @Test func `what no expression mentions is refused`() throws {
        var both = try placeholders(["#b": "x", "#a": "y"], [":c": 1, ":a": 1, ":b": 2])
        _ = try Condition.parse("a = :b", as: .condition, in: .strict, with: &both)
        #expect(
            complaint { () throws(ExpressionError) in try both.checkAllUsed() }
                == "Value provided in ExpressionAttributeNames unused in expressions: "
                + "keys: {#a, #b}")
        var values = try placeholders([:], [":c": 1, ":a": 1, ":b": 2])
        _ = try Condition.parse("a = :b", as: .condition, in: .strict, with: &values)
        #expect(
            complaint { () throws(ExpressionError) in try values.checkAllUsed() }
                == "Value provided in ExpressionAttributeValues unused in expressions: "
                + "keys: {:a, :c}")
    }

    @Test func `use is counted over all expressions of a request, evaluated or not`() throws {
        var shared = try placeholders(
            ["#1": "a", "#2": "b"], [":1": 1, ":2": 2, ":3": 3])
        _ = try Condition.parse("#1 = :1 OR #2 = :2", as: .condition, in: .strict, with: &shared)
        _ = try Update.parse("SET #1 = if_not_exists(#2, :3)", in: .strict, with: &shared)
        try shared.checkAllUsed()
    }

    @Test func `what is not defined is named`() throws {
        #expect(
            try updateComplaint("SET #name = :v", [":w": 4], names: ["#other": "x"])
                == "Invalid UpdateExpression: An expression attribute name used in the document "
                + "path is not defined; attribute name: #name")
        #expect(
            try updateComplaint("SET b = :v", [":w": 4])
                == "Invalid UpdateExpression: An expression attribute value used in expression "
                + "is not defined; attribute value: :v")
        #expect(
            try projectionComplaint("a, b.#c")
                == "Invalid ProjectionExpression: An expression attribute name used in the "
                + "document path is not defined; attribute name: #c")
        #expect(
            try conditionComplaint("begins_with(:hello, #a, #b)", as: .filter)
                == "Invalid FilterExpression: An expression attribute value used in expression "
                + "is not defined; attribute value: :hello")
        #expect(
            try keyConditionComplaint("p = :p")
                == "Invalid KeyConditionExpression: An expression attribute value used in "
                + "expression is not defined; attribute value: :p")
    }

    @Test(arguments: [
        "count", "Items", "STATUS", "ttl", "Data", "name", "hour", "day", "minute", "month",
        "year", "timestamp", "abOrt", "flattern", "zone", "size", "uuid",
    ])
    func `a reserved word is no bare name anywhere in a path`(word: String) throws {
        let reason = "Attribute name is a reserved keyword; reserved keyword: \(word)"
        #expect(
            try conditionComplaint(Text("\(word) = :v"), [":v": 1])
                == "Invalid ConditionExpression: \(reason)")
        #expect(
            try conditionComplaint(Text("a.\(word) = :v"), [":v": 1], as: .filter)
                == "Invalid FilterExpression: \(reason)")
        #expect(
            try updateComplaint(Text("SET a = a.\(word)"))
                == "Invalid UpdateExpression: \(reason)")
        #expect(
            try projectionComplaint(Text("a, b[1].\(word)"))
                == "Invalid ProjectionExpression: \(reason)")
        #expect(
            try keyConditionComplaint(Text("\(word) = :v"), [":v": 1])
                == "Invalid KeyConditionExpression: \(reason)")
        #expect(try projectionComplaint("#w", names: ["#w": Text(word)]) == nil)
    }

    @Test(arguments: ["counts", "id", "pk", "sk", "visits", "clicks", "u", "userName"])
    func `an ordinary word is not reserved`(word: String) throws {
        #expect(try projectionComplaint(Text(word)) == nil)
    }
}
