import Foundation

/// Swift files, read once: the project's own, or texts that a test makes up.
struct SourceTree {
    struct File {
        /// From the project's root, as in "Sources/Engine/Store.swift".
        let path: String
        let lines: [String]
        /// Lines without comments and without what stands in string literals.
        let code: [String]

        var name: String { String(path.split(separator: "/").last ?? "") }

        /// "Engine" for "Sources/Engine/Store.swift".
        var target: String {
            let parts = path.split(separator: "/")
            return parts.count > 1 ? String(parts[1]) : ""
        }

        init(path: String, text: String) {
            self.path = path
            lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            code = lines.map(File.code)
        }

        private static func code(of line: String) -> String {
            guard line.utf8.contains(UInt8(ascii: "\"")) || line.utf8.contains(UInt8(ascii: "/"))
            else { return line }
            var kept: [UInt8] = []
            var isQuoted = false
            var isEscaped = false
            for byte in line.utf8 {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                    kept.append(byte)
                } else if isQuoted {
                    isEscaped = byte == UInt8(ascii: "\\")
                } else if byte == UInt8(ascii: "/"), kept.last == byte {
                    kept.removeLast()
                    break
                } else {
                    kept.append(byte)
                }
            }
            return String(decoding: kept, as: UTF8.self)
        }
    }

    let files: [File]

    /// Every Swift file below the folders named.
    init(_ folders: String...) throws {
        files = try SourceTree.all.get().filter { file in
            folders.contains { file.path.hasPrefix("\($0)/") }
        }
    }

    /// All of the project's files, read by the first rule that asks.
    private static let all = Result {
        var files: [File] = []
        for folder in ["Sources", "Examples", "Tests", "Tools"] {
            let root = SourceTree.root.appendingPathComponent(folder)
            let names = FileManager.default.enumerator(atPath: root.path)
            while let name = names?.nextObject() as? String {
                guard name.hasSuffix(".swift"), !name.contains(".build") else { continue }
                let text = try String(
                    contentsOf: root.appendingPathComponent(name), encoding: .utf8)
                files.append(File(path: "\(folder)/\(name)", text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// Files that a test makes up, to see that a rule finds what is wrong with them.
    init(planted texts: KeyValuePairs<String, String>) {
        files = texts.map { File(path: $0.key, text: $0.value) }
    }

    /// The text of a file, from the project's root.
    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The folders directly below one.
    static func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: root.appendingPathComponent(path), includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
        .map(\.lastPathComponent).sorted()
    }

    static var root: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
