import Engine
import TestSupport
import Testing
import Values

@Suite("Commands that are too large, in the native API") struct CommandSizeTests {
    private let text = String(repeating: "x", count: 1000)

    @Test func `an update larger than any command may be is told its size and the limit`()
        async throws
    {
        try await withClicks(configure: { $0.commandBytesMax = 1000 }) { (api) async throws in
            let update = #"{"key":{"pk":"a","sk":"b"},"set":{"t":"\#(text)"}}"#
            let answer = await api.post("increment", update)
            #expect(
                answer.problem == Problem(status: 413, type: "command-too-large", field: "body"))
            #expect(
                answer.detail.hasPrefix("What the request asks for takes 10")
                    && answer.detail.hasSuffix(" bytes; 1000 are allowed."), "\(answer)")
            // A batch can be sent in parts, so it has a problem of its own.
            let batch = await api.batch([update])
            #expect(batch.problem == Problem(status: 409, type: "batch-too-large"))
            #expect(try api.item("a", "b") == nil)
        }
    }
}
