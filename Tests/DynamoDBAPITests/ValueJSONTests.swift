import DynamoDBAPI
import StreamRecords
import Testing

@Suite("ValueJSON") struct ValueJSONTests {
    /// Stores `value` as attribute `a` and reads the item back.
    private func roundTrip(_ value: String) async throws -> Answer {
        try await withAPIResult { api in
            let put = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"k"},"a":\#(value)}}"#)
            guard put.status == 200 else { return put }
            return await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"k"}}}"#)
        }
    }

    @Test(arguments: [
        #"{"S":"text"}"#, #"{"S":""}"#, #"{"N":"42"}"#, #"{"B":"AAEC"}"#, #"{"B":""}"#,
        #"{"BOOL":true}"#, #"{"BOOL":false}"#, #"{"NULL":true}"#,
        #"{"L":[]}"#, #"{"M":{}}"#, #"{"L":[{"S":"a"},{"L":[{"N":"1"}]}]}"#,
        #"{"M":{"x":{"M":{"y":{"S":"z"}}}}}"#,
        #"{"SS":["a","b"]}"#, #"{"NS":["1","2"]}"#, #"{"BS":["AA==","AQ=="]}"#,
        #"{"S":"\"\\\u0001é"}"#,
    ])
    func `every type comes back as it was`(value: String) async throws {
        let answer = try await roundTrip(value)
        #expect(answer["Item"] == #"{"a":\#(value),"p":{"S":"k"}}"#)
    }

    @Test(arguments: [
        ("1e3", "1000"), ("1000.0", "1000"), ("-0", "0"), ("+3", "3"), (".5", "0.5"), ("5.", "5"),
        ("1E-2", "0.01"), ("007", "7"), ("0.0e126", "0"), ("0e125", "0"),
    ])
    func `numbers come back as plain decimals`(written: String, expected: String) async throws {
        let answer = try await roundTrip(#"{"N":"\#(written)"}"#)
        #expect(answer["Item"] == #"{"a":{"N":"\#(expected)"},"p":{"S":"k"}}"#)
    }

    @Test(arguments: [
        (
            #"{}"#,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        ),
        (
            #"{"X":"a"}"#,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        ),
        (
            #"{"S":"a","N":"1"}"#,
            "Supplied AttributeValue has more than one datatypes set, "
                + "must contain exactly one of the supported datatypes"
        ),
        (
            #"{"NULL":false}"#,
            "One or more parameter values were invalid: "
                + "Null attribute value types must have the value of true"
        ),
        (
            #"{"SS":[]}"#,
            "One or more parameter values were invalid: An string set  may not be empty"
        ),
        (
            #"{"NS":[]}"#,
            "One or more parameter values were invalid: An number set  may not be empty"
        ),
        (
            #"{"BS":[]}"#,
            "One or more parameter values were invalid: Binary sets should not be empty"
        ),
        (
            #"{"SS":["a","a"]}"#,
            "One or more parameter values were invalid: "
                + "Input collection [a, a] contains duplicates."
        ),
        (#"{"NS":["1","1.0"]}"#, "Input collection contains duplicates"),
        (
            #"{"BS":["AA==","AA=="]}"#,
            "One or more parameter values were invalid: "
                + "Input collection [AA==, AA==]of type BS contains duplicates."
        ),
        (#"{"N":"x"}"#, "The parameter cannot be converted to a numeric value: x"),
        (
            #"{"N":"123456789012345678901234567890123456789"}"#,
            "Attempting to store more than 38 significant digits in a Number"
        ),
        (
            #"{"N":"1e126"}"#,
            "Number overflow. "
                + "Attempting to store a number with magnitude larger than supported range"
        ),
        (
            #"{"N":"1e-131"}"#,
            "Number underflow. "
                + "Attempting to store a number with magnitude smaller than supported range"
        ),
        (
            #"{"M":{"":{"S":"x"}}}"#,
            "One or more parameter values were invalid: Empty attribute name"
        ),
        (
            #"{"SS":["a",null]}"#,
            "One or more parameter values were invalid: "
                + "An string set may not have a null string as a member"
        ),
        (
            #"{"L":[{"M":{"k":{"SS":[null]}}}]}"#,
            "One or more parameter values were invalid: "
                + "An string set may not have a null string as a member"
        ),
        (
            #"{"NS":[null,"1"]}"#,
            "One or more parameter values were invalid: "
                + "An number set may not have a null number as a member"
        ),
        (
            #"{"BS":["QQ==",null]}"#,
            "One or more parameter values were invalid: "
                + "An binary set may not have a null binary as a member"
        ),
        (
            #"{"L":[{"S":"a"},null]}"#,
            "Supplied AttributeValue is empty, "
                + "must contain exactly one of the supported datatypes"
        ),
        (
            #"{"M":{"k":null}}"#,
            "Supplied AttributeValue is empty, "
                + "must contain exactly one of the supported datatypes"
        ),
        (
            "null",
            "Supplied AttributeValue is empty, "
                + "must contain exactly one of the supported datatypes"
        ),
    ])
    func `a value that may not be is refused in DynamoDB's words`(
        value: String, message: String
    ) async throws {
        let answer = try await roundTrip(value)
        #expect(answer.error == "ValidationException")
        #expect(answer.message == message)
    }

    @Test(arguments: [
        #"{"N":3}"#, #"{"S":3}"#, #"{"BOOL":"true"}"#, #"{"NULL":"true"}"#, #"{"L":{}}"#,
        #"{"M":[]}"#, #"{"SS":"a"}"#, #"{"SS":[1]}"#, #"{"B":"YQ"}"#, #"{"B":"Y!=="}"#,
        #"{"B":3}"#, #"{"BS":["x"]}"#, #""text""#, "[]", "3", #"{"S":["a"]}"#, #"{"L":["a"]}"#,
    ])
    func `a value of the wrong JSON kind or bad base64 is a serialization error`(
        value: String
    ) async throws {
        #expect(try await roundTrip(value).error == "SerializationException")
    }

    @Test func `nesting ends at 32 levels`() async throws {
        func nested(_ levels: Int) -> String {
            let lists = levels - 1
            return String(repeating: #"{"L":["#, count: lists) + #"{"S":"x"}"#
                + String(repeating: "]}", count: lists)
        }
        #expect(try await roundTrip(nested(32)).status == 200)
        let answer = try await roundTrip(nested(33))
        #expect(answer.error == "ValidationException")
        #expect(answer.message?.hasPrefix("Nesting Levels have exceeded supported limits") == true)
    }

    @Test func `an attribute name ends at 65535 bytes`() async throws {
        try await withAPI { api in
            for (count, status) in [(65_535, 200), (65_536, 400)] {
                let name = String(repeating: "n", count: count)
                let answer = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"k"},"\#(name)":{"N":"1"}}}"#)
                #expect(answer.status == status)
                if status == 400 { #expect(answer.message?.contains("65536") == true) }
            }
        }
    }

    @Test func `strings that Swift calls equal are different attributes and keys`() async throws {
        try await withAPI { api in
            let composed = "\u{E9}"
            let decomposed = "e\u{301}"
            for text in [composed, decomposed] {
                _ = await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"\#(text)"},"\#(composed)":{"N":"1"},"\#(decomposed)":{"N":"2"}}}"#
                )
            }
            let answer = await api.call("Scan", #"{"TableName":"simple","Select":"COUNT"}"#)
            #expect(answer["Count"] == "2")
            let item = await api.call(
                "GetItem", #"{"TableName":"simple","Key":{"p":{"S":"\#(composed)"}}}"#)
            #expect(
                item["Item"]
                    == #"{"\#(decomposed)":{"N":"2"},"p":{"S":"\#(composed)"},"\#(composed)":{"N":"1"}}"#
            )
        }
    }
}
