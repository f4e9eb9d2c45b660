/// What a layer must not know of those above it.
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

    /// Files that begin a task without a parent.
    ///
    /// The list may only become shorter.
    static let knownTasks: Set<String> = [
        // Its caller waits for it; there is no other way past a cancellation.
        "Sources/Platform/Threads/Task+Cancellation.swift"
    ]

    /// Files that begin tasks without a parent, which nobody waits for: `TaskNursery` has them.
    static func tasksWithoutParent(in tree: SourceTree) -> [String] {
        let begun = #/\bTask(?:<[^>]*>)?(?:\.detached)?(?:\([^)]*\))? \{/#
        return tree.files.filter { file in
            file.code.contains { line in
                line.contains("Task") && line.contains(begun)
                    || line.contains("Task.detached") || line.contains("Task(operation")
            }
        }.map(\.path)
    }

    /// Threads that are not the project's own: debuggers show none of our names for them, and what
    /// waits for them has no bound of ours.
    static func foreignThreads(in tree: SourceTree) -> [String] {
        let words = ["DispatchQueue.global", "posixBlockingThreadPool", "NIOThreadPool("]
        return tree.files.flatMap { file in
            file.code.enumerated().compactMap { number, code in
                words.first { code.contains($0) }
                    .map { "\(file.path):\(number + 1) uses \($0), not BlockingPool" }
            }
        }
    }
}
