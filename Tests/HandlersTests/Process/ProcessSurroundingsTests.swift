import Foundation
import Glibc
import Handlers
import SystemPackage
import Testing
import Values

@Suite("What surrounds a handler", .timeLimit(.minutes(2))) struct ProcessSurroundingsTests {
    let room: ProgramRoom

    init() throws {
        room = try ProgramRoom()
    }

    @Test func `the environment is clean`() async throws {
        unsafe setenv("QUIPU_TEST_SECRET", "secret", 1)
        var program = try room.python(
            "import json, os\ninput()\nprint(json.dumps(dict(os.environ)))\ninput()")
        program.environment = ["COLOUR": "blue = green", "HOME": "/"]
        program.arguments = ["a b", "$HOME"]
        try await room.staying(program) { invoker in
            let answer = try await invoker.ask("1").get()
            let variables = try JSONDecoder().decode(
                [String: String].self, from: Data(answer.utf8))
            // What the shell adds on its own is not the server's.
            let names = Set(variables.keys).subtracting(["PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"])
            #expect(
                names == [
                    "PATH", "HOME", "LANG", "AWS_LAMBDA_FUNCTION_NAME",
                    "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                    "LAMBDA_TASK_ROOT", "_HANDLER", "QUIPU_HANDLER", "QUIPU_PROCESS", "COLOUR",
                ])
            #expect(variables["COLOUR"] == "blue = green")
            #expect(variables["HOME"] == "/")
            #expect(variables["AWS_LAMBDA_FUNCTION_NAME"] == "test")
        }
    }

    @Test func `it gets its arguments, its directory, its session and no descriptor of the server`()
        async throws
    {
        // Not closed by an exec.
        let open = try FileDescriptor.open(FilePath("/dev/null"), .readOnly)
        defer {
            do {
                try open.close()
            } catch {
                Issue.record(error)
            }
        }
        var program = try room.python(
            """
            import json, os, sys
            input()
            path = '/proc/self/fd/'
            files = [int(name) for name in os.listdir(path)]
            print(json.dumps({
                'arguments': sys.argv[1:], 'directory': os.getcwd(),
                'leads': os.getsid(0) == os.getpid() == os.getpgrp(),
                'files': [file for file in files if file > 2 and os.path.exists(path + str(file))],
            }, sort_keys=True))
            input()
            """)
        program.arguments = ["a b", "$HOME"]
        try await room.staying(program) { invoker in
            let answer = try await invoker.ask("1").get()
            let directory = try HandlerDirectory(path: room.path).path
            #expect(
                answer == """
                    {"arguments": ["a b", "$HOME"], "directory": "\(directory)", "files": [], "leads": true}
                    """)
        }
    }

    @Test func `limits hold from the start`() async throws {
        var program = try room.shell(
            #"echo "$(ulimit -d) $(ulimit -n) $(ulimit -c)" > limits; read -r line; echo "[]""#)
        program.memoryBytes = 64 << 20
        try await room.staying(program, { $0.filesMax = 77 }) { invoker in
            #expect(await invoker.ask("1") == .success("[]"))
            let limits = FileManager.default.contents(atPath: "\(room.path)/limits")
            #expect(limits == Data("65536 77 0\n".utf8))
        }
    }

    @Test func `a process gets no more memory than its handler may have`() async throws {
        var program = try room.python("input()\nx = bytearray(200 << 20)\nprint('1')")
        program.memoryBytes = 64 << 20
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("exit code 1: MemoryError")))
        }
    }

    @Test func `standard error is logged line by line, short and not too often`() async throws {
        let program = try room.python(
            """
            import sys
            input()
            sys.stderr.write('x' * 50 + '\\n' + '\\033[31mred\\r\\n\\n')
            for number in range(1000): sys.stderr.write('line %d\\n' % number)
            sys.stderr.write('no end')
            sys.exit(2)
            """)
        try await room.staying(
            program,
            {
                $0.errorLineBytesMax = 20
                $0.errorLinesMax = 5
                $0.errorSpan = .seconds(3600)
            }
        ) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("exit code 2: no end")))
        }
        #expect(
            room.log.lines == [
                String(repeating: "x", count: 20) + "…", "[31mred", "line 0", "line 1", "line 2",
                "998 lines of its standard error were not logged",
            ])
    }

    @Test func `all invokers of a handler share its lines in the log`() async throws {
        let room = try ProgramRoom()
        let program = try room.shell("read event; echo first >&2; echo second >&2; echo '{}'")
        let host = try room.host {
            $0.errorLinesMax = 3
            $0.errorSpan = .seconds(3600)
        }
        try await room.running(host) { host in
            for _ in 1...4 {
                let invoker = OnceInvoker(program, on: host)
                #expect(await invoker.ask("1") == .success("{}"))
                await invoker.stop()
            }
        }
        #expect(
            room.log.lines == [
                "first", "second", "first", "1 lines of its standard error were not logged",
            ])
    }
}
