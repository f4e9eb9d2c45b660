import Handlers
import Testing

@Suite("Changed values") struct ChangedTests {
    private func pattern(_ wanted: Bool) -> String {
        #"{"dynamodb":{"NewImage":{"c":{"N":[{"changed":\#(wanted)}]}}}}"#
    }

    @Test(arguments: [("1", "2", true), ("1", "1", false), ("-1", "1", true)])
    func `a value has changed when it is another one`(
        old: String, new: String, isChanged: Bool
    ) throws {
        let event = change(from: old, to: new)
        #expect(try matches(pattern(true), event) == isChanged)
        #expect(try matches(pattern(false), event) == !isChanged)
    }

    @Test func `what comes and what goes has changed`() throws {
        #expect(try matches(pattern(true), change(from: nil, to: "1")))
        #expect(try matches(pattern(true), change(from: "1", to: nil)))
        #expect(try !matches(pattern(true), change(from: nil, to: nil)))
        #expect(try matches(pattern(true), change("INSERT", from: nil, to: "1")))
    }

    @Test func `without old images neither is known`() throws {
        let event = change(from: "1", to: "2", keepsOldImages: false)
        #expect(try !matches(pattern(true), event))
        #expect(try !matches(pattern(false), event))
    }

    @Test func `lists, maps and sets are compared whole`() throws {
        let filter = #"""
            {"dynamodb":{"NewImage":{"m":{"M":[{"changed":true}]},"s":{"NS":[{"changed":false}]}}}}
            """#
        let event = #"""
            {"eventName":"MODIFY","dynamodb":{
            "NewImage":{"m":{"M":{"a":{"L":[{"N":"1"}]}}},"s":{"NS":["1","2"]}},
            "OldImage":{"m":{"M":{"a":{"L":[{"N":"2"}]}}},"s":{"NS":["1","2"]}}}}
            """#
        #expect(try matches(filter, event))
    }

    @Test func `it stands below an image and takes true or false`() {
        #expect(
            refusal(of: #"{"eventName":[{"changed":true}]}"#)
                == "At eventName.changed: changed has a meaning below dynamodb.NewImage only.")
        #expect(
            refusal(of: #"{"dynamodb":{"NewImage":{"c":{"N":[{"changed":1}]}}}}"#)
                == "At dynamodb.NewImage.c.N.changed: changed takes true or false.")
    }
}
