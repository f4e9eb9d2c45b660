import Testing

@Suite("Formats, drawn twice") struct FormatPageTests {
    @Test func `every drawing of the page is the one above its code`() throws {
        let page = try SourceTree.text(of: FormatPage.path)
        #expect(FormatPage.drawings(in: page).count > 30)
        #expect(FormatPage.differences(in: page, from: try SourceTree("Sources")) == [])
    }

    @Test func `every file that draws bytes is on the page`() throws {
        let page = try SourceTree.text(of: FormatPage.path)
        #expect(FormatPage.missing(from: page, in: try SourceTree("Sources")) == [])
    }

    @Test func `every kind of command says on the page what its body is`() throws {
        let page = try SourceTree.text(of: FormatPage.path)
        #expect(FormatPage.wrongBodies(in: page, of: try SourceTree("Sources/Commands")) == [])
    }

    @Test func `a drawing that differs, is missing or is nowhere is found`() {
        let page = "Drawn in `Log/A.swift`:\n\n```\n0  count u8\n   bytes\n```\n"
        let differences = { (text: String) in
            FormatPage.differences(
                in: page, from: SourceTree(planted: ["Sources/Log/A.swift": text]))
        }
        #expect(differences("// A.\n//\n//     0  count u8\n//        bytes\nlet a = 1") == [])
        #expect(differences("    ///   0  count u8\n    ///      bytes\n") == [])
        #expect(
            differences("//     0  count u16\n//        bytes")
                == ["Log/A.swift draws it otherwise: 0  count u8"])
        #expect(differences("//     0  count u8").count == 1)
        #expect(
            FormatPage.differences(in: page, from: SourceTree(planted: ["B.swift": ""]))
                == ["Log/A.swift is not there"])
        let drawn = SourceTree(planted: [
            "Sources/Log/A.swift": "//     a u8 · b u8",
            "Sources/Log/B.swift": "//   a u8 · b u8",
            "Sources/HTTP/C.swift": "//     a · b",
            "Sources/Log/D.swift": "// a · b, in words",
        ])
        #expect(FormatPage.missing(from: page, in: drawn) == ["Sources/Log/B.swift"])
    }

    @Test func `a command without its body, or with another one, is found`() {
        let form = "static let form = CommandForm(kind: 9)\n"
        let body = "    // Body: table varint ·\n    // tags\n    func encodeBody() {}\n"
        let tree = SourceTree(planted: ["A.swift": form + body, "B+Command.swift": form])
        #expect(
            FormatPage.wrongBodies(in: "| 9 | `A` | table varint · tags |\n", of: tree)
                == ["B+Command.swift does not say what its body is"])
        #expect(FormatPage.wrongBodies(in: "| 9 | `A` | table varint |\n", of: tree).count == 2)
    }
}
