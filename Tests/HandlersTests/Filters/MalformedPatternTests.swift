import Handlers
import JSON
import Platform
import TestSupport
import Testing

@Suite("Malformed patterns") struct MalformedPatternTests {
    @Test(arguments: [
        ("", "not JSON"), ("single-string", "not JSON"),
        (#"[{"eventName": ["INSERT"=123}]"#, "not JSON"),
        ("[]", "must be a JSON object"), ("\"x\"", "must be a JSON object"),
        ("{}", "empty object"), (#"{"a":{}}"#, "At a: An empty object"),
        (#"{"a":[]}"#, "At a: An empty array"), (#"{"a":"x"}"#, "At a: Allowed values must stand"),
        (#"{"a":{"b":null}}"#, "At a.b: Allowed values"), (#"{"a":[["x"]]}"#, "holds no array"),
        (#"{"a":[{}]}"#, "stands alone"), (#"{"a":[{"prefix":"x","suffix":"y"}]}"#, "stands alone"),
        (#"{"a":[{"cidr":"10.0.0.0/8"}]}"#, "no operator cidr"),
        (#"{"a":[{"prefix":5}]}"#, "At a.prefix: prefix takes a string"),
        (#"{"a":[{"wildcard":"a**"}]}"#, "two * in a row"),
        (#"{"a":[{"wildcard":"a\\b"}]}"#, "only stand before"),
        (#"{"a":[{"wildcard":"a\\"}]}"#, "only stand before"),
        (#"{"a":[{"exists":"yes"}]}"#, "true or false"),
        (#"{"a":[{"anything-but":[]}]}"#, "anything-but takes"),
        (#"{"a":[{"anything-but":[null]}]}"#, "anything-but takes"),
        (#"{"a":[{"anything-but":true}]}"#, "anything-but takes"),
        (#"{"a":[{"anything-but":{"numeric":["=",1]}}]}"#, "anything-but takes"),
        (#"{"a":[{"numeric":[]}]}"#, "one comparison or two"),
        (#"{"a":[{"numeric":5}]}"#, "one comparison or two"),
        (#"{"a":[{"numeric":[">"]}]}"#, "one comparison or two"),
        (#"{"a":[{"numeric":[">",1,"<"]}]}"#, "one comparison or two"),
        (#"{"a":[{"numeric":["!=",1]}]}"#, "is one of = < <= > >="),
        (#"{"a":[{"numeric":[1,1]}]}"#, "begins with one of"),
        (#"{"a":[{"numeric":[">","1"]}]}"#, "JSON number"),
        (#"{"a":[{"numeric":[">",1,">",2]}]}"#, "two lower bounds"),
        (#"{"a":[{"numeric":["=",1,"<",2]}]}"#, "cannot be combined"),
        (#"{"a":[{"numeric":[">",2,"<",2]}]}"#, "No number lies"),
        (#"{"a":[1e400]}"#, "not a number that an attribute can have"),
        (#"{"a":[{"crossed":[1]}]}"#, "below dynamodb.NewImage only"),
        (#"{"dynamodb":{"OldImage":{"c":{"N":[{"crossed":[1]}]}}}}"#, "below dynamodb.NewImage"),
        (#"{"dynamodb":{"NewImage":{"c":{"N":[{"crossed":[]}]}}}}"#, "array of numbers"),
        (#"{"dynamodb":{"NewImage":{"c":{"N":[{"crossed":["1"]}]}}}}"#, "JSON number"),
        (#"{"$or":{}}"#, "$or takes an array"), (#"{"$or":[]}"#, "$or takes an array"),
        (#"{"$or":["x"]}"#, "$or takes an array"), (#"{"$or":[{}]}"#, "empty object"),
    ])
    func `a mistake is named where it is`(pattern: String, words: String) {
        let message = refusal(of: pattern)
        #expect(message?.contains(words) ?? false, "\(pattern): \(message ?? "taken")")
    }

    @Test func `a pattern has 4096 characters at most`() {
        func pattern(_ count: Int) -> String {
            #"{"a":["\#(String(repeating: "é", count: count - 10))"]}"#
        }
        #expect(pattern(4096).unicodeScalars.count == 4096)
        #expect(refusal(of: pattern(4096)) == nil)
        #expect(refusal(of: pattern(4097))?.contains("4096 are allowed") ?? false)
    }

    @Test func `deep nesting is refused, not followed`() {
        let deep = String(repeating: #"{"a":"#, count: 500) + String(repeating: "}", count: 500)
        #expect(refusal(of: deep)?.contains("64 levels") ?? false)
    }

    @Test func `any text is taken or refused, and what is taken can be asked`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let parts = [
            "{", "}", "[", "]", ":", ",", "\"a\"", "\"$or\"", "\"prefix\"", "\"numeric\"", "\">\"",
            "1", "null", "true", "\"exists\"", "\"anything-but\"", "\"crossed\"", "\"dynamodb\"",
            "\"NewImage\"", "{\"a\":[", "]}", "{\"a\":{", "\"wildcard\"", "\"*\"", "\"a*a*\"",
            "{\"$or\":[{\"a\":[", "{\"prefix\":\"a\"}", "{\"exists\":false}",
        ]
        let event = try JSONDocument(
            parsing: #"{"a":{"a":["a",[{"a":null}],1]},"dynamodb":[]}"#
        ).root
        var taken = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...10, using: &random)).reduce("{\"a\":[") { text, _ in
                text + (parts.randomElement(using: &random) ?? "")
            }
            for pattern in [text, text + "]}"] {
                do throws(FilterError) {
                    _ = try EventFilter(parsing: pattern).matches(event)
                    taken += 1
                } catch {
                    #expect(error.message.hasSuffix("."), "seed \(seed): \(pattern)")
                }
            }
        }
        #expect(taken > 0, "seed \(seed)")
    }
}
