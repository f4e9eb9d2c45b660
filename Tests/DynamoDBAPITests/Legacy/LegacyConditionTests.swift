import DynamoDBAPI
import Testing
import TransportSupport

/// Expected, ScanFilter and QueryFilter: thirteen operators, joined by the ConditionalOperator.
@Suite("Conditions from before expressions") struct LegacyConditionTests {
    private static let item =
        #"{"p":{"S":"a"},"n":{"N":"5"},"s":{"S":"hello"},"b":{"B":"aGk="},"l":{"L":[{"N":"1"},{"BOOL":true}]},"ns":{"NS":["1","2"]},"t":{"BOOL":true},"e":{"NULL":true}}"#

    private func withItem(
        over transport: Transport = .dispatcher, _ body: (APIHarness) async throws -> Void
    ) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call("PutItem", #"{"TableName":"simple","Item":\#(Self.item)}"#)
            try await body(api)
        }
    }

    private func scan(_ api: APIHarness, _ filter: String, _ rest: String = "") async -> Answer {
        await api.call("Scan", #"{"TableName":"simple","ScanFilter":{\#(filter)}\#(rest)}"#)
    }

    /// An update that changes nothing, if the item is as expected.
    private func expect(_ api: APIHarness, _ expected: String, _ rest: String = "") async -> Answer
    {
        await api.call(
            "UpdateItem",
            #"{"TableName":"simple","Key":{"p":{"S":"a"}},"Expected":{\#(expected)}\#(rest)}"#)
    }

    private func comparison(_ attribute: String, _ name: String, _ values: String) -> String {
        let list = values.isEmpty ? "" : #","AttributeValueList":[\#(values)]"#
        return #""\#(attribute)":{"ComparisonOperator":"\#(name)"\#(list)}"#
    }

    static let holding: [(String, String, String)] = [
        ("n", "EQ", #"{"N":"5.0"}"#), ("ns", "EQ", #"{"NS":["2","1"]}"#),
        ("l", "EQ", #"{"L":[{"N":"1"},{"BOOL":true}]}"#), ("t", "EQ", #"{"BOOL":true}"#),
        ("n", "NE", #"{"N":"6"}"#), ("n", "NE", #"{"S":"5"}"#), ("x", "NE", #"{"N":"5"}"#),
        ("n", "LT", #"{"N":"6"}"#), ("n", "LE", #"{"N":"5"}"#), ("n", "GT", #"{"N":"4"}"#),
        ("n", "GE", #"{"N":"5"}"#), ("s", "GT", #"{"S":"a"}"#), ("b", "LE", #"{"B":"aGk="}"#),
        ("n", "BETWEEN", #"{"N":"5"},{"N":"7"}"#), ("n", "IN", #"{"N":"1"},{"N":"5"}"#),
        ("s", "BEGINS_WITH", #"{"S":"he"}"#), ("b", "BEGINS_WITH", #"{"B":"aA=="}"#),
        ("s", "CONTAINS", #"{"S":"ell"}"#), ("b", "CONTAINS", #"{"B":"aQ=="}"#),
        ("ns", "CONTAINS", #"{"N":"2"}"#), ("l", "CONTAINS", #"{"BOOL":true}"#),
        ("s", "NOT_CONTAINS", #"{"S":"x"}"#), ("s", "NOT_CONTAINS", #"{"N":"1"}"#),
        ("ns", "NOT_CONTAINS", #"{"N":"3"}"#), ("l", "NOT_CONTAINS", #"{"N":"2"}"#),
        ("x", "NULL", ""), ("e", "NOT_NULL", ""), ("p", "EQ", #"{"S":"a"}"#),
    ]

    static let failing: [(String, String, String)] = [
        ("n", "EQ", #"{"S":"5"}"#), ("x", "EQ", #"{"N":"5"}"#), ("n", "NE", #"{"N":"5"}"#),
        ("n", "LT", #"{"N":"5"}"#), ("n", "LT", #"{"S":"z"}"#), ("x", "LE", #"{"N":"5"}"#),
        ("l", "GE", #"{"N":"0"}"#), ("x", "BETWEEN", #"{"N":"0"},{"N":"9"}"#),
        ("n", "BETWEEN", #"{"S":"0"},{"S":"9"}"#), ("ns", "IN", #"{"N":"1"},{"N":"2"}"#),
        ("x", "IN", #"{"N":"1"}"#), ("n", "BEGINS_WITH", #"{"S":"5"}"#),
        ("x", "CONTAINS", #"{"N":"1"}"#), ("x", "NOT_CONTAINS", #"{"N":"1"}"#),
        ("n", "CONTAINS", #"{"N":"5"}"#), ("s", "NOT_CONTAINS", #"{"S":"ell"}"#),
        ("e", "NULL", ""), ("x", "NOT_NULL", ""),
    ]

    @Test func `each operator holds where DynamoDB's does, in Expected and in a filter`()
        async throws
    {
        try await withItem { api in
            for (attribute, name, values) in Self.holding {
                let text = comparison(attribute, name, values)
                #expect(await expect(api, text).body == "{}", "\(text)")
                #expect(await scan(api, text)["Count"] == "1", "\(text)")
            }
        }
    }

    @Test func `a missing attribute or one of another type fails all but NE`() async throws {
        try await withItem { api in
            for (attribute, name, values) in Self.failing {
                let text = comparison(attribute, name, values)
                #expect(
                    await expect(api, text).error == "ConditionalCheckFailedException", "\(text)")
                #expect(await scan(api, text)["Count"] == "0", "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("EQ", "", "Invalid number of argument(s) for the EQ ComparisonOperator"),
        (
            "EQ", #"{"N":"1"},{"N":"1"}"#,
            "Invalid number of argument(s) for the EQ ComparisonOperator"
        ),
        ("NULL", #"{"N":"1"}"#, "Invalid number of argument(s) for the NULL ComparisonOperator"),
        ("IN", "", "Invalid number of argument(s) for the IN ComparisonOperator"),
        (
            "BETWEEN", #"{"N":"1"}"#,
            "Invalid number of argument(s) for the BETWEEN ComparisonOperator"
        ),
        (
            "LT", #"{"BOOL":true}"#,
            "ComparisonOperator LT is not valid for BOOL AttributeValue type"
        ),
        ("IN", #"{"L":[]}"#, "ComparisonOperator IN is not valid for L AttributeValue type"),
        (
            "BEGINS_WITH", #"{"N":"1"}"#,
            "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"
        ),
        (
            "CONTAINS", #"{"SS":["a"]}"#,
            "ComparisonOperator CONTAINS is not valid for SS AttributeValue type"
        ),
        (
            "NOT_CONTAINS", #"{"M":{}}"#,
            "ComparisonOperator NOT_CONTAINS is not valid for M AttributeValue type"
        ),
        (
            "IN", #"{"N":"1"},{"S":"a"}"#,
            "AttributeValues inside AttributeValueList must be of same type"
        ),
    ])
    func `an operator refuses values by number and type`(
        name: String, values: String, reason: String
    ) async throws {
        try await withAPI { api in
            let list = #""AttributeValueList":[\#(values)]"#
            let text = #""a":{"ComparisonOperator":"\#(name)",\#(list)}"#
            for answer in [await expect(api, text), await scan(api, text)] {
                #expect(answer.error == "ValidationException")
                #expect(
                    answer.message == "One or more parameter values were invalid: \(reason)")
            }
        }
    }

    @Test func `the bounds of BETWEEN must be in order`() async throws {
        try await withAPI { api in
            let text = comparison("a", "BETWEEN", #"{"N":"2"},{"N":"1"}"#)
            #expect(
                await scan(api, text).message
                    == "The BETWEEN condition was provided a range where the lower bound is greater "
                    + "than the upper bound")
        }
    }

    @Test func `Value asks for equality and Exists false for absence`() async throws {
        try await withItem { api in
            let holding = [
                #""n":{"Value":{"N":"5"}}"#, #""n":{"Value":{"N":"5"},"Exists":true}"#,
                #""x":{"Exists":false}"#, #""n":{"Value":{"N":"6"},"ComparisonOperator":"LT"}"#,
            ]
            for text in holding { #expect(await expect(api, text).body == "{}", "\(text)") }
            for text in [#""n":{"Value":{"N":"6"}}"#, #""n":{"Exists":false}"#] {
                #expect(
                    await expect(api, text).error == "ConditionalCheckFailedException", "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("{}", "Value must be provided when Exists is null"),
        (#"{"Exists":true}"#, "Value must be provided when Exists is true"),
        (#"{"Exists":false,"Value":{"N":"1"}}"#, "Value cannot be used when Exists is false"),
        (
            #"{"Exists":false,"ComparisonOperator":"NULL"}"#,
            "Exists and ComparisonOperator cannot be used together"
        ),
        (
            #"{"Value":{"N":"1"},"ComparisonOperator":"EQ","AttributeValueList":[]}"#,
            "Value and AttributeValueList cannot be used together"
        ),
        (
            #"{"AttributeValueList":[]}"#,
            "AttributeValueList can only be used with a ComparisonOperator"
        ),
        (
            #"{"ComparisonOperator":"EQ"}"#,
            "Value or AttributeValueList must be used with ComparisonOperator: EQ"
        ),
    ])
    func `the members of Expected must go together`(
        member: String, reason: String
    ) async throws {
        try await withAPI { api in
            #expect(
                await expect(api, #""a":\#(member)"#).message
                    == "One or more parameter values were invalid: \(reason) for Attribute: a")
        }
    }

    @Test(arguments: Transport.allCases)
    func `the ConditionalOperator joins two conditions or more`(transport: Transport) async throws {
        try await withItem(over: transport) { api in
            let one = comparison("n", "EQ", #"{"N":"5"}"#)
            let two = "\(one),\(comparison("s", "EQ", #"{"S":"no"}"#))"
            #expect(await scan(api, two)["Count"] == "0")
            #expect(await scan(api, two, #","ConditionalOperator":"AND""#)["Count"] == "0")
            #expect(await scan(api, two, #","ConditionalOperator":"OR""#)["Count"] == "1")
            #expect(await expect(api, two, #","ConditionalOperator":"OR""#).body == "{}")
            for (text, message) in [
                ("", "ConditionalOperator cannot be used without Filter or Expected"),
                (
                    one,
                    "ConditionalOperator can only be used when Filter or Expected has two or more "
                        + "elements"
                ),
            ] {
                let rest = #","ConditionalOperator":"OR""#
                #expect(await scan(api, text, rest).message == message)
                #expect(await expect(api, text, rest).message == message)
            }
            let alone = await api.call(
                "Query", #"{"TableName":"simple","ConditionalOperator":"AND"}"#)
            #expect(
                alone.message == "ConditionalOperator cannot be used without Filter or Expected")
        }
    }

    @Test func `an empty filter or Expected demands nothing`() async throws {
        try await withItem { api in
            #expect(await scan(api, "")["Count"] == "1")
            #expect(await expect(api, "").body == "{}")
        }
    }

    @Test func `Expected guards puts and deletions too, and shows the item that failed it`()
        async throws
    {
        try await withItem { api in
            let wrong = #""Expected":{"n":{"Value":{"N":"6"}}}"#
            let right = #""Expected":{"n":{"Value":{"N":"5"}}}"#
            let shown = #","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#
            let put = #"{"TableName":"simple","Item":{"p":{"S":"a"}},"#
            let failure = await api.call("PutItem", "\(put)\(wrong)\(shown)}")
            #expect(failure.error == "ConditionalCheckFailedException")
            #expect(failure["Item"]?.contains(#""n":{"N":"5"}"#) == true)
            let delete = #"{"TableName":"simple","Key":{"p":{"S":"a"}},"#
            #expect(
                await api.call("DeleteItem", "\(delete)\(wrong)}").error
                    == "ConditionalCheckFailedException")
            #expect(await api.call("DeleteItem", "\(delete)\(right)}").body == "{}")
            #expect(
                await api.call("PutItem", #"\#(put)"Expected":{"p":{"Exists":false}}}"#).body
                    == "{}")
        }
    }

    @Test func `more conditions than an expression has room for are refused`() async throws {
        try await withAPI { api in
            let members = (0...1000).map { comparison("a\($0)", "NULL", "") }
            let answer = await scan(api, members.joined(separator: ","))
            #expect(
                answer.message
                    == "One or more parameter values were invalid: ScanFilter has more than 1000 "
                    + "attributes and values")
        }
    }
}
