import Foundation
import Glibc
import Handlers
import Testing
import Values

@Suite("The handler directory") struct DirectoryTests {
    let room: ProgramRoom
    let directory: HandlerDirectory
    private static let isRoot = geteuid() == 0

    init() throws {
        room = try ProgramRoom()
        directory = try HandlerDirectory(path: room.path)
    }

    private func refusal(_ name: Text) -> ExecutableRefusal? {
        do {
            _ = try directory.executable(name)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an executable inside is found, also below other directories and by a link`() throws
    {
        try room.write("first.sh", "#!/bin/sh\n")
        try room.write("below/other/second.sh", "#!/bin/sh\n", mode: 0o500)
        try room.link("link", to: "below/other/second.sh")
        try room.link("door", to: "below")
        let root = directory.path
        let first = try directory.executable("first.sh")
        #expect(first == "\(root)/first.sh")
        for name in [
            "below/other/second.sh", "link", "door/other/second.sh", "./below//./other/second.sh",
        ] {
            let found = try directory.executable(Text(name))
            #expect(found == "\(root)/below/other/second.sh")
        }
    }

    @Test func `a program needs no first line`() throws {
        try room.write("program", "\u{7F}ELF")
        #expect(refusal("program") == nil)
    }

    @Test func `what is neither a program nor a script is refused`() throws {
        for text in ["", "echo no first line\n", " #!/bin/sh\n", "#", "\u{7F}EL"] {
            try room.write("file", text)
            #expect(refusal("file") == .notProgram("file"))
        }
    }

    @Test func `an interpreter beside the script is found`() throws {
        try room.write("below/interpreter", "#!/bin/sh\n")
        try room.write("below/script", "#!./interpreter\n")
        #expect(refusal("below/script") == nil)
        try room.write("script", "#!./interpreter\n")
        #expect(refusal("script") == .noInterpreter("script", interpreter: "./interpreter"))
    }

    /// To root, one run bit is as good as another.
    @Test(.enabled(if: !isRoot)) func `a program that only others may run is refused`() throws {
        try room.write("others", "#!/bin/sh\n", mode: 0o601)
        #expect(refusal("others") == .notForServer("others", user: geteuid()))
    }

    @Test func `names that are no paths inside are refused`() throws {
        try room.write("below/first.sh", "#!/bin/sh\n")
        #expect(refusal("") == .noName)
        #expect(refusal("first\0.sh") == .nameWithNull)
        #expect(refusal("/bin/sh") == .absolute("/bin/sh"))
        #expect(refusal("../bin/sh") == .climbs("../bin/sh"))
        #expect(refusal("below/../below/first.sh") == .climbs("below/../below/first.sh"))
        #expect(refusal("absent") == .missing("absent"))
        #expect(refusal("below/first.sh/more") == .missing("below/first.sh/more"))
    }

    @Test func `links that lead out are refused`() throws {
        let outside = try ProgramRoom()
        try outside.write("program.sh", "#!/bin/sh\n")
        let target = try HandlerDirectory(path: outside.path).path
        try room.link("link", to: "\(target)/program.sh")
        try room.link("door", to: outside.path)
        try room.link("loop", to: "loop")
        try room.link("nowhere", to: "absent")
        #expect(refusal("link") == .outside("link", target: "\(target)/program.sh"))
        #expect(
            refusal("door/program.sh")
                == .outside("door/program.sh", target: "\(target)/program.sh"))
        #expect(refusal("nowhere") == .missing("nowhere"))
        guard case .unreadable("loop", _) = refusal("loop") else {
            Issue.record("a loop was followed")
            return
        }
    }

    @Test func `a directory whose name begins with that of ours is outside`() throws {
        let neighbour = "\(directory.path)-2"
        try FileManager.default.createDirectory(
            atPath: neighbour, withIntermediateDirectories: false)
        defer {
            do {
                try FileManager.default.removeItem(atPath: neighbour)
            } catch {
                Issue.record(error)
            }
        }
        try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: "\(neighbour)/program.sh"))
        try room.link("link", to: "\(neighbour)/program.sh")
        #expect(refusal("link") == .outside("link", target: "\(neighbour)/program.sh"))
    }

    @Test func `only regular files with a run bit run`() throws {
        try room.write("below/first.sh", "#!/bin/sh\n")
        try room.write("plain.sh", "#!/bin/sh\n", mode: 0o644)
        try room.write("borrowed.sh", "#!/bin/sh\n", mode: 0o4755)
        #expect(unsafe mkfifo("\(room.path)/pipe", 0o755) == 0)
        #expect(refusal("below") == .isDirectory("below"))
        #expect(refusal(".") == .isDirectory("."))
        #expect(refusal("plain.sh") == .notExecutable("plain.sh"))
        #expect(refusal("borrowed.sh") == .changesUser("borrowed.sh"))
        #expect(refusal("pipe") == .notFile("pipe"))
    }

    @Test func `what everybody may change is refused, and so is all that lies in it`() throws {
        try room.write("first.sh", "#!/bin/sh\n", mode: 0o757)
        try room.write("below/other/second.sh", "#!/bin/sh\n")
        try room.link("link", to: "below/other/second.sh")
        try room.write("open/file", "")
        try room.link("open/link", to: "../below/other/second.sh")
        #expect(refusal("first.sh") == .writableByAll("first.sh"))
        try room.setMode("open", 0o777)
        #expect(refusal("open/link") == .writableByAll("open"))
        try room.setMode("below", 0o1777)
        #expect(refusal("below/other/second.sh") == .writableByAll("below"))
        #expect(refusal("link") == .writableByAll("below"))
        try room.setMode("below", 0o755)
        #expect(refusal("link") == nil)
        try room.setMode(".", 0o777)
        #expect(refusal("link") == .writableByAll(directory.path))
        #expect(throws: ExecutableRefusal.writableByAll(room.path)) {
            try HandlerDirectory(path: room.path)
        }
    }

    @Test func `what the server's own group may change is trusted`() throws {
        try room.write("below/first.sh", "#!/bin/sh\n", mode: 0o775)
        try room.setMode("below", 0o775)
        #expect(refusal("below/first.sh") == nil)
    }

    @Test(.enabled(if: isRoot)) func `what another group may change is refused`() throws {
        try room.write("below/first.sh", "#!/bin/sh\n", mode: 0o775)
        try room.write("a.handler.json", "{}", mode: 0o664)
        try room.setGroup("below/first.sh", 1234)
        try room.setGroup("a.handler.json", 1234)
        #expect(
            refusal("below/first.sh") == .writableByGroup("below/first.sh", group: 1234))
        #expect(
            try directory.registrationFiles().map(\.contents)
                == [.failure(.writableByGroup("a.handler.json", group: 1234))])
        try room.setMode("below/first.sh", 0o755)
        #expect(refusal("below/first.sh") == nil)
        try room.setGroup("below", 1234)
        #expect(refusal("below/first.sh") == nil)
        try room.setMode("below", 0o775)
        #expect(refusal("below/first.sh") == .writableByGroup("below", group: 1234))
    }

    @Test(.enabled(if: isRoot)) func `what belongs to another user is refused`() throws {
        try room.write("below/first.sh", "#!/bin/sh\n")
        try room.setOwner("below/first.sh", 1234)
        #expect(refusal("below/first.sh") == .foreignOwner("below/first.sh", user: 1234))
        try room.setOwner("below/first.sh", 0)
        try room.setOwner("below", 1234)
        #expect(refusal("below/first.sh") == .foreignOwner("below", user: 1234))
    }

    @Test func `a script whose interpreter is missing is refused`() throws {
        try room.write("odd.sh", "#! /no/such/program -x\n")
        try room.write("windows.sh", "#!/bin/sh\r\necho\r\n")
        try room.write("flat.sh", "#!/etc/passwd\n")
        try room.write("spaced.sh", "#! \t/bin/sh -e\n")
        #expect(refusal("odd.sh") == .noInterpreter("odd.sh", interpreter: "/no/such/program"))
        #expect(refusal("windows.sh") == .noInterpreter("windows.sh", interpreter: "/bin/sh\\r"))
        #expect(refusal("flat.sh") == .noInterpreter("flat.sh", interpreter: "/etc/passwd"))
        #expect(refusal("spaced.sh") == nil)
    }

    @Test func `a handler directory must be there and be a directory`() throws {
        let file = try room.write("file", "")
        #expect(throws: ExecutableRefusal.missing("\(room.path)/absent")) {
            try HandlerDirectory(path: "\(room.path)/absent")
        }
        #expect(throws: ExecutableRefusal.notDirectory(file)) { try HandlerDirectory(path: file) }
    }

    @Test func `definitions in the directory itself are listed with their bytes`() throws {
        let outside = try ProgramRoom()
        try outside.write("secret", "secret")
        try room.write("b.handler.json", "{}", mode: 0o644)
        try room.write("a.handler.json", "[]", mode: 0o600)
        try room.write("open.handler.json", "{}", mode: 0o666)
        try room.write("large.handler.json", String(repeating: " ", count: 256 << 10), mode: 0o644)
        try room.write("larger.handler.json", String(repeating: " ", count: (256 << 10) + 1))
        try room.write("below/c.handler.json", "{}", mode: 0o644)
        try room.write("d.json", "{}", mode: 0o644)
        try room.write(".handler.json", "{}", mode: 0o644)
        try room.write(".hidden.handler.json", "{}", mode: 0o644)
        try room.link("link.handler.json", to: "\(outside.path)/secret")
        let files = try directory.registrationFiles()
        #expect(
            files.map(\.name) == [
                "a.handler.json", "b.handler.json", "large.handler.json", "larger.handler.json",
                "link.handler.json", "open.handler.json",
            ])
        let secret = try HandlerDirectory(path: outside.path).path + "/secret"
        #expect(files[0].contents == .success(Array("[]".utf8)))
        #expect(files[1].contents == .success(Array("{}".utf8)))
        let large = try files[2].contents.get()
        #expect(large.count == 256 << 10)
        #expect(files[3].contents == .failure(.tooLong("larger.handler.json", limit: 256 << 10)))
        #expect(files[4].contents == .failure(.outside("link.handler.json", target: secret)))
        #expect(files[5].contents == .failure(.writableByAll("open.handler.json")))
    }

    @Test func `every refusal says what to do about it in words`() {
        #expect(
            ExecutableRefusal.notExecutable("a").message
                == "'a' is not executable: give it the run bit (chmod +x)")
        #expect(
            ExecutableRefusal.outside("a", target: "/b").message
                == "'a' leads out of the handler directory, to '/b'")
    }
}
