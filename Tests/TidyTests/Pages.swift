import Foundation

/// Rules about the pages that people read.
enum Pages {
    static let all = [
        "README.md", "CONTRIBUTING.md", "Documentation/Manual.md", "Documentation/Benchmarks.md",
        "Documentation/Development.md", "Documentation/Compatibility.md",
        "Tests/OldData/README.md", "Tools/handlers/README.md", "Samples/README.md",
    ]

    /// The first page is read to its end only when it is short.
    static let readmeLinesMax = 200

    /// Links to files and headings that are not there.
    ///
    /// - Parameter text: what a page holds, or `nil` when there is none; folders count as pages.
    static func deadLinks(
        in page: String, text: (String) -> String?
    ) -> [String] {
        guard let content = text(page) else { return ["\(page) is missing"] }
        return content.matches(of: #/\]\(([^)#\s]*)(?:#([^)\s]*))?\)/#).compactMap { match in
            let target = String(match.1)
            guard !target.contains("://") else { return nil }
            let path = target.isEmpty ? page : resolved(target, from: page)
            guard let found = text(path) else {
                return "\(page) leads to \(target), which is missing"
            }
            guard let heading = match.2, !headings(in: found).contains(String(heading)) else {
                return nil
            }
            return "\(page) leads to \(target)#\(heading), which is no heading"
        }
    }

    /// The anchors of a page's headings, as GitHub makes them.
    static func headings(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" }.trimmingPrefix(" ").lowercased()
                    .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
                    .replacing(" ", with: "-")
            })
    }

    private static func resolved(_ target: String, from page: String) -> String {
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}
