import Expressions
import Testing
import Values

@Suite("Limits of expressions") struct LimitTests {
    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    @Test func `4096 bytes are accepted and 4097 are not, whatever they say`() throws {
        let reason = "Expression size has exceeded the maximum allowed size;"
        // Conditions and filters tell it, the other kinds do not.
        let size = " expression size: 4097"
        #expect(try updateComplaint(Text("SET a = :v" + blanks(4086)), [":v": 1]) == nil)
        #expect(
            try updateComplaint(Text("SET a = :v" + blanks(4087)))
                == "Invalid UpdateExpression: \(reason)")
        #expect(try conditionComplaint(Text("a = :v" + blanks(4090)), [":v": 1]) == nil)
        #expect(
            try conditionComplaint(Text(String(repeating: "(", count: 4097)))
                == "Invalid ConditionExpression: \(reason)\(size)")
        #expect(
            try conditionComplaint(Text("!" + blanks(4096)), as: .filter)
                == "Invalid FilterExpression: \(reason)\(size)")
        #expect(try projectionComplaint(Text(String(repeating: "a", count: 4096))) == nil)
        #expect(
            try projectionComplaint(Text(String(repeating: "a", count: 4097)))
                == "Invalid ProjectionExpression: \(reason)")
        #expect(
            try keyConditionComplaint(Text("p" + blanks(4096)))
                == "Invalid KeyConditionExpression: \(reason)")
    }

    @Test func `a placeholder of 256 bytes is too long, whatever else is wrong with it`() {
        func complaint(
            _ names: [(key: Text, name: Text)], _ values: [(key: Text, value: Value)]
        ) -> String? {
            do throws(ExpressionError) {
                _ = try Placeholders(
                    names.map { .name($0.key, $0.name) } + values.map { .value($0.key, $0.value) })
                return nil
            } catch {
                return error.message
            }
        }
        let letters = String(repeating: "a", count: 254)
        let tooLong = "contains invalid key: The expression attribute map contains a key that is "
        #expect(complaint([(Text("#" + letters), "a")], []) == nil)
        #expect(
            complaint([(Text("#a" + letters), "a")], [])
                == "ExpressionAttributeNames \(tooLong)too long; size of key: 256")
        #expect(
            complaint([(Text("-a" + letters + "-"), "a")], [])
                == "ExpressionAttributeNames \(tooLong)too long; size of key: 257")
        #expect(
            complaint([(Text("#é" + letters), "a")], [])
                == "ExpressionAttributeNames \(tooLong)too long; size of key: 257")
        // AWS does not tell the size here.
        #expect(
            complaint([], [(Text(":a" + letters), .null)])
                == "ExpressionAttributeValues \(tooLong)too long;")
        #expect(
            complaint([("#a-", "a")], [])
                == "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#a-\"")
    }

    private let tooManyOperators =
        "Invalid ConditionExpression: The expression contains too many operators; "
        + "operator count: 301"

    @Test func `300 operators are accepted and one more is not`() throws {
        // 150 comparisons and 149 ORs.
        let comparisons = Array(repeating: "a<b", count: 150).joined(separator: " or ")
        #expect(try conditionComplaint(Text("not " + comparisons)) == nil)
        #expect(try conditionComplaint(Text("not not " + comparisons)) == tooManyOperators)
    }

    @Test func `parentheses, functions and list members are no operators`() throws {
        let nested =
            "a<b " + String(repeating: "or (a<b ", count: 149) + String(repeating: ")", count: 149)
        #expect(try conditionComplaint(Text(nested)) == nil)
        let calls = Array(repeating: "attribute_exists(a)", count: 150).joined(separator: " or ")
        #expect(try conditionComplaint(Text(calls)) == nil)
    }

    @Test func `deep expressions are refused, not crashed on`() throws {
        let ors =
            "a<b " + String(repeating: "or (a<b ", count: 454) + String(repeating: ")", count: 454)
        #expect(try conditionComplaint(Text(ors)) != nil)
        let nots = String(repeating: "not ", count: 1000) + "a<b"
        #expect(try conditionComplaint(Text(nots)) == tooManyOperators)
        let wrapped =
            String(repeating: "(", count: 2046) + "a<b" + String(repeating: ")", count: 2046)
        #expect(
            try conditionComplaint(Text(wrapped))
                == "Invalid ConditionExpression: The expression has redundant parentheses;")
        #expect(try conditionComplaint(Text(String(repeating: "(", count: 4096))) != nil)
        let unknown =
            "a < " + String(repeating: "f(", count: 1355) + "b"
            + String(repeating: ")", count: 1355)
        #expect(
            try conditionComplaint(Text(unknown))
                == "Invalid ConditionExpression: Invalid function name; function: f")
        let sizes =
            "a < " + String(repeating: "size(", count: 680) + "b"
            + String(repeating: ")", count: 680)
        #expect(try conditionComplaint(Text(sizes)) != nil)
        let choices =
            "SET a = " + String(repeating: "if_not_exists(x,", count: 230) + "b"
            + String(repeating: ")", count: 230)
        #expect(try updateComplaint(Text("SET a = " + String(repeating: "(", count: 4000))) != nil)
        let deep = try update(Text(choices))
        #expect(try deep.apply(to: ["b": 1]) == ["a": 1, "b": 1])
    }

    @Test func `an update counts sums and calls`() throws {
        let sums = (0..<300).map { "a[\($0)]=b+b" }.joined(separator: ",")
        #expect(try updateComplaint(Text("SET \(sums)")) == nil)
        #expect(
            try updateComplaint(Text("SET \(sums),c=b+b"))
                == "Invalid UpdateExpression: The expression contains too many operators; "
                + "operator count: 301")
    }

    @Test func `IN takes 100 values`() throws {
        func list(_ count: Int) -> Text {
            Text("a IN (\(Array(repeating: "b", count: count).joined(separator: ",")))")
        }
        #expect(try conditionComplaint(list(100)) == nil)
        #expect(
            try conditionComplaint(list(101))
                == "Invalid ConditionExpression: The IN operator is provided with too many "
                + "operands; number of operands: 101")
    }

    @Test func `a path has 32 elements at most`() throws {
        #expect(try projectionComplaint(Text("a" + String(repeating: ".b", count: 31))) == nil)
        let reason = "The document path has too many nesting levels; nesting levels: 33"
        #expect(
            try projectionComplaint(Text("a" + String(repeating: ".b", count: 32)))
                == "Invalid ProjectionExpression: \(reason)")
        #expect(
            try updateComplaint(Text("REMOVE a" + String(repeating: "[1]", count: 32)))
                == "Invalid UpdateExpression: \(reason)")
        #expect(
            try conditionComplaint(Text("attribute_exists(a\(String(repeating: ".b", count: 32)))"))
                == "Invalid ConditionExpression: \(reason)")
    }

    @Test func `an index fits 32 bits`() throws {
        #expect(try projectionComplaint("a[2147483647]") == nil)
        for index in ["2147483648", "99999999999999", "99999999999999999999999"] {
            #expect(
                try projectionComplaint(Text("a[\(index)]"))
                    == "Invalid ProjectionExpression: List index is not within the allowable "
                    + "range; index: [\(index)]")
        }
    }

    @Test func `a nested result may be 32 levels deep`() throws {
        var inner: Value = 1
        for _ in 0..<31 { inner = [inner] }
        let fits = try update("SET a.b = :v", [":v": inner])
        #expect(try fits.apply(to: ["a": [:]]) == ["a": ["b": inner]])
        let tooDeep = try update("SET a.b.c = :v", [":v": inner])
        #expect(
            outcome(of: tooDeep, on: ["a": ["b": [:]]])
                == .failure(
                    ExpressionError(
                        message: "Nesting Levels have exceeded supported limits: Attributes in "
                            + "the item have nested levels beyond supported limit")))
    }
}
