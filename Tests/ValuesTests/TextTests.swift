import Testing
import Values

@Suite("Text") struct TextTests {
    @Test func `composed and decomposed letters are different texts`() {
        let composed: Text = "\u{E9}"
        let decomposed: Text = "e\u{301}"
        #expect(composed.string == decomposed.string)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func `order is the order of the UTF-8 bytes`() {
        let ascending: [Text] = [
            "", "A", "Z", "a", "aa", "b", "e\u{301}", "z", "\u{E9}", "日", "🙂",
        ]
        #expect(ascending.reversed().sorted() == ascending)
        #expect(("\u{E9}" as Text) > ("e\u{301}" as Text))
    }

    @Test func `equality, order and hash agree with the bytes for random texts`() {
        let seed: UInt64 = 11
        var values = RandomValues(seed: seed)
        for _ in 0..<3_000 {
            let left = values.text()
            let right = values.text()
            #expect((left == right) == (left.bytes == right.bytes), "seed \(seed)")
            #expect(
                (left < right) == left.bytes.lexicographicallyPrecedes(right.bytes), "seed \(seed)")
            let copy = Text(utf8: left.bytes)
            #expect(copy == left && copy?.hashValue == left.hashValue, "seed \(seed)")
        }
    }

    @Test func `a prefix is judged by bytes, not by letters`() {
        let decomposed: Text = "e\u{301}a"
        #expect(decomposed.starts(with: "e"))
        #expect(decomposed.starts(with: ""))
        #expect(!decomposed.starts(with: "\u{E9}"))
        #expect(!("e" as Text).starts(with: decomposed))
    }

    @Test func `bytes that are not UTF-8 make no text`() {
        #expect(Text(utf8: [0xC3, 0x28]) == nil)
        #expect(Text(utf8: [0xED, 0xA0, 0x80]) == nil)
        #expect(Text(utf8: [0xC3, 0xA9]) == "\u{E9}")
    }

    @Test func `the length is counted in bytes`() {
        #expect(("é日🙂" as Text).utf8Count == 9)
    }
}
