/// What a layer must not know of those above it, and how work is started.
enum LayerRules {
    /// Words of APIs, which are handed to HTTP by its application.
    private static let apiWords = ["amz", "dynamo", "/v1", "lambda", "quipu"]

    /// Names of APIs in HTTP's code, texts and comments.
    static func apisInHTTP(in tree: SourceTree) -> [String] {
        tree.files.filter { $0.target == "HTTP" }.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                let line = line.lowercased()
                return apiWords.first { line.contains($0) }
                    .map { "\(file.path):\(number + 1) says \($0)" }
            }
        }
    }
}
