import Engine
import TestSupport
import Testing

@Suite("Commands that are too large, in DynamoDB's words") struct CommandSizeTests {
    @Test func `a write larger than any command may be is invalid, not a reason to try again`()
        async throws
    {
        try await withAPI(configure: { $0.commandBytesMax = 1000 }) { api in
            let text = String(repeating: "x", count: 1000)
            let item = #"{"p":{"S":"a"},"t":{"S":"\#(text)"}}"#
            let put = await api.call("PutItem", #"{"TableName":"simple","Item":\#(item)}"#)
            #expect(put.status == 400)
            #expect(put.error == "ValidationException")
            #expect(put.message?.hasSuffix(" bytes; 1000 are allowed") == true, "\(put)")
            let transaction = await api.call(
                "TransactWriteItems",
                #"{"TransactItems":[{"Put":{"TableName":"simple","Item":\#(item)}}]}"#)
            #expect(transaction.error == "ValidationException", "\(transaction)")
            let get = await api.call(
                "GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)
            #expect(get.body == "{}")
        }
    }
}
