import Testing

@Suite("Layers") struct LayerRuleTests {
    @Test func `HTTP knows no API`() throws {
        #expect(LayerRules.apisInHTTP(in: try SourceTree("Sources")) == [])
    }

    @Test(arguments: ["X-Amz-Target", "// as DynamoDB has it", "POST /v1/", "LambdaError"])
    func `a planted name of an API in HTTP is found`(word: String) {
        let text = "let a = \"\(word)\""
        let tree = SourceTree(planted: [
            "Sources/HTTP/A.swift": text, "Sources/Server/A.swift": text,
        ])
        #expect(LayerRules.apisInHTTP(in: tree).map { $0.prefix(22) } == ["Sources/HTTP/A.swift:1"])
    }
}
