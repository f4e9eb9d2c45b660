import Foundation
import Testing

@Suite("Pages") struct PageTests {
    @Test func `every link of a page leads somewhere`() {
        let dead = Pages.all.flatMap { page in
            Pages.deadLinks(in: page) { path in
                let url = SourceTree.root.appendingPathComponent(path)
                if let text = try? String(contentsOf: url, encoding: .utf8) { return text }
                return FileManager.default.fileExists(atPath: url.path) ? "" : nil
            }
        }
        #expect(dead == [])
    }

    @Test func `the first page is short`() throws {
        let lines = try SourceTree.text(of: "README.md").split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= Pages.readmeLinesMax)
    }

    @Test func `every place that the glossary names is there`() throws {
        let glossary = try SourceTree.text(of: "Sources/Engine/Engine.docc/Glossary.md")
        let places = glossary.matches(
            of: #/\| [^|]*`(\w+/[\w\/+.]*)`[^|]*\|$/#.anchorsMatchLineEndings())
        #expect(places.count > 20)
        for place in places {
            let path = SourceTree.root.appendingPathComponent("Sources/\(place.1)").path
            #expect(FileManager.default.fileExists(atPath: path), "\(place.1)")
        }
    }

    @Test func `a link that leads nowhere is found`() {
        let pages = [
            "A.md":
                "# A page\n[b](Folder/B.md) [c](C.md) [site](https://example.org/x) [own](#a-page)",
            "Folder/B.md": "## The `code`, a heading\n[up](../A.md#a-page) [no](../A.md#nothing)",
        ]
        let text = { (path: String) in pages[path] }
        #expect(Pages.deadLinks(in: "A.md", text: text) == ["A.md leads to C.md, which is missing"])
        #expect(
            Pages.deadLinks(in: "Folder/B.md", text: text)
                == ["Folder/B.md leads to ../A.md#nothing, which is no heading"])
        #expect(Pages.headings(in: pages["Folder/B.md"] ?? "") == ["the-code-a-heading"])
    }
}
