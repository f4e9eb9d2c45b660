import Testing

@Suite("Untyped throws") struct UntypedThrowsTests {
    @Test func `functions say what they throw, but for a few`() throws {
        let tree = try SourceTree("Sources")
        #expect(UntypedThrows.problems(in: tree, known: UntypedThrows.known) == [])
    }

    @Test func `one more is found, and so is one less`() {
        let text = """
            func a() throws {}
            func b() throws(StoreError) {}
            func c(_ body: () throws -> Void) throws(StoreError) {}
            func run() async throws {
            // throws
            let d = "throws"
            """
        let tree = SourceTree(planted: ["A.swift": text])
        #expect(UntypedThrows.counts(in: tree) == ["A.swift": 2])
        #expect(UntypedThrows.problems(in: tree, known: ["A.swift": 2]) == [])
        #expect(
            UntypedThrows.problems(in: tree, known: [:])
                == ["A.swift has 2 untyped throws, not 0"])
        #expect(
            UntypedThrows.problems(in: tree, known: ["A.swift": 3, "B.swift": 1])
                == ["A.swift has 2 now: correct the list", "B.swift has 0 now: correct the list"])
    }
}
