import Handlers
import Testing

@Suite("Filter structure") struct StructureTests {
    private let event = #"""
        {"eventName":"INSERT","eventSourceARN":"arn:aws:dynamodb:x","dynamodb":{
        "NewImage":{"c":{"N":"5"},"tags":{"SS":["a","b"]},
        "list":{"L":[{"M":{"k":{"S":"1"},"v":{"S":"x"}}},{"M":{"k":{"S":"2"},"v":{"S":"y"}}}]},
        "empty":{"L":[]}},"StreamViewType":"NEW_IMAGE"}}
        """#

    @Test(arguments: [
        (#"{"eventName":["INSERT"],"dynamodb":{"StreamViewType":["NEW_IMAGE"]}}"#, true),
        (#"{"eventName":["INSERT"],"dynamodb":{"StreamViewType":["KEYS_ONLY"]}}"#, false),
        (#"{"eventName":["REMOVE"],"dynamodb":{"StreamViewType":["NEW_IMAGE"]}}"#, false),
        (#"{"eventName":["MODIFY","INSERT"]}"#, true),
        (#"{"eventSourceARN":[{"prefix":"arn:aws:dynamodb"}]}"#, true),
        (#"{"userIdentity":{"type":["Service"]}}"#, false),
        (#"{"eventName":{"x":["INSERT"]}}"#, false),
        (#"{"dynamodb":["INSERT"]}"#, false),
    ])
    func `all fields must match, and of each leaf one value`(
        pattern: String, isMatch: Bool
    ) throws {
        #expect(try matches(pattern, event) == isMatch)
    }

    @Test(arguments: [
        (#"{"SS":["b"]}"#, "tags", true), (#"{"SS":["c"]}"#, "tags", false),
        (#"{"SS":[{"anything-but":"a"}]}"#, "tags", true),
        (#"{"L":{"M":{"k":{"S":["1"]},"v":{"S":["x"]}}}}"#, "list", true),
        (#"{"L":{"M":{"k":{"S":["1"]},"v":{"S":["y"]}}}}"#, "list", false),
        (#"{"L":{"M":{"z":{"S":[{"exists":false}]}}}}"#, "list", true),
        (#"{"L":{"M":{"k":{"S":["1"]}}}}"#, "empty", false),
        (#"{"L":[{"exists":true}]}"#, "empty", false),
        (#"{"L":[{"exists":false}]}"#, "empty", true),
        (#"{"L":{"S":[{"exists":false}]}}"#, "empty", true),
    ])
    func `an array matches by one of its elements`(
        pattern: String, attribute: String, isMatch: Bool
    ) throws {
        #expect(
            try matches("{\"dynamodb\":{\"NewImage\":{\"\(attribute)\":\(pattern)}}}", event)
                == isMatch)
    }

    @Test(arguments: [
        (#"{"c":{"N":[{"exists":true}]}}"#, true), (#"{"c":{"S":[{"exists":true}]}}"#, false),
        (#"{"c":[{"exists":true}]}"#, false), (#"{"d":{"S":[{"exists":true}]}}"#, false),
        (#"{"c":{"N":[{"exists":false}]}}"#, false), (#"{"d":{"S":[{"exists":false}]}}"#, true),
        (#"{"d":[{"exists":false}]}"#, true), (#"{"c":[{"exists":false}]}"#, true),
        (#"{"tags":{"SS":[{"exists":true}]}}"#, true),
        (#"{"d":{"S":[{"exists":false},"x"]}}"#, true),
    ])
    func `only a leaf exists, and above it nothing does`(pattern: String, isMatch: Bool) throws {
        #expect(try matches("{\"dynamodb\":{\"NewImage\":\(pattern)}}", event) == isMatch)
    }

    @Test(arguments: [
        (#"{"$or":[{"eventName":["REMOVE"]},{"eventName":["INSERT"]}]}"#, true),
        (#"{"$or":[{"eventName":["REMOVE"]},{"eventName":["MODIFY"]}]}"#, false),
        (#"{"eventSourceARN":["x"],"$or":[{"eventName":["INSERT"]}]}"#, false),
        (#"{"dynamodb":{"$or":[{"StreamViewType":["X"]},{"NewImage":{"c":{"N":["5"]}}}]}}"#, true),
        (#"{"$or":[{"eventName":["INSERT"],"dynamodb":{"StreamViewType":["X"]}}]}"#, false),
        (#"{"$or":[{"$or":[{"eventName":["INSERT"]}]}]}"#, true),
        (#"{"dynamodb":{"NewImage":{"c":{"$or":[{"S":["5"]},{"N":["5"]}]}}}}"#, true),
        (#"{"nothing":{"$or":[{"x":[{"exists":false}]},{"y":["1"]}]}}"#, true),
    ])
    func `one of the alternatives must match`(pattern: String, isMatch: Bool) throws {
        #expect(try matches(pattern, event) == isMatch)
    }

    @Test func `of two members of one name the last one counts`() throws {
        #expect(try matches(#"{"eventName":["REMOVE"],"eventName":["INSERT"]}"#, event))
        #expect(try !matches(#"{"eventName":["INSERT"],"eventN\u0061me":["REMOVE"]}"#, event))
    }

    @Test(arguments: ["[]", "5", "null", "\"INSERT\"", "[{\"eventName\":\"INSERT\"}]"])
    func `an event that is no record matches nothing or says so`(event: String) throws {
        _ = try matches(#"{"eventName":["INSERT"]}"#, event)
        #expect(try !matches(#"{"eventSource":["INSERT"]}"#, event))
    }
}
