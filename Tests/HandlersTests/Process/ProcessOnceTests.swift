import Foundation
import Handlers
import Testing
import Values

@Suite("A handler that runs once for each event", .timeLimit(.minutes(2))) struct ProcessOnceTests {
    let room: ProgramRoom

    init() throws {
        room = try ProgramRoom()
    }

    @Test func `each event gets a process, its end of input, and is answered with all output`()
        async throws
    {
        let program = try room.shell(#"echo "{\"process\": $$,"; echo "\"event\": $(cat)}""#)
        try await room.once(program) { invoker in
            let first = try await invoker.ask("1").get()
            let second = try await invoker.ask("2").get()
            #expect(first.hasSuffix("\"event\": 1}"))
            #expect(second.hasSuffix("\"event\": 2}"))
            #expect(first.prefix(20) != second.prefix(20))
        }
    }

    @Test func `silence with exit code 0 is an answer`() async throws {
        try await room.once(try room.shell("cat > event")) { invoker in
            #expect(await invoker.ask("[1]") == .success(""))
            #expect(
                FileManager.default.contents(atPath: "\(room.path)/event") == Data("[1]\n".utf8))
        }
    }

    @Test func `another exit code is a failure with its last words`() async throws {
        try await room.once(try room.shell("echo '{}'; echo 'no luck' >&2; exit 4")) { invoker in
            #expect(await invoker.ask("1") == .failure(.ended("exit code 4: no luck")))
        }
    }

    @Test func `a large event that nobody reads does no harm`() async throws {
        try await room.once(try room.shell("echo '{}'")) { invoker in
            let event = "\"\(String(repeating: "x", count: 6_000_000))\""
            #expect(await invoker.ask(event) == .success("{}"))
        }
    }

    @Test func `a large event comes whole`() async throws {
        try await room.once(try room.shell("wc -c")) { invoker in
            let event = "\"\(String(repeating: "x", count: 6_000_000))\""
            #expect(await invoker.ask(event) == .success("6000003"))
        }
    }

    @Test func `a process may go on after it has closed its output`() async throws {
        let program = try room.shell("echo 1; exec >&-; while [ ! -e go ]; do :; done; exit 6")
        try await room.once(program) { invoker in
            async let answer = invoker.ask("1")
            try room.write("go", "")
            #expect(await answer == .failure(.ended("exit code 6")))
        }
    }

    @Test func `a time-out ends the process, what it forked, and what opened its own session`()
        async throws
    {
        let program = try room.shell(
            """
            sleep 1000 &
            echo $! >> processes
            setsid sh -c 'echo $$ >> processes; while :; do sleep 1000; done' &
            echo $$ >> processes
            wait
            """)
        try await room.once(program) { invoker in
            async let answer = invoker.ask("1", within: .seconds(2))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 3)
            #expect(await answer == .failure(.timedOut(seconds: 2)))
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `what it leaves running does not keep its answer, and ends with it`() async throws {
        let program = try room.shell("sleep 1000 & echo $! > processes; echo 1")
        try await room.once(program) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            try await Processes.areGone(processes)
        }
    }

    @Test func `what left the group of a run that went well ends with the handler`() async throws {
        let program = try room.shell(
            """
            setsid sh -c 'echo $$ > processes; while :; do sleep 1000; done' &
            while [ ! -s processes ]; do :; done
            echo 1
            """)
        try await room.once(program, { $0.idleKillWait = .seconds(3600) }) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            #expect(processes.filter(Processes.isRunning) == processes)
            await invoker.stop()
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    /// Leaves a process that has left its group, with each run.
    private func leaving() throws -> HandlerProgram {
        try room.shell(
            """
            read -r event
            setsid sh -c 'echo $$ >> processes; while :; do sleep 1000; done' &
            while [ "$(cat processes 2>/dev/null | wc -l)" -lt "$event" ]; do :; done
            echo 1
            """)
    }

    @Test func `what left the group of runs that went well does not pile up`() async throws {
        let adjust: (inout ProcessBounds) -> Void = {
            $0.runsBetweenKills = 3
            $0.idleKillWait = .seconds(3600)
        }
        try await room.once(try leaving(), adjust) { invoker in
            for round in 0..<2 {
                for run in 1...3 {
                    #expect(await invoker.ask("\(3 * round + run)") == .success("1"))
                    let file = "\(room.path)/processes"
                    let processes = try await Processes.listed(in: file, count: 3 * round + run)
                    let left = run == 3 ? [] : Array(processes.suffix(run))
                    #expect(processes.filter(Processes.isRunning) == left)
                }
            }
        }
    }

    @Test func `what left the group of a run ends when no event comes`() async throws {
        try await room.once(try leaving(), { $0.idleKillWait = .milliseconds(20) }) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            try await Processes.areGone(processes)
        }
    }

    @Test func `looking for what runs have left does not harm the next run`() async throws {
        try await room.once(try room.shell("cat"), { $0.idleKillWait = .zero }) { invoker in
            for number in 0..<20 {
                #expect(await invoker.ask("\(number)") == .success("\(number)"))
                if number % 2 == 0 { await Task.yield() }
            }
        }
    }

    @Test func `a flood ends the process`() async throws {
        try await room.once(try room.shell("yes"), { $0.answerBytesMax = 1 << 16 }) { invoker in
            #expect(await invoker.ask("1") == .failure(.answerTooLong(limit: 1 << 16)))
        }
    }

    @Test func `what is not JSON is no answer`() async throws {
        try await room.once(try room.shell("echo fine")) { invoker in
            #expect(await invoker.ask("1") == .failure(.malformedOutput("'fine' is not JSON")))
        }
    }

    @Test func `stop ends an event in work, which is no attempt`() async throws {
        let program = try room.shell("echo $$ > processes; while :; do sleep 1000; done")
        try await room.once(program) { invoker in
            async let answer = invoker.ask("1")
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            await invoker.stop()
            #expect(await answer == .failure(.cannotStart("it is being stopped")))
            #expect(processes.filter(Processes.isRunning) == [])
            #expect(await invoker.ask("2") == .failure(.cannotStart("it has been stopped")))
        }
    }

    @Test func `a program that may not run is refused with the reason`() async throws {
        let program = HandlerProgram(name: "test", executable: "../bin/sh")
        try await room.once(program) { invoker in
            let failure = InvocationFailure.cannotStart("'../bin/sh' may not hold '..'")
            #expect(await invoker.ask("1") == .failure(failure))
        }
    }

    @Test func `arguments and variables that no process can get are refused`() throws {
        var program = HandlerProgram(name: "test", executable: "x")
        #expect(program.problem == nil)
        program.arguments = ["fine", "a\0b"]
        #expect(program.problem?.field == "arguments[1]")
        program.arguments = []
        for name in ["", "1A", "A=B", "A\0", "QUIPU_PROCESS"] as [Text] {
            program.environment = [name: "1"]
            #expect(program.problem?.field == "environment", "\(name)")
        }
        program.environment = ["A": "a\0"]
        #expect(program.problem?.field == "environment.A")
    }
}
