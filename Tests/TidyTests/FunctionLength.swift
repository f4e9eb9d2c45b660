/// A function is one screen: it is read as a whole or not at all.
enum FunctionLength {
    static let linesMax = 60

    /// Functions that are longer, from before there was this rule.
    ///
    /// The list may only become shorter.
    static let known: Set<String> = []

    struct Function: Equatable {
        /// The file and the name: "Sources/Engine/Store.swift submit".
        let name: String
        let lines: Int
    }

    /// Every function, initialiser and computed property with a body of several lines.
    ///
    /// The formatter puts the closing brace under the first letter of the declaration, so nothing has
    /// to be parsed.
    static func functions(in tree: SourceTree) -> [Function] {
        let start =
            #/^(\s*)(?:@?[\w()]+ )*(?:func (`[^`]+`|[^\s(<]+)|(init)\b|(subscript)\b|var (\w+)\b[^=]*\{$)/#
        var found: [Function] = []
        for file in tree.files {
            let code = file.code
            for (number, line) in code.enumerated() where mayStart(line) {
                guard let match = line.prefixMatch(of: start) else { continue }
                let indent = match.1
                let name = match.2 ?? match.3 ?? match.4 ?? match.5 ?? ""
                guard let end = end(of: number, indentedBy: indent, in: code) else { continue }
                found.append(Function(name: "\(file.path) \(name)", lines: end - number + 1))
            }
        }
        return found
    }

    /// Regular expressions are slow; most lines need none.
    private static func mayStart(_ line: String) -> Bool {
        line.contains("func ") || line.contains("init") || line.contains("var ")
            || line.contains("subscript")
    }

    /// The line of the closing brace, or `nil` when the declaration has no body of its own lines.
    private static func end(
        of start: Int, indentedBy indent: Substring, in code: [String]
    ) -> Int? {
        if code[start].contains("{"), code[start].hasSuffix("}") { return nil }
        for number in (start + 1)..<max(code.count, start + 1) {
            let line = code[number]
            guard line.hasPrefix(indent), let next = line.dropFirst(indent.count).first else {
                continue
            }
            switch next {
            case "}": return number
            // The parameters' end, the body's beginning on a line of its own, a `where`.
            case " ", ")", "{", "w": continue
            default: return nil
            }
        }
        return nil
    }
}
