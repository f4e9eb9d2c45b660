import Testing

@Suite("Function length") struct FunctionLengthTests {
    @Test func `no function is longer than a screen, but for those that were`() throws {
        let long = FunctionLength.functions(in: try SourceTree("Sources", "Examples", "Tools"))
            .filter { $0.lines > FunctionLength.linesMax }
        for function in long where !FunctionLength.known.contains(function.name) {
            Issue.record("\(function.name) has \(function.lines) lines: make two of it")
        }
        for name in FunctionLength.known.subtracting(long.map(\.name)).sorted() {
            Issue.record("\(name) is short now: strike it off the list of long functions")
        }
    }

    @Test func `functions are found and measured`() {
        let tree = SourceTree(planted: [
            "A.swift": """
            struct A {
                var short: Int { 1 }
                var long: Int {
                    1
                }
                init() {
                }
                @discardableResult
                package static func several(
                    of: Int
                ) throws(E) -> Int
                where T: P
                {
                    if true {
                    }
                    return 1
                }
                func required()
                func `in words`() {

                }
            }
            """
        ])
        #expect(
            FunctionLength.functions(in: tree) == [
                .init(name: "A.swift long", lines: 3), .init(name: "A.swift init", lines: 2),
                .init(name: "A.swift several", lines: 9),
                .init(name: "A.swift `in words`", lines: 3),
            ])
    }
}
