/// Functions that throw any error: callers cannot see what may come, so there are few.
enum UntypedThrows {
    /// Signatures that a library demands: of services, of command-line commands, of NIO.
    static let demanded = [
        "func run() async throws {", "func validate() throws {", "func stop() async throws {",
    ]

    /// How many others there are, by file: mostly of clients, whose errors are those of NIO's too.
    ///
    /// The numbers may only become smaller.
    static let known: [String: Int] = [
        "Sources/Client/Calls/RemoteHandlers.swift": 6,
        "Sources/Client/Calls/RemoteStore.swift": 2,
        "Sources/Client/Calls/RemoteTable.swift": 6,
        "Sources/Client/HTTP/ServerClient.swift": 3,
        "Sources/Client/Ingest/Follower.swift": 1,
        "Sources/Client/Ingest/IngestTable.swift": 4,
        "Sources/Client/Ingest/Ingestion.swift": 9,
        "Sources/HTTP/ChannelServer.swift": 1,
        "Sources/HTTP/Connection/ConnectionPipeline.swift": 1,
        "Sources/HTTP/HTTPServer.swift": 2,
        "Sources/Handlers/Destinations/FailureFiles.swift": 3,
        "Sources/NativeAPI/Events/EventsOfItem.swift": 2,
        "Sources/NativeAPI/Increments/Batch+FirstRefused.swift": 2,
        "Sources/Platform/Files/DiskFiles.swift": 2,
        "Sources/quipu/Check+Server.swift": 1,
        "Sources/quipu/Inspect+Server.swift": 1,
    ]

    /// How many functions of each file throw without saying what, other than by a library's demand.
    static func counts(in tree: SourceTree) -> [String: Int] {
        var counts: [String: Int] = [:]
        for file in tree.files {
            let count = file.code.filter { code in
                code.contains("throws") && code.contains(#/\bthrows\b(?!\()/#)
                    && !demanded.contains { code.hasSuffix($0) }
            }.count
            if count > 0 { counts[file.path] = count }
        }
        return counts
    }

    /// What has more of them than is known, and what has fewer: that belongs into the list.
    static func problems(in tree: SourceTree, known: [String: Int]) -> [String] {
        let counts = counts(in: tree)
        return Set(counts.keys).union(known.keys).sorted().compactMap { path in
            let (found, allowed) = (counts[path] ?? 0, known[path] ?? 0)
            if found > allowed { return "\(path) has \(found) untyped throws, not \(allowed)" }
            return found < allowed ? "\(path) has \(found) now: correct the list" : nil
        }
    }
}
