import Testing

@Suite("Bounds") struct BoundRuleTests {
    @Test func `bounds stand in the limits of their target, but for parts of a drawing`() throws {
        let found = Set(BoundRules.numbersElsewhere(in: try SourceTree("Sources", "Examples")))
        for bound in found.subtracting(BoundRules.known).sorted() {
            Issue.record("\(bound) belongs into its target's Limits, with its unit and answer")
        }
        for bound in BoundRules.known.subtracting(found).sorted() {
            Issue.record("\(bound) is gone: strike it off the list of known bounds")
        }
    }

    @Test func `a target has its limits in one file`() throws {
        #expect(BoundRules.severalLimits(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test func `every bound says what it is for`() throws {
        #expect(BoundRules.unexplained(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test(arguments: [
        "static let pageMax = 100", "private static let bytesMin: Int64 = 1 << 20",
        "package static var waitLimit: Int { 4 * 3 }", "static let rowsMaxDefault = 10",
    ])
    func `a planted bound with a number of its own is found`(line: String) {
        let tree = SourceTree(planted: [
            "Sources/A/B.swift": line, "Sources/A/ALimits.swift": line,
        ])
        #expect(BoundRules.numbersElsewhere(in: tree).count == 1)
    }

    @Test(arguments: [
        "static let pageMax = Limits.pageMax", "static let listIndexMax = Int(Int32.max)",
        "let pageMax = 100", "static let count = 100", "// static let pageMax = 100",
    ])
    func `what refers to a bound, or is none, is not`(line: String) {
        let tree = SourceTree(planted: ["Sources/A/B.swift": line])
        #expect(BoundRules.numbersElsewhere(in: tree) == [])
    }

    @Test func `planted second limits and bounds without a word are found`() {
        let tree = SourceTree(planted: [
            "Sources/A/ALimits.swift": "/// Bytes: 400.\nstatic let aMax = 1\nstatic let bMax = 2",
            "Sources/A/MoreLimits.swift": "enum MoreLimits {\n    static let cMax = 1\n}",
        ])
        #expect(
            BoundRules.severalLimits(in: tree)
                == ["Sources/A/ALimits.swift and Sources/A/MoreLimits.swift"])
        #expect(
            BoundRules.unexplained(in: tree)
                == ["Sources/A/MoreLimits.swift:2 says no unit and no answer"])
    }
}
