import JSON
import Testing

/// Strings are looked at eight bytes at a time, so every place among eight counts.
@Suite("Strings of every length") struct StringLengthTests {
    private static let lengths = 0...24

    @Test func `what is special is found at every place`() throws {
        let specials: [(written: String, meant: String)] = [
            (#"\""#, "\""), (#"\\"#, "\\"), (#"\u0000"#, "\u{0}"), ("é", "é"), ("😀", "😀"),
            (" ", " "), ("!", "!"), ("#", "#"), ("[", "["), ("]", "]"), ("\u{7F}", "\u{7F}"),
        ]
        for length in Self.lengths {
            for place in 0...length {
                let before = String(repeating: "a", count: place)
                let after = String(repeating: "z", count: length - place)
                for (written, meant) in specials {
                    let document = try JSONDocument(parsing: "[\"\(before)\(written)\(after)\",1]")
                    let first = try #require(Array(document.root.elements).first)
                    #expect(first.string == before + meant + after)
                    #expect(document.root.count == 2)
                }
            }
        }
    }

    @Test func `a control character is refused at every place`() throws {
        for length in Self.lengths {
            for place in 0...length {
                for control in [UInt8(0), 0x0A, 0x1F] {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length + 3)
                    text[0] = UInt8(ascii: "\"")
                    text[length + 2] = UInt8(ascii: "\"")
                    text[place + 1] = control
                    #expect(throws: JSONError(.controlCharacter, at: place + 1)) {
                        try JSONDocument(parsing: text)
                    }
                }
            }
        }
    }

    @Test func `a string that does not end says so at the text's end`() throws {
        for length in Self.lengths {
            let text = "\"" + String(repeating: "a", count: length)
            #expect(throws: JSONError(.truncated(.closingQuote), at: length + 1)) {
                try JSONDocument(parsing: text)
            }
        }
    }
}
