import Foundation
import Handlers
import Testing
import Values

@Suite("A handler that stays", .timeLimit(.minutes(2))) struct ProcessChildTests {
    let room: ProgramRoom

    init() throws {
        room = try ProgramRoom()
    }

    @Test func `one process answers all events in turn`() async throws {
        let program = try room.shell(
            #"while read -r line; do echo "{\"process\":$$,\"event\":$line}"; done"#)
        try await room.staying(program) { invoker in
            let first = try await invoker.ask("1").get()
            let second = try await invoker.ask("2").get()
            let process = try #require(first.firstMatch(of: #/"process":(\d+)/#)).1
            #expect(second == "{\"process\":\(process),\"event\":2}")
        }
    }

    @Test func `an empty line is an answer`() async throws {
        try await room.staying(try room.shell("while read -r line; do echo; done")) { invoker in
            #expect(await invoker.ask("{}") == .success(""))
        }
    }

    @Test
    func `a crash names the exit code and the last words, and the next event gets a new process`()
        async throws
    {
        let program = try room.shell(
            """
            while read -r line; do
                [ "$line" = 13 ] && { echo first >&2; echo "cannot bear 13" >&2; exit 3; }
                echo "$line"
            done
            """)
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("12") == .success("12"))
            #expect(await invoker.ask("13") == .failure(.ended("exit code 3: cannot bear 13")))
            #expect(await invoker.ask("14") == .success("14"))
        }
        #expect(room.log.lines == ["first", "cannot bear 13"])
    }

    @Test func `a process that a signal ends fails with the signal`() async throws {
        try await room.staying(try room.shell("read -r line; kill -s SEGV $$")) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("signal 11")))
        }
    }

    @Test func `a process that ends without a word fails with its exit code`() async throws {
        try await room.staying(try room.shell("read -r line")) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("exit code 0")))
        }
    }

    @Test func `a process that closes its output and lives on is ended`() async throws {
        let program = try room.shell("exec >&-; while :; do sleep 1; done")
        try await room.staying(program, { $0.gracePeriod = .milliseconds(50) }) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("signal 9")))
        }
    }

    @Test func `a process that closes its input is ended`() async throws {
        let program = try room.python(
            """
            import os, time
            os.close(0)
            while True: time.sleep(1)
            """)
        try await room.staying(program, { $0.gracePeriod = .milliseconds(50) }) { invoker in
            let event = "\"\(String(repeating: "x", count: 1 << 20))\""
            #expect(await invoker.ask(event) == .failure(.ended("signal 9")))
        }
    }

    @Test func `a time-out ends the process, what it forked, and what opened its own session`()
        async throws
    {
        let program = try room.shell(
            """
            read -r line
            sleep 1000 &
            echo $! >> processes
            setsid sh -c 'echo $$ >> processes; trap "" TERM HUP; while :; do sleep 1000; done' &
            setsid sh -c '(sh -c "echo \\$\\$ >> processes; exec sleep 1000" &)' &
            echo $$ >> processes
            while [ "$(wc -l < processes)" -lt 4 ]; do :; done
            echo 1
            while :; do sleep 1000; done
            """)
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 4)
            #expect(processes.filter(Processes.isRunning) == processes)
            let answer = await invoker.ask("2", within: .milliseconds(100))
            #expect(answer == .failure(.timedOut(seconds: 0)))
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `a name with line feeds and parentheses protects nobody`() async throws {
        let program = try room.python(
            """
            import ctypes, os, time
            input()
            if os.fork() == 0:
                os.setsid()
                ctypes.CDLL(None).prctl(15, b'a\\nb) R 1 1 1', 0, 0, 0)
                member = os.fork()
                if member:
                    with open('processes', 'w') as file: print(os.getpid(), member, sep='\\n', file=file)
            while True: time.sleep(1000)
            """)
        try await room.staying(program) { invoker in
            async let answer = invoker.ask("1", within: .seconds(2))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 2)
            #expect(await answer == .failure(.timedOut(seconds: 2)))
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `what a process leaves in its group ends with it`() async throws {
        let program = try room.shell("read -r line; sleep 1000 & echo $! > processes; exit 1")
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("exit code 1")))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `a line without end is cut off`() async throws {
        let program = try room.shell("tr '\\0' x < /dev/zero")
        try await room.staying(program, { $0.answerBytesMax = 1 << 16 }) { invoker in
            #expect(await invoker.ask("1") == .failure(.answerTooLong(limit: 1 << 16)))
        }
    }

    @Test func `an answer of the longest length is heard`() async throws {
        let program = try room.python(
            """
            import sys
            for line in sys.stdin: print('"' + 'x' * (int(line) - 2) + '"', flush=True)
            """)
        try await room.staying(program, { $0.answerBytesMax = 100_000 }) { invoker in
            let answer = try await invoker.ask("100000").get()
            #expect(answer.utf8.count == 100_000)
            #expect(await invoker.ask("100001") == .failure(.answerTooLong(limit: 100_000)))
        }
    }

    @Test func `a flood of lines ends the process`() async throws {
        try await room.staying(try room.shell("yes 1")) { invoker in
            guard case .failure(.malformedOutput) = await invoker.ask("1") else {
                Issue.record("no malformed output")
                return
            }
        }
    }

    @Test func `lines that nobody asked for end the process, and the next event gets another`()
        async throws
    {
        // The second line comes once the first has been taken, which the parent's file tells.
        let program = try room.shell(
            """
            echo $$ >> processes
            read -r line
            echo "$line"
            while [ ! -e taken ]; do :; done
            rm taken
            echo '"and another thing"'
            while :; do sleep 1000; done
            """)
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            try room.write("taken", "")
            try await Processes.areGone(processes)
            #expect(await invoker.ask("2") == .success("2"))
        }
    }

    @Test func `two lines at once are no answer`() async throws {
        try await room.staying(try room.shell(#"read -r line; printf '1\n2\n'; read -r line"#)) {
            invoker in
            let failure = "it wrote more than one line for an event"
            #expect(await invoker.ask("1") == .failure(.malformedOutput(failure)))
        }
    }

    @Test func `what is not JSON is no answer`() async throws {
        let program = try room.shell("while read -r line; do echo done: 1 record; done")
        try await room.staying(program) { invoker in
            let failure = "'done: 1 record' is not JSON"
            #expect(await invoker.ask("1") == .failure(.malformedOutput(failure)))
        }
    }

    @Test func `an event and an answer of 6 MB pass each other`() async throws {
        // It answers half before it reads, so that both pipes are full at the same time.
        let program = try room.python(
            """
            import sys
            half = 'x' * (3 << 20)
            while True:
                sys.stdout.write('"' + half)
                sys.stdout.flush()
                line = sys.stdin.readline()
                if not line: break
                sys.stdout.write('%d' % len(line) + half[:-100] + '"\\n')
                sys.stdout.flush()
                break
            """)
        try await room.staying(program) { invoker in
            let event = "\"\(String(repeating: "y", count: 6_000_000))\""
            let answer = try await invoker.ask(event).get()
            // Two halves, two quotes, the length of the line, less what was left out.
            let expected = 2 * (3 << 20) + 2 + 7 - 100
            #expect(answer.utf8.count == expected)
            #expect(answer.contains("6000003"))
        }
    }
}
