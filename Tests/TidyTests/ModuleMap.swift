/// Which of our targets each target's files may import; arrows are transitive.
enum ModuleMap {
    static let mayImport: [String: Set<String>] = [
        "LMDB": ["CLMDB"],
        "JSON": [],
        "Values": [],
        "Sketches": [],
        "Log": [],
        "Expressions": ["Sketches", "Values"],
        "Mutations": ["Expressions", "Sketches", "Values"],
        "Engine": ["Expressions", "LMDB", "Log", "Mutations", "Sketches", "Values"],
        "DynamoDBAPI": ["Engine", "Expressions", "JSON", "Log", "Mutations", "Values"],
        "NativeAPI": ["Engine", "Expressions", "JSON", "Mutations", "Sketches", "Values"],
        "LambdaAPI": ["DynamoDBAPI", "Engine", "JSON", "Mutations", "NativeAPI", "Values"],
        "Handlers": [
            "DynamoDBAPI", "Engine", "Expressions", "JSON", "Log", "Mutations", "NativeAPI",
            "Values",
        ],
        "Server": [
            "CZlib", "DynamoDBAPI", "Engine", "JSON", "LambdaAPI", "Mutations", "NIOCore",
            "NIOPosix", "NativeAPI", "Values",
        ],
        "quipu": [
            "DynamoDBAPI", "Engine", "Handlers", "JSON", "LambdaAPI", "Log", "Mutations",
            "NIOCore", "NIOHTTP1", "NIOPosix", "NativeAPI", "Server", "Values",
        ],
        "LoadGenerator": [
            "DynamoDBAPI", "Engine", "Mutations", "NIOCore", "NIOPosix", "Server",
        ],
        "Instructions": [
            "DynamoDBAPI", "Engine", "Log", "Mutations", "NIOCore", "NIOEmbedded", "NativeAPI",
            "Server",
        ],
    ]

    /// C libraries of the system, which have no Swift files.
    static let systemLibraries: Set<String> = ["CLMDB", "CZlib"]

    /// Foundation is slow to load and large: zone rules, the clock, the settings file and the
    /// command line's client are all that needs it.
    static let foundationRooms = [
        "Sources/NativeAPI/Time/TimeZoneRules.swift", "Sources/Server/Settings/SettingsFile.swift",
        "Sources/quipu/", "Tools/LoadGenerator/",
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
