import Handlers
import JSON
import Testing

@Suite("Filter criteria") struct FilterCriteriaTests {
    private func criteria(_ patterns: [String]) throws -> FilterCriteria {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Filters")
        writer.beginArray()
        for pattern in patterns {
            writer.beginObject()
            writer.name("Pattern")
            writer.string(pattern)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return try FilterCriteria(JSONDocument(parsing: writer.bytes).root)
    }

    private func refusal(of text: String) throws -> String? {
        let node = try JSONDocument(parsing: text).root
        do {
            _ = try FilterCriteria(node)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func `one filter of several is enough`() throws {
        let criteria = try criteria([#"{"eventName":["INSERT"]}"#, #"{"eventName":["REMOVE"]}"#])
        for (name, isMatch) in [("INSERT", true), ("REMOVE", true), ("MODIFY", false)] {
            let event = try JSONDocument(parsing: #"{"eventName":"\#(name)"}"#).root
            #expect(criteria.matches(event) == isMatch)
        }
    }

    @Test(arguments: [#"{"Filters":[]}"#, #"{"Filters":null}"#, "{}"])
    func `without filters every event matches`(text: String) throws {
        let criteria = try FilterCriteria(JSONDocument(parsing: text).root)
        #expect(criteria.matches(try JSONDocument(parsing: "{}").root))
    }

    @Test func `there are five filters at most`() throws {
        let pattern = #"{"a":["b"]}"#
        _ = try criteria(Array(repeating: pattern, count: 5))
        let error = #expect(throws: FilterError.self) {
            _ = try criteria(Array(repeating: pattern, count: 6))
        }
        #expect(error?.message.contains("5 are allowed") ?? false)
    }

    @Test(arguments: [
        ("[]", "must be an object"), (#"{"Filters":{}}"#, "At Filters: This must be an array"),
        (#"{"Filters":["{}"]}"#, "At Filters[0]"), (#"{"Filters":[{}]}"#, "string Pattern"),
        (#"{"Filters":[{"Pattern":{"a":["b"]}}]}"#, "string Pattern"),
        (#"{"Filters":[{"Pattern":"{\"a\":[1]}"},{"Pattern":"{\"a\":1}"}]}"#, "At Filters[1].a"),
    ])
    func `a mistake is named where it is`(text: String, words: String) throws {
        #expect(try refusal(of: text)?.contains(words) ?? false)
    }
}
