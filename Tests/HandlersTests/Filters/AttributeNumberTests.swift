import Handlers
import Testing

@Suite("Attribute numbers") struct AttributeNumberTests {
    private func pattern(_ test: String) -> String {
        #"{"dynamodb":{"NewImage":{"c":{"N":[\#(test)]}}}}"#
    }

    @Test func `numeric never sees an attribute's number, as on AWS`() throws {
        #expect(
            try !matches(pattern(#"{"numeric":[">",100]}"#), change(from: "1", to: "150")))
    }

    @Test(arguments: [
        (#"[">",100]"#, "150", true), (#"[">",100]"#, "99.5", false), (#"["=",1000]"#, "1e3", true),
        (#"[">",9007199254740992,"<",9007199254740994]"#, "9007199254740993", true),
        (#"["<",0]"#, "-0.00000000000000000000000001", true), (#"["<",0]"#, "0", false),
        (#"[">",0]"#, "abc", false), (#"[">",0]"#, "", false),
    ])
    func `ddb-numeric compares them exactly`(
        comparison: String, number: String, isMatch: Bool
    ) throws {
        #expect(
            try matches(
                pattern(#"{"ddb-numeric":\#(comparison)}"#), change(from: "1", to: number))
                == isMatch)
    }

    @Test func `ddb-numeric looks at each number of a set`() throws {
        let event = #"{"dynamodb":{"NewImage":{"c":{"NS":["1","150"]}}}}"#
        let filter = #"{"dynamodb":{"NewImage":{"c":{"NS":[{"ddb-numeric":[">",100]}]}}}}"#
        #expect(try matches(filter, event))
    }

    @Test(arguments: [
        ("999", "1000", true), ("999", "5000", true), ("1000", "1001", false),
        ("998", "999", false), ("1001", "999", false), ("999.9", "1000", true),
        ("1000", "1000", false), ("99", "101", true), ("-5", "100", true), ("abc", "5000", false),
        ("1", "abc", false),
    ])
    func `crossed is true once, when the number passes a bound`(
        old: String, new: String, isMatch: Bool
    ) throws {
        #expect(
            try matches(pattern(#"{"crossed":[1000,100]}"#), change(from: old, to: new)) == isMatch)
    }

    @Test func `what was not there counts as zero`() throws {
        let filter = pattern(#"{"crossed":[10]}"#)
        #expect(try matches(filter, change("INSERT", from: nil, to: "10")))
        #expect(try !matches(filter, change("INSERT", from: nil, to: "9")))
        #expect(try matches(filter, change(from: nil, to: "10")))
        #expect(try !matches(pattern(#"{"crossed":[0]}"#), change(from: nil, to: "10")))
    }

    @Test func `without old images only an insertion can cross`() throws {
        let filter = pattern(#"{"crossed":[10]}"#)
        #expect(try !matches(filter, change(from: "5", to: "20", keepsOldImages: false)))
        #expect(
            try matches(filter, change("INSERT", from: nil, to: "20", keepsOldImages: false)))
        #expect(try !matches(filter, change("REMOVE", from: "20", to: nil)))
    }

    @Test func `crossed works inside maps and alternatives, not in lists`() throws {
        let filter = #"""
            {"dynamodb":{"NewImage":{"$or":[{"m":{"M":{"c":{"N":[{"crossed":[10]}]}}}}]}}}
            """#
        let event = #"""
            {"eventName":"MODIFY","dynamodb":{"NewImage":{"m":{"M":{"c":{"N":"10"}}}},
            "OldImage":{"m":{"M":{"c":{"N":"9"}}}}}}
            """#
        #expect(try matches(filter, event))
        let listFilter = #"{"dynamodb":{"NewImage":{"m":{"L":{"N":[{"crossed":[10]}]}}}}}"#
        let listEvent = #"""
            {"eventName":"MODIFY","dynamodb":{"NewImage":{"m":{"L":[{"N":"10"}]}},
            "OldImage":{"m":{"L":[{"N":"9"}]}}}}
            """#
        #expect(try !matches(listFilter, listEvent))
    }

    @Test func `what a stream of changes leaves out was not there`() throws {
        let filter = pattern(#"{"crossed":[10]}"#)
        let event = #"""
            {"eventName":"MODIFY","dynamodb":{"NewImage":{"c":{"N":"10"}},
            "StreamViewType":"CHANGES"}}
            """#
        #expect(try matches(filter, event))
        #expect(try matches(pattern(#"{"changed":true}"#), event))
    }
}
