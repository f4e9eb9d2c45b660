/// The page that draws every format: what it repeats from comments of the code must be the same text.
enum FormatPage {
    static let path = "Sources/Engine/Engine.docc/Formats.md"

    /// Where bytes that the store keeps are read and written.
    static let rooms = [
        "Sources/Log/", "Sources/Values/", "Sources/Model/", "Sources/Commands/",
        "Sources/Engine/", "Sources/Expressions/Stored/",
    ]

    struct Drawing: Equatable {
        /// The file that it is drawn in, below Sources.
        let file: String
        let lines: [String]
    }

    static func drawings(in page: String) -> [Drawing] {
        var drawings: [Drawing] = []
        var file = ""
        var lines: [String]?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let match = line.firstMatch(of: #/^Drawn in `([^`]+)`:$/#) {
                file = String(match.1)
            } else if line == "```" {
                if let drawn = lines { drawings.append(Drawing(file: file, lines: drawn)) }
                lines = lines == nil ? [] : nil
            } else {
                lines?.append(line)
            }
        }
        return drawings
    }

    /// Drawings of the page that are not, line by line, in a comment of the file that they name.
    static func differences(in page: String, from tree: SourceTree) -> [String] {
        drawings(in: page).compactMap { drawing in
            guard let file = tree.files.first(where: { $0.path == "Sources/\(drawing.file)" })
            else { return "\(drawing.file) is not there" }
            let comments = file.lines.map { line in
                line.firstMatch(of: #/^ *\/\/\/? ?(.*)$/#).map { String($0.1) }
            }
            let isThere = comments.indices.contains { start in
                let end = start + drawing.lines.count
                guard end <= comments.count else { return false }
                let found = comments[start..<end].compactMap { $0 }
                return found.count == drawing.lines.count && flush(found) == drawing.lines
            }
            return isThere ? nil : "\(drawing.file) draws it otherwise: \(drawing.lines[0])"
        }
    }

    /// Without the indentation that all lines share.
    private static func flush(_ lines: [String]) -> [String] {
        let shared = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(shared)) }
    }

    /// Files that draw bytes, with parts in a row, and that the page does not name.
    static func missing(from page: String, in tree: SourceTree) -> [String] {
        let named = Set(drawings(in: page).map { "Sources/\($0.file)" })
        return tree.files.filter { file in
            rooms.contains { file.path.hasPrefix($0) } && !named.contains(file.path)
                && file.lines.contains { $0.contains(#/^ *\/\/\/? {3,}[^-].*·/#) }
        }.map(\.path)
    }

    /// Kinds of commands whose row does not say what their file says of the body.
    static func wrongBodies(in page: String, of tree: SourceTree) -> [String] {
        tree.files.compactMap { file in
            guard file.code.contains(where: { $0.contains("static let form = CommandForm(") })
            else { return nil }
            let kind = file.name.prefix { $0 != "+" && $0 != "." }
            guard let start = file.lines.firstIndex(where: { $0.contains("// Body: ") }) else {
                return "\(file.path) does not say what its body is"
            }
            let body = file.lines[start...].prefix { $0.contains("    // ") }
                .map { $0.replacing(#/^ *\/\/ (Body: )?/#, with: "") }
                .joined(separator: " ")
            return page.contains("| `\(kind)` | \(body) |\n")
                ? nil : "the row of \(kind) lacks its body: \(body)"
        }
    }
}
