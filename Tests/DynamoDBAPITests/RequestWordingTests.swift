import API
import DynamoDBAPI
import Testing

@Suite("Wording of what is wrong with a request") struct RequestWordingTests {
    private func message(
        _ operation: String, _ body: String, _ wording: RequestWording = .current
    ) async throws -> String {
        var message = ""
        try await withAPI(settings: APISettings(requestWording: wording)) { api in
            let answer = await api.call(operation, #"{"TableName":"simple","# + body + "}")
            message = answer.message ?? ""
        }
        return message
    }

    @Test(arguments: [
        ("UpdateItem", #""Key":{"p":{"S":"a"}},"UpdateExpression":"SET""#),
        ("PutItem", #""Item":{"p":{"S":"a"}},"ConditionExpression":"""#),
        ("PutItem", #""Item":{"p":{"S":"a"}},"Expected":{"a":{"Exists":true}}"#),
        ("DeleteItem", #""Key":{"p":{"S":"a"}},"ReturnValues":"ALL_NEW""#),
        ("DeleteItem", ##""Key":{"p":{"S":"a"}},"ExpressionAttributeNames":{"#a":"a"}"##),
    ])
    func `what is wrong with a write of one item is counted today`(operation: String, body: String)
        async throws
    {
        let former = try await message(operation, body, .former)
        #expect(!former.isEmpty && !former.contains("detected"), "\(former)")
        let current = try await message(operation, body)
        #expect(current == "1 validation error detected: \(former)")
    }

    @Test func `what only the table forbids is not counted`() async throws {
        let key = #""Key":{"p":{"S":""}}"#
        #expect(try await message("DeleteItem", key).hasPrefix("One or more parameter values are"))
        let update =
            key.replacing(#""""#, with: #""a""#)
            + #","UpdateExpression":"SET p = :v","ExpressionAttributeValues":{":v":{"S":"b"}}"#
        let told = try await message("UpdateItem", update)
        #expect(told.hasSuffix("Cannot update attribute p. This attribute is part of the key"))
        #expect(!told.contains("detected"))
    }

    @Test func `other operations count only broken constraints`() async throws {
        let scan = #""FilterExpression":"a +""#
        #expect(try await message("Scan", scan).hasPrefix("Invalid FilterExpression"))
    }

    @Test func `values without an expression are refused in fewer words where they are counted`()
        async throws
    {
        let values = #""Item":{"p":{"S":"a"}},"ExpressionAttributeValues":{":v":{"S":"a"}}"#
        let sentence = "ExpressionAttributeValues can only be specified when using expressions"
        #expect(
            try await message("PutItem", values, .former)
                == sentence + ": ConditionExpression is null")
        #expect(
            try await message("PutItem", values) == "1 validation error detected: " + sentence)
    }

    @Test func `a batch that asks for nothing breaks a constraint today`() async throws {
        let nothing = #""RequestItems":{}"#
        #expect(
            try await message("BatchGetItem", nothing)
                == "1 validation error detected: Value at 'RequestItems' failed to satisfy "
                + "constraint: Member must have length greater than or equal to 1")
        #expect(
            try await message("BatchGetItem", nothing, .former)
                == "The requestItems parameter is required for BatchGetItem")
    }

    // MARK: - Values

    private static let noNumber = "The parameter cannot be converted to a numeric value"
    private static let overflow =
        "Number overflow. Attempting to store a number with magnitude larger than supported range"
    private static let underflow =
        "Number underflow. Attempting to store a number with magnitude smaller than supported range"

    @Test(arguments: [
        ("", noNumber + ": ", noNumber, noNumber),
        ("abc", noNumber + ": abc", noNumber + ": abc", noNumber + ": abc"),
        ("1e126", overflow, overflow, overflow),
        ("1e2147483647", overflow, overflow, underflow),
        ("1e2147483648", overflow, overflow, noNumber + ": 1e2147483648"),
        ("1e-2147483648", underflow, underflow, noNumber + ": 1e-2147483648"),
        (
            "1e9223372036854775808", noNumber + ": 1e9223372036854775808", overflow,
            noNumber + ": 1e9223372036854775808"
        ),
    ])
    func `numbers are read as Java reads them where the words have not changed`(
        number: String, current: String, former: String, lasting: String
    ) async throws {
        let value = #"{"N":"\#(number)"}"#
        let key = #""Key":{"p":"# + value + "}"
        #expect(try await message("GetItem", key) == current)
        #expect(try await message("GetItem", key, .former) == former)
        #expect(
            try await message("DeleteItem", key) == "1 validation error detected: " + current)
        let filter =
            #""FilterExpression":"a = :n","ExpressionAttributeValues":{":n":"# + value + "}"
        for wording in [RequestWording.former, .current] {
            #expect(
                try await message("Scan", filter, wording)
                    == "ExpressionAttributeValues contains invalid value: \(lasting) for key :n")
        }
    }

    private static let invalid = "One or more parameter values were invalid: "

    @Test(arguments: [
        (
            #"{"SS":["b","a","b"]}"#,
            invalid + #"Input collection ["a", "b", "b"] contains duplicates."#,
            invalid + "Input collection [b, a, b] contains duplicates."
        ),
        (
            #"{"BS":["/w==","AA==","AA=="]}"#,
            invalid + #"Input collection ["AA==","/w==","AA=="]of type BS contains duplicates."#,
            invalid + "Input collection [/w==, AA==, AA==]of type BS contains duplicates."
        ),
        (
            #"{"NS":["2","1","2"]}"#, invalid + "Input collection contains duplicates.",
            "Input collection contains duplicates"
        ),
    ])
    func `the members of a set with a repeated one are shown in order today`(
        set: String, current: String, former: String
    ) async throws {
        let read = #""Key":{"p":"# + set + "}"
        #expect(try await message("GetItem", read) == current)
        #expect(try await message("GetItem", read, .former) == former)
        let filter =
            #""FilterExpression":"a = :t","ExpressionAttributeValues":{":t":"# + set + "}"
        let named = "ExpressionAttributeValues contains invalid value: \(former) for key :t"
        #expect(try await message("Scan", filter) == named)
        let query = filter + #","KeyConditionExpression":"p = :t""#
        #expect(try await message("Query", query) == current)
        #expect(try await message("Query", query, .former) == named)
    }
}
