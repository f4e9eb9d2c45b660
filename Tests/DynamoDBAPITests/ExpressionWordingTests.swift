import API
import DynamoDBAPI
import Testing

@Suite("Wording of expression errors") struct ExpressionWordingTests {
    private let update = #"{"TableName":"simple","Key":{"p":{"S":"a"}},"UpdateExpression":"SET"}"#

    private func message(_ operation: String, _ body: String, _ wording: ExpressionWording)
        async throws -> String
    {
        var message = ""
        try await withAPI(settings: APISettings(expressionWording: wording)) { api in
            message = await api.call(operation, body).message ?? ""
        }
        return message
    }

    @Test func `errors in expressions are not counted, as clients have always known them`()
        async throws
    {
        #expect(APISettings().expressionWording == .plain)
        let told = try await message("UpdateItem", update, .plain)
        #expect(told.hasPrefix("Invalid UpdateExpression: Syntax error"), "\(told)")
    }

    @Test func `one setting counts them, where AWS does`() async throws {
        let plain = try await message("UpdateItem", update, .plain)
        let counted = try await message("UpdateItem", update, .counted)
        #expect(counted == "1 validation error detected: \(plain)")
        let other = #"{"TableName":"simple","FilterExpression":"a +"}"#
        #expect(try await message("Scan", other, .counted).hasPrefix("Invalid FilterExpression"))
        let broken = #"{"TableName":"","Key":{}}"#
        let once = try await message("DeleteItem", broken, .counted)
        #expect(once == (try await message("DeleteItem", broken, .plain)))
    }
}
