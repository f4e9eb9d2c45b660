import Testing

@Suite("Dead declarations") struct DeadDeclarationTests {
    @Test func `what is declared is used, and not by tests alone`() throws {
        let once = DeadDeclarations.usedNowhere(in: try SourceTree("Sources", "Examples", "Tools"))
        let tested = DeadDeclarations.names(in: try SourceTree("Tests"))
        let known = DeadDeclarations.calledFromOutside
            .union(DeadDeclarations.knownForTestsOnly)
        for (name, path) in once.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
            Issue.record(
                """
                \(path): nothing uses \(name)\(tested.contains(name) ? " but tests" : ""): delete \
                it, or say in DeadDeclarations who does
                """)
        }
        for name in known.subtracting(once.keys).sorted() {
            Issue.record("\(name) is used or gone: strike it off the lists of DeadDeclarations")
        }
    }

    @Test func `a declaration that nothing uses is found`() {
        let tree = SourceTree(planted: [
            "A.swift": "func used() {}  // unused stands here too\nfunc unused() { used() }",
            "B.swift": #"let text = 1; let shown = "\(text)"; case odd // shown"#,
            "C.swift": "case elsewhere: 1",
        ])
        #expect(
            DeadDeclarations.usedNowhere(in: tree)
                == ["unused": "A.swift", "shown": "B.swift", "odd": "B.swift"])
    }
}
