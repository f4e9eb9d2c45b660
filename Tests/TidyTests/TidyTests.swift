import Testing

/// The rules of the house that a compiler does not check.
@Suite("Tidy") struct TidyTests {
    /// Which of our targets each target's files may import; arrows are transitive.
    static let mayImport: [String: Set<String>] = [
        "LMDB": ["CLMDB"],
        "JSON": [],
        "Values": [],
        "Sketches": [],
        "Log": [],
        "Expressions": ["Sketches", "Values"],
        "Mutations": ["Expressions", "Sketches", "Values"],
        "Engine": ["Expressions", "LMDB", "Log", "Mutations", "Sketches", "Values"],
        "API": ["Engine", "Expressions", "Mutations", "Sketches", "Values"],
        "DynamoDBAPI": [
            "API", "Engine", "Expressions", "JSON", "Log", "Mutations", "Sketches", "Values",
        ],
        "NativeAPI": [
            "API", "Engine", "Expressions", "JSON", "Log", "Mutations", "Sketches", "Values",
        ],
        "LambdaAPI": [
            "API", "DynamoDBAPI", "Engine", "JSON", "Mutations", "NativeAPI", "Values",
        ],
        "Handlers": [
            "API", "DynamoDBAPI", "Engine", "Expressions", "JSON", "Log", "Mutations", "NativeAPI",
            "Sketches", "Values",
        ],
    ]

    /// Where the word may stand: pointers stay in two rooms.
    static let unsafeRooms = [
        "Sources/LMDB/", "Sources/Log/FileCalls.swift", "Sources/Engine/Write/WorkerThread.swift",
        "Sources/Handlers/Process/SystemCalls.swift", "Sources/Server/Compression/Zlib.swift",
        "Sources/Server/Compression/GzipStream.swift", "Sources/quipu/Ingest/FileReading.swift",
    ]

    /// Zone rules are Foundation's; nothing else here is.
    static let foundationRooms = ["Sources/NativeAPI/Time/TimeZoneRules.swift"]

    @Test func `targets import what the map of the house allows`() throws {
        let ours = Set(TidyTests.mayImport.keys).union(["CLMDB", "Server", "quipu"])
        for file in try SourceTree("Sources").files {
            guard let allowed = TidyTests.mayImport[file.target] else { continue }
            for line in file.code {
                guard let match = line.firstMatch(of: #/^\s*(?:\w+ )?import (\w+)/#) else {
                    continue
                }
                let module = String(match.1)
                let isFine =
                    allowed.contains(module) || !(ours.contains(module) || module.hasPrefix("NIO"))
                #expect(isFine, "\(file.path) imports \(module)")
                #expect(
                    module != "Foundation" || TidyTests.foundationRooms.contains(file.path),
                    "\(file.path) imports Foundation")
            }
        }
    }

    @Test func `pointers stay in their rooms`() throws {
        for file in try SourceTree("Sources").files
        where !TidyTests.unsafeRooms.contains(where: { file.path.hasPrefix($0) }) {
            for (number, line) in file.code.enumerated() {
                #expect(
                    !line.contains(#/\bunsafe\b/#), "\(file.path):\(number + 1) says unsafe")
            }
        }
    }

    @Test func `nothing is swallowed, forced or left for later`() throws {
        let banned: [(pattern: Regex<Substring>, advice: String)] = [
            (#/\btry\?/#, "handle the error"),
            (#/\btry!/#, "throw, or say why with a precondition"),
            (#/fatalError\(/#, "use a precondition with a sentence, or throw"),
            (#/\bpublic\b/#, "the seam is `package`"),
            (#/@testable/#, "the seam is `package`"),
        ]
        for file in try SourceTree("Sources", "Tools/Bench", "Tools/Instructions").files {
            for (number, line) in file.code.enumerated() {
                for (pattern, advice) in banned {
                    #expect(
                        !line.contains(pattern), "\(file.path):\(number + 1): \(advice): \(line)")
                }
            }
        }
    }

    @Test func `no note says that work is left`() throws {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        for file in try SourceTree("Sources", "Tests", "Tools").files {
            for (number, line) in file.lines.enumerated() {
                for mark in marks {
                    #expect(!line.contains(mark), "\(file.path):\(number + 1): write the issue")
                }
            }
        }
    }

    @Test func `a file is named after a type that it holds, or holds small parts of one subject`()
        throws
    {
        let declaration = #/\b(?:struct|class|enum|actor|protocol|extension|typealias) (\w+)/#
        let topLevelType = #/^(?:\w+ )*(?:struct|class|enum|actor|protocol) (\w+)/#
        for file in try SourceTree("Sources").files {
            let stem = file.name.replacing(".swift", with: "")
            let subject = String(stem.prefix { $0 != "+" })
            let declared = file.code.compactMap {
                $0.firstMatch(of: declaration).map { String($0.1) }
            }
            let types = file.code.compactMap {
                $0.firstMatch(of: topLevelType).map { String($0.1) }
            }
            #expect(
                declared.contains(subject) || types.count != 1 || Set(declared).count != 1,
                "\(file.path) holds only \(types.first ?? "nothing")")
        }
    }

    @Test func `every setting stands in the README`() throws {
        let readme = try SourceTree.text(of: "README.md")
        let names = try SourceTree("Sources/Server/Settings").files
            .flatMap(\.code)
            .drop { !$0.contains("enum Setting:") }
            .prefix { !$0.contains("enum Value") }
            .compactMap { $0.firstMatch(of: #/^ +case (.+)/#)?.1 }
            .flatMap { $0.matches(of: #/\w+/#).map { String($0.0) } }
        #expect(names.contains("data") && names.contains("strict"))
        for name in names {
            let words = name.replacing(#/[A-Z]/#) { "-" + $0.output.lowercased() }
            let variable = "QUIPU_" + words.replacing("-", with: "_").uppercased()
            let row = "| `--\(words)` | `\(variable)` | `\(name)` |"
            #expect(readme.contains(row), "README has no row \(row)")
        }
    }

    @Test func `every escape from checking says why on the line above`() throws {
        for file in try SourceTree("Sources").files {
            for (number, line) in file.code.enumerated()
            where line.contains("@unchecked") || line.contains("nonisolated(unsafe)") {
                let above = file.lines[max(0, number - 4)..<number]
                #expect(
                    above.contains { $0.contains("//") },
                    "\(file.path):\(number + 1) escapes without a reason")
            }
        }
    }

    @Test func `the largest files are known`() throws {
        let files = try SourceTree("Sources").files
        let largest = files.sorted { $0.lines.count > $1.lines.count }.prefix(5)
        print("Largest source files:")
        for file in largest { print("  \(file.lines.count) \(file.path)") }
        // A file this long is two rooms.
        #expect(files.allSatisfy { $0.lines.count <= 500 })
    }
}
