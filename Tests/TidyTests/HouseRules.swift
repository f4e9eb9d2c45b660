/// The rules of the house that are about single lines and files: each tells what breaks it.
enum HouseRules {
    /// Where pointers may be handled; the compiler calls that `unsafe`.
    static let unsafeRooms = [
        "Sources/LMDB/", "Sources/Platform/Files/FileCalls.swift",
        "Sources/Platform/Threads/WorkerThread.swift", "Sources/Platform/Compression/Zlib.swift",
        "Sources/Platform/Compression/GzipStream.swift",
        "Sources/Handlers/Process/SystemCalls.swift",
    ]

    /// Ways to change what is stored, and the only places from which each may be used.
    static var gates: [Gate] {
        [
            Gate(
                "a write to a batch", #/\b[bB]atch\.(?:put|putMark|delete)\(/#,
                ["Sources/Engine/Derived/", "Sources/Engine/Record/"]),
            Gate("a batch to write to", #/: inout Batch\b/#, ["Sources/Engine/Derived/"]),
            Gate("a new batch", #/\bBatch\(on:/#, ["Sources/Engine/Commit/Applier.swift"]),
            Gate(
                "a write to the main store", #/\bBaseWriter\(/#,
                [
                    "Sources/Engine/Checkpoint/Checkpointer.swift",
                    "Sources/Engine/Open/Startup+DataLoss.swift",
                ]),
            Gate("a write transaction of LMDB", #/\.beginWrite\(/#, ["Sources/Engine/State/"]),
        ]
    }

    struct Gate {
        let what: String
        let pattern: Regex<Substring>
        let rooms: [String]

        init(_ what: String, _ pattern: Regex<Substring>, _ rooms: [String]) {
            self.what = what
            // By default a dot between letters is within a word.
            self.pattern = pattern.wordBoundaryKind(.simple)
            self.rooms = rooms
        }
    }

    /// A file that is longer holds two things.
    static let linesMax = 400

    /// Files that are longer, from before there was this rule.
    ///
    /// The list may only become shorter.
    static let knownLongFiles: Set<String> = []

    /// Linux keeps so many bytes of a thread's name.
    static let threadNameBytesMax = 15

    static func pointersOutsideTheirRooms(in tree: SourceTree) -> [String] {
        lines(of: tree) { file, code in
            guard !unsafeRooms.contains(where: { file.path.hasPrefix($0) }) else { return nil }
            return code.contains("unsafe") && code.contains(#/\bunsafe\b/#) ? "says unsafe" : nil
        }
    }

    /// Writes that do not go the one way: through the recorder, or by a checkpoint.
    static func writesOutsideTheirRooms(in tree: SourceTree) -> [String] {
        let gates = gates
        return lines(of: tree) { file, code in
            guard file.path.hasPrefix("Sources/Engine/") else { return nil }
            return gates.first { gate in
                code.contains(gate.pattern) && !gate.rooms.contains { file.path.hasPrefix($0) }
            }?.what
        }
    }

    /// Rooms of a gate that do not use it any more.
    static func roomsWithoutWrites(in tree: SourceTree) -> [String] {
        gates.flatMap { gate in
            gate.rooms.filter { room in
                !tree.files.contains { file in
                    file.path.hasPrefix(room) && file.code.contains { $0.contains(gate.pattern) }
                }
            }.map { "\($0) needs no place in the list for \(gate.what)" }
        }
    }

    /// What swallows an error, ends the process without a reason, or opens the package's seam.
    static func banned(in tree: SourceTree) -> [String] {
        let banned: [(word: String, pattern: Regex<Substring>, advice: String)] = [
            ("try?", #/\btry\?/#, "handle the error"),
            ("try!", #/\btry!/#, "throw, or say why with a precondition"),
            ("fatalError", #/fatalError\(/#, "use a precondition with a sentence, or throw"),
            ("public", #/\bpublic\b/#, "the seam is `package`"),
            ("@testable", #/@testable/#, "the seam is `package`"),
        ]
        // Looking for the word first saves most of the regular expression's time.
        return lines(of: tree) { _, code in
            banned.first { code.contains($0.word) && code.contains($0.pattern) }?.advice
        }
    }

    static func notesOfWorkLeft(in tree: SourceTree) -> [String] {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        return tree.files.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                marks.contains { line.contains($0) }
                    ? "\(file.path):\(number + 1) write the issue, or do the work" : nil
            }
        }
    }

    /// A file is named after a type that it holds, or holds small parts of one subject.
    static func misnamedFiles(in tree: SourceTree) -> [String] {
        let declaration = #/\b(?:struct|class|enum|actor|protocol|extension|typealias) (\w+)/#
        let topLevelType = #/^(?:\w+ )*(?:struct|class|enum|actor|protocol) (\w+)/#
        return tree.files.compactMap { file in
            let stem = file.name.replacing(".swift", with: "")
            let subject = String(stem.prefix { $0 != "+" })
            let declared = file.code.compactMap {
                $0.firstMatch(of: declaration).map { String($0.1) }
            }
            let types = file.code.compactMap {
                $0.firstMatch(of: topLevelType).map { String($0.1) }
            }
            let isFine =
                declared.contains(subject) || types.count != 1 || Set(declared).count != 1
            return isFine ? nil : "\(file.path) holds only \(types.first ?? "nothing")"
        }
    }

    /// Escapes from the compiler's checks without a comment within the three lines above.
    static func escapesWithoutReason(in tree: SourceTree) -> [String] {
        tree.files.flatMap { file in
            file.code.enumerated().compactMap { number, code in
                guard code.contains("@unchecked") || code.contains("nonisolated(unsafe)") else {
                    return nil
                }
                let above = file.lines[max(0, number - 3)..<number]
                return above.contains { $0.contains("//") }
                    ? nil : "\(file.path):\(number + 1) escapes without a reason"
            }
        }
    }

    static func longFiles(in tree: SourceTree) -> [String] {
        tree.files.filter { $0.lines.count > linesMax }.map(\.path)
    }

    /// Names of threads that the system would cut off, by the name's beginning, "quipu.".
    static func longThreadNames(in tree: SourceTree) -> [String] {
        tree.files.flatMap { file in
            file.lines.filter { $0.contains("\"quipu.") }.compactMap { line in
                guard let match = line.firstMatch(of: #/"(quipu\.[a-z]+(?:\\\([^)]*\))?)"/#) else {
                    return nil
                }
                // A number that is put in has two digits.
                let name = String(match.1).replacing(#/\\\([^)]*\)/#, with: "99")
                return name.utf8.count > threadNameBytesMax
                    ? "\(file.path) names a thread \(name)" : nil
            }
        }
    }

    /// Paths that are one where case is ignored, as on macOS and Windows.
    static func pathsThatDifferInCase(_ paths: [String]) -> [String] {
        // Folders count: Tools/bench and Tools/Bench/a cannot both be there.
        var all: Set<String> = []
        for path in paths {
            let parts = path.split(separator: "/")
            for count in 1...parts.count { all.insert(parts.prefix(count).joined(separator: "/")) }
        }
        return Dictionary(grouping: all) { $0.lowercased() }.values
            .filter { $0.count > 1 }.map { $0.sorted().joined(separator: " and ") }.sorted()
    }

    /// What `problem` says of lines of code, each with its place.
    private static func lines(
        of tree: SourceTree, _ problem: (SourceTree.File, String) -> String?
    ) -> [String] {
        tree.files.flatMap { file in
            file.code.enumerated().compactMap { number, code in
                problem(file, code).map { "\(file.path):\(number + 1) \($0)" }
            }
        }
    }
}
