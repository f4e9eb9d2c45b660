import Model
import Testing
import Values

@Suite("Patterns of counters") struct CounterPatternTests {
    @Test(arguments: [
        ("c", "c", true), ("c", "cc", false), ("cc", "c", false), ("c*", "c", true),
        ("c*", "cc", true), ("country:*", "country:IT", true), ("country:*", "country:", true),
        ("country:*", "country", false), ("country:*", "Country:IT", false), ("*", "c", true),
        ("c*", "c*", true), ("c", "c*", false), ("", "", true), ("", "c", false), ("*", "", true),
        // Bytes, not characters: composed and decomposed differ, and a prefix may end in one.
        ("\u{E9}*", "\u{E9}t\u{E9}", true), ("\u{E9}*", "e\u{301}t", false),
        ("e*", "e\u{301}t", true), ("\u{E9}", "e\u{301}", false),
    ])
    func `a counter means its own name, or with a star whatever begins so`(
        pattern: Text, attribute: Text, isMeant: Bool
    ) {
        #expect(pattern.isCounterPattern(for: attribute) == isMeant)
    }
}
