/// Which of our targets each target's files may import; arrows are transitive.
enum ModuleMap {
    static let mayImport: [String: Set<String>] = [
        "JSON": ["Platform"],
        "Platform": ["CZlib"],
        "Values": [],
        "HTTP": ["NIOCore", "NIOPosix", "Platform"],
        "LMDB": ["CLMDB", "Platform"],
        "Log": ["Platform"],
        "Sketches": ["Platform"],
        "Expressions": ["Platform", "Sketches", "Values"],
        "PartiQL": ["Expressions", "Values"],
        "Model": ["Expressions", "Platform", "Sketches", "Values"],
        "Client": ["JSON", "Model", "NIOCore", "NIOHTTP1", "NIOPosix", "Platform"],
        "Commands": ["Expressions", "Model", "Platform", "Sketches", "Values"],
        "Engine": [
            "Commands", "Expressions", "LMDB", "Log", "Model", "Platform", "Values",
        ],
        "API": [
            "Commands", "Engine", "Expressions", "Model", "Platform", "StreamRecords", "Values",
        ],
        "Console": ["Client", "Model"],
        "StreamRecords": ["Engine", "Expressions", "JSON", "Model", "Values"],
        "PlainBodies": ["Commands", "Expressions", "JSON", "Model", "Sketches", "Values"],
        "HandlerModel": [
            "API", "Commands", "Engine", "Expressions", "JSON", "Model", "PlainBodies", "Values",
        ],
        "Clicks": ["Client", "Console", "JSON", "Model", "Platform", "Values"],
        "DynamoDBAPI": [
            "API", "Commands", "Engine", "Expressions", "JSON", "Model", "PartiQL", "Platform",
            "StreamRecords", "Values",
        ],
        "NativeAPI": [
            "API", "Commands", "Engine", "Expressions", "HandlerModel", "JSON", "Model",
            "PlainBodies", "Platform", "Sketches", "Values",
        ],
        "Handlers": [
            "Commands", "Engine", "Expressions", "HandlerModel", "JSON", "Model", "Platform",
            "StreamRecords", "Values",
        ],
        "LambdaAPI": [
            "API", "Commands", "Engine", "HandlerModel", "JSON", "Model", "Platform",
            "StreamRecords", "Values",
        ],
        "Server": [
            "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "HandlerModel", "JSON", "LambdaAPI",
            "Model", "NIOCore", "NativeAPI", "Platform", "Values",
        ],
        "Instructions": [
            "API", "DynamoDBAPI", "Engine", "HTTP", "Log", "Model", "NIOCore", "NIOEmbedded",
            "NativeAPI", "Platform", "Server",
        ],
        "LoadGenerator": [
            "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "Model", "NIOCore", "NIOPosix",
            "Platform", "Server",
        ],
        "quipu": [
            "API", "Clicks", "Client", "Commands", "Console", "DynamoDBAPI", "Engine", "HTTP",
            "Handlers", "JSON", "LambdaAPI", "Log", "Model", "NIOCore", "NIOPosix", "NativeAPI",
            "Platform", "Server", "StreamRecords", "Values",
        ],
    ]

    /// C libraries of the system, which have no Swift files.
    static let systemLibraries: Set<String> = ["CLMDB", "CZlib"]

    /// Foundation is slow to load and large: zone rules, the clock, the settings file and the
    /// command line's client are all that needs it.
    static let foundationRooms = [
        "Sources/NativeAPI/Time/TimeZoneRules.swift", "Sources/Server/Settings/SettingsFile.swift",
        "Sources/quipu/", "Sources/Client/HTTP/ServerAddress.swift", "Sources/Console/",
        "Tools/LoadGenerator/",
    ]

    /// Every import that the map does not allow.
    static func problems(
        in tree: SourceTree, mayImport: [String: Set<String>] = mayImport
    ) -> [String] {
        let ours = Set(mayImport.keys).union(systemLibraries)
        var problems: [String] = []
        for file in tree.files {
            guard let allowed = mayImport[file.target] else {
                problems.append("\(file.path) is in no target of the map")
                continue
            }
            for module in imports(of: file) {
                if ours.contains(module) || module.hasPrefix("NIO"), !allowed.contains(module) {
                    problems.append("\(file.path) imports \(module)")
                }
                if module == "Foundation",
                    !foundationRooms.contains(where: { file.path.hasPrefix($0) })
                {
                    problems.append("\(file.path) imports Foundation")
                }
            }
        }
        return problems
    }

    /// What the map allows and no file does.
    static func unused(
        in tree: SourceTree, mayImport: [String: Set<String>] = mayImport
    ) -> [String] {
        var imported: [String: Set<String>] = [:]
        for file in tree.files {
            imported[file.target, default: []].formUnion(imports(of: file))
        }
        return mayImport.flatMap { target, allowed in
            allowed.subtracting(imported[target] ?? []).map { "\(target) does not need \($0)" }
        }.sorted()
    }

    private static func imports(of file: SourceTree.File) -> [String] {
        file.code.filter { $0.contains("import ") }.compactMap { line in
            line.prefixMatch(of: #/\s*(?:\w+ )?import (\w+)/#).map { String($0.1) }
        }
    }
}
