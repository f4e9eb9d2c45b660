import Foundation
import Testing

/// The rules of the house that a compiler does not check, applied to the project's own files.
@Suite("Tidy") struct TidyTests {
    @Test func `pointers stay in their rooms`() throws {
        #expect(
            HouseRules.pointersOutsideTheirRooms(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test func `what is stored is changed in one way`() throws {
        let tree = try SourceTree("Sources")
        #expect(HouseRules.writesOutsideTheirRooms(in: tree) == [])
        #expect(HouseRules.roomsWithoutWrites(in: tree) == [], "strike it off the list")
    }

    @Test func `nothing is swallowed, forced or opened to the world`() throws {
        let tree = try SourceTree(
            "Sources", "Examples", "Tools/LoadGenerator", "Tools/Instructions")
        #expect(HouseRules.banned(in: tree) == [])
    }

    @Test func `no note says that work is left`() throws {
        #expect(
            HouseRules.notesOfWorkLeft(in: try SourceTree("Sources", "Examples", "Tests", "Tools"))
                == [])
    }

    @Test func `a file is named after a type that it holds, or holds small parts of one subject`()
        throws
    {
        #expect(HouseRules.misnamedFiles(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test func `every command of the store can be replayed`() throws {
        let tree = try SourceTree("Sources/Engine")
        let registry = try SourceTree.text(of: "Sources/Engine/Commands/CommandRegistry.swift")
        let commands = tree.files.flatMap(\.code)
            .compactMap { $0.firstMatch(of: #/^extension (\w+): StoreCommand /#)?.1 }
        #expect(commands.count > 20)
        for command in commands {
            #expect(registry.contains("\(command).self"), "it belongs into CommandRegistry.all")
        }
    }

    @Test func `every kind of key is in a list, and so in the table of the layout`() throws {
        let tree = try SourceTree("Sources/Engine")
        let code = tree.files.flatMap(\.code)
        let kinds = code.compactMap { $0.firstMatch(of: #/static var (\w+): KeyKind \{/#)?.1 }
        let own = code.drop { !$0.contains("var own: [KeyKind]") }.prefix { !$0.hasSuffix(" ]") }
        let lists = own + code.filter { $0.contains("keyKinds: [KeyKind] { [") }
        let listed = Set(lists.flatMap { $0.matches(of: #/\.(\w+)/#).map { $0.1 } })
        #expect(kinds.count > 20)
        #expect(Set(kinds).subtracting(listed) == [], "it belongs into a list of kinds")
    }

    @Test func `every escape from checking says why on the lines above`() throws {
        #expect(HouseRules.escapesWithoutReason(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test func `threads have names that the system keeps whole`() throws {
        #expect(HouseRules.longThreadNames(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test func `the largest files are known`() throws {
        let tree = try SourceTree("Sources", "Examples")
        print("Largest source files:")
        for file in tree.files.sorted(by: { $0.lines.count > $1.lines.count }).prefix(5) {
            print("  \(file.lines.count) \(file.path)")
        }
        // A file this long holds two things.
        let long = Set(HouseRules.longFiles(in: tree))
        #expect(long.subtracting(HouseRules.knownLongFiles) == [])
        #expect(HouseRules.knownLongFiles.subtracting(long) == [], "strike it off the list")
    }

    @Test func `no two paths are one where case is ignored`() throws {
        #expect(HouseRules.pathsThatDifferInCase(try trackedPaths()) == [])
    }

    @Test func `every setting stands in the manual`() throws {
        let manual = try SourceTree.text(of: "Documentation/Manual.md")
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
            #expect(manual.contains(row), "the manual has no row \(row)")
        }
    }

    /// Every file of the project, without what builds and test runs leave behind.
    private func trackedPaths() throws -> [String] {
        let names = FileManager.default.enumerator(atPath: SourceTree.root.path)
        var paths: [String] = []
        while let name = names?.nextObject() as? String {
            if name.hasPrefix(".build") || name == ".git" || name == "data" {
                names?.skipDescendants()
            } else {
                paths.append(name)
            }
        }
        return paths
    }
}
