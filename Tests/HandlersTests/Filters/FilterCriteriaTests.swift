import Handlers
import JSON
import Testing
import Values

@Suite("Filter criteria") struct FilterCriteriaTests {
    private func criteria(_ patterns: [String]) throws -> FilterCriteria {
        try FilterCriteria(patterns: patterns.map { Text($0) })
    }

    @Test func `one filter of several is enough`() throws {
        let criteria = try criteria([#"{"eventName":["INSERT"]}"#, #"{"eventName":["REMOVE"]}"#])
        for (name, isMatch) in [("INSERT", true), ("REMOVE", true), ("MODIFY", false)] {
            let event = try JSONDocument(parsing: #"{"eventName":"\#(name)"}"#).root
            #expect(criteria.matches(event) == isMatch)
        }
    }

    @Test func `without filters every event matches`() throws {
        let criteria = try criteria([])
        #expect(criteria.isEmpty)
        #expect(criteria.matches(try JSONDocument(parsing: "{}").root))
    }

    @Test func `a mistake is named where it is`() throws {
        let error = #expect(throws: FilterError.self) {
            _ = try criteria([#"{"a":[1]}"#, #"{"a":1}"#])
        }
        #expect(error?.message.contains("At filters[1].a") ?? false)
    }
}
