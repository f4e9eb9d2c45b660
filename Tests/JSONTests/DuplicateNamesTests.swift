import JSON
import Platform
import Testing

@Suite("Duplicate member names") struct DuplicateNamesTests {
    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "a", 7),
        (#"{"a":1,"b":{"c":1},"a":2}"#, "a", 19),
        (#"[{"x":{"":1,"":1}}]"#, "", 12),
        (#"{"a":1,"\u0061":2}"#, "a", 7),
        (#"{"\u00e9":1,"é":2}"#, "é", 12),
        (#"{"\n":1,"\u000a":2}"#, "\n", 8),
    ])
    func `two members of one name are refused, however they are spelled`(
        text: String, name: String, offset: Int
    ) {
        #expect(problem(in: text.utf8) == JSONError(.duplicateMember(name), at: offset))
    }

    @Test(arguments: [
        #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#,
        #"{"a":1,"A":2,"aa":3,"":4,"a\u0000":5}"#,
        // One character to a reader, two names to the store: composed and decomposed é.
        "{\"\u{E9}\":1,\"e\u{301}\":2}",
    ])
    func `names that differ in any byte are different`(text: String) {
        #expect(problem(in: text.utf8) == nil)
    }

    @Test func `where they are allowed, both members are there, in order`() throws {
        let text = #"{"a":1,"b":{"c":2,"c":3},"\u0061":4}"#
        let document = try JSONDocument(parsing: Array(text.utf8), allowsDuplicateNames: true)
        #expect(document.root.members.map(\.name) == ["a", "b", "a"])
        #expect(document.root.members.map(\.value.integer) == [1, nil, 4])
        #expect(document.root["b"]?.members.map(\.value.integer) == [2, 3])
    }

    @Test func `one duplicate is found among many names, wherever it stands`() throws {
        var random = SplitMix64(seed: 7)
        for count in [8, 9, 10, 100, 1000] {
            for _ in 0..<20 {
                var names = (0..<count).map { "a long shared beginning \($0)" }
                names.shuffle(using: &random)
                func text() -> String {
                    "{" + names.map { "\"\($0)\":{\"x\":[1,2]}" }.joined(separator: ",") + "}"
                }
                #expect(problem(in: text().utf8) == nil)
                let (one, two) = (
                    Int.random(in: 0..<count, using: &random),
                    Int.random(in: 0..<count, using: &random)
                )
                guard one != two else { continue }
                names[one] = names[two]
                let found = try #require(problem(in: text().utf8))
                #expect(found.problem == .duplicateMember(names[one]))
                // It is the second of the two that is reported.
                let before = text().utf8.prefix(found.offset)
                #expect(String(before)?.contains("\"\(names[one])\"") == true)
            }
        }
    }

    @Test func `escaped and plain names are compared alike in a large object`() {
        var names = (0..<50).map { "name \($0)" }
        names[20] = #"n\u0061me 20"#
        func text() -> String { "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}" }
        #expect(problem(in: text().utf8) == nil)
        names[40] = "name 20"
        #expect(problem(in: text().utf8)?.problem == .duplicateMember("name 20"))
    }

    @Test func `a hundred thousand alike names are checked within the patience of a test`() {
        let beginning = String(repeating: "x", count: 40)
        let members = (0..<100_000).map { "\"\(beginning)\($0)\":0" }
        #expect(problem(in: "{\(members.joined(separator: ","))}".utf8) == nil)
    }
}
