import Testing

/// Every rule finds what it is for, in a text that breaks it.
@Suite("Planted problems") struct PlantedProblemTests {
    private func tree(_ path: String, _ text: String) -> SourceTree {
        SourceTree(planted: [path: text])
    }

    @Test func `a pointer outside its room`() {
        let text = #"let a = unsafe b"# + "\n// unsafe\nlet c = \"unsafe\"\nlet unsafeRooms = 1"
        #expect(
            HouseRules.pointersOutsideTheirRooms(in: tree("Sources/JSON/A.swift", text))
                == ["Sources/JSON/A.swift:1 says unsafe"])
        #expect(
            HouseRules.pointersOutsideTheirRooms(in: tree("Sources/LMDB/A.swift", text)) == [])
    }

    @Test(
        arguments: zip(
            [
                "try recorder.batch.put(key, in: .items) { }",
                "try batch.putMark(key, in: .expiry)",
                "try batch.delete(key, in: .items)", "func f(_ b: inout Batch) {}",
                "let batch = try Batch(on: stack)", "var base = try BaseWriter(stack.base)",
                "let transaction = try environment.beginWrite()",
            ],
            ["Record", "Derived", "Record", "Derived", "Commit", "Checkpoint", "State"]))
    func `a write outside its room`(line: String, room: String) {
        #expect(
            HouseRules.writesOutsideTheirRooms(in: tree("Sources/Engine/Read/A.swift", line)).count
                == 1)
        let names = ["Commit": "Applier", "Checkpoint": "Checkpointer"]
        let path = "Sources/Engine/\(room)/\(names[room] ?? "A").swift"
        #expect(HouseRules.writesOutsideTheirRooms(in: tree(path, line)) == [])
        let comment = tree("Sources/Engine/A.swift", "// \(line)")
        #expect(HouseRules.writesOutsideTheirRooms(in: comment) == [])
    }

    @Test func `a room that needs no place in the list of writes`() {
        let tree = tree("Sources/Engine/Commit/Applier.swift", "let batch = try Batch(on: stack)")
        let useless = HouseRules.roomsWithoutWrites(in: tree)
        #expect(useless.count == HouseRules.gates.reduce(0) { $0 + $1.rooms.count } - 1)
    }

    @Test(arguments: [
        "try? a()", "try! a()", "fatalError()", "public struct A {}", "@testable import A",
    ])
    func `a banned word`(line: String) {
        #expect(HouseRules.banned(in: tree("A.swift", line)).count == 1)
        #expect(HouseRules.banned(in: tree("A.swift", "let a: Entry?")) == [])
        #expect(HouseRules.banned(in: tree("A.swift", "// \(line)\nlet a = \"\(line)\"")) == [])
    }

    @Test func `a note that work is left`() {
        #expect(HouseRules.notesOfWorkLeft(in: tree("A.swift", "// TO" + "DO: all")).count == 1)
    }

    @Test func `a file with another name than its type`() {
        #expect(
            HouseRules.misnamedFiles(in: tree("Sources/A/Bee.swift", "struct Wasp {}"))
                == ["Sources/A/Bee.swift holds only Wasp"])
        #expect(HouseRules.misnamedFiles(in: tree("Sources/A/Wasp.swift", "struct Wasp {}")) == [])
    }

    @Test func `an escape without a reason`() {
        let escape = "final class A: @unchecked Sendable {}"
        #expect(HouseRules.escapesWithoutReason(in: tree("A.swift", escape)).count == 1)
        #expect(
            HouseRules.escapesWithoutReason(in: tree("A.swift", "// Has a lock.\n\(escape)"))
                == [])
    }

    @Test func `a file that is too long`() {
        let text = String(repeating: "\n", count: HouseRules.linesMax)
        #expect(HouseRules.longFiles(in: tree("A.swift", text)) == ["A.swift"])
    }

    @Test func `a thread's name that would be cut off`() {
        #expect(
            HouseRules.longThreadNames(in: tree("A.swift", #"start("quipu.checkpoint") { }"#))
                == ["A.swift names a thread quipu.checkpoint"])
        #expect(
            HouseRules.longThreadNames(in: tree("A.swift", #"start("quipu.readers\(number)")"#))
                == [])
        #expect(
            HouseRules.longThreadNames(in: tree("A.swift", #"start("quipu.readersof\(a)")"#))
                .count == 1)
    }

    @Test func `paths that differ in case alone`() {
        #expect(
            HouseRules.pathsThatDifferInCase(["Tools/bench", "Tools/Bench/a.swift", "Tools/b"])
                == ["Tools/Bench and Tools/bench"])
    }
}
