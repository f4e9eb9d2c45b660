import Foundation

/// The project's own Swift files, read once.
struct SourceTree {
    struct File {
        /// From the project's root, as in "Sources/Engine/Store.swift".
        let path: String
        let lines: [String]

        var name: String { String(path.split(separator: "/").last ?? "") }

        /// "Engine" for "Sources/Engine/Store.swift".
        var target: String {
            let parts = path.split(separator: "/")
            return parts.count > 1 ? String(parts[1]) : ""
        }

        /// Lines without comments and without what stands in string literals.
        var code: [String] {
            lines.map { line in
                let withoutText = line.replacing(#/"([^"\\]|\\.)*"/#, with: "\"\"")
                guard let comment = withoutText.range(of: "//") else { return withoutText }
                return String(withoutText[..<comment.lowerBound])
            }
        }
    }

    let files: [File]

    /// Every Swift file below the folders named.
    init(_ folders: String...) throws {
        var files: [File] = []
        for folder in folders {
            let root = SourceTree.root.appendingPathComponent(folder)
            let names = FileManager.default.enumerator(atPath: root.path)
            while let name = names?.nextObject() as? String {
                guard name.hasSuffix(".swift"), !name.contains(".build") else { continue }
                let text = try String(
                    contentsOf: root.appendingPathComponent(name), encoding: .utf8)
                files.append(
                    File(
                        path: "\(folder)/\(name)",
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                            .map(String.init)))
            }
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The text of a file, from the project's root.
    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static var root: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
