import Foundation
import Handlers
import Testing
import Values

@Suite("The end of a handler", .timeLimit(.minutes(2))) struct ProcessStopTests {
    let room: ProgramRoom

    init() throws {
        room = try ProgramRoom()
    }

    @Test func `an idle process is told to go, and the next event gets another`() async throws {
        let program = try room.shell("while read -r line; do echo $$; done; echo $$ > gone")
        try await room.staying(program, { $0.idleLimit = .milliseconds(50) }) { invoker in
            let first = try await invoker.ask("1").get()
            let gone = try await Processes.listed(in: "\(room.path)/gone", count: 1)
            #expect(gone == [Int(first)])
            let second = try await invoker.ask("2").get()
            #expect(first != second)
        }
    }

    @Test func `stop ends a process that is busy with nothing`() async throws {
        let program = try room.shell("while read -r line; do echo $$; done; echo $$ > gone")
        try await room.staying(program) { invoker in
            let process = try await invoker.ask("1").get()
            await invoker.stop()
            #expect(!Processes.isRunning(Int(process) ?? 0))
            #expect(FileManager.default.fileExists(atPath: "\(room.path)/gone"))
            #expect(await invoker.ask("2") == .failure(.cannotStart("it has been stopped")))
        }
    }

    @Test func `stop ends a process that does not listen`() async throws {
        let program = try room.shell(
            "read -r line; echo $$; while :; do sleep 1000; done")
        try await room.staying(program, { $0.gracePeriod = .milliseconds(50) }) { invoker in
            let process = try await invoker.ask("1").get()
            await invoker.stop()
            #expect(!Processes.isRunning(Int(process) ?? 0))
        }
    }

    @Test func `stop ends an event in work, which is no attempt`() async throws {
        let program = try room.shell("echo $$ > processes; while :; do sleep 1000; done")
        try await room.staying(program) { invoker in
            async let answer = invoker.ask("1")
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            await invoker.stop()
            #expect(await answer == .failure(.cannotStart("it is being stopped")))
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `stop ends the wait before another start`() async throws {
        let adjust: (inout ProcessBounds) -> Void = {
            $0.restartWait = .seconds(3600)
            $0.restartWaitMax = .seconds(3600)
        }
        try await room.staying(try room.shell("exit 1"), adjust) { invoker in
            for _ in 0..<2 {
                #expect(await invoker.ask("1") == .failure(.ended("exit code 1")))
            }
            async let answer = invoker.ask("2")
            for _ in 0..<1000 { await Task.yield() }
            await invoker.stop()
            #expect(await answer == .failure(.cannotStart("it has been stopped")))
        }
    }

    @Test func `a cancelled caller leaves no process behind`() async throws {
        let program = try room.shell("echo $$ > processes; while :; do sleep 1000; done")
        try await room.staying(program) { invoker in
            let caller = Task { await invoker.ask("1") }
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            caller.cancel()
            #expect(await caller.value == .failure(.cannotStart("it is being stopped")))
            #expect(processes.filter(Processes.isRunning) == [])
            let late = Task {
                while !Task.isCancelled { await Task.yield() }
                return await invoker.ask("2")
            }
            late.cancel()
            #expect(await late.value == .failure(.cannotStart("it has been stopped")))
        }
    }

    @Test func `a cancelled caller of a single run leaves no process behind either`() async throws {
        let program = try room.shell(
            """
            setsid sh -c 'echo $$ >> processes; while :; do sleep 1000; done' &
            echo $$ >> processes
            while :; do sleep 1000; done
            """)
        try await room.once(program) { invoker in
            let caller = Task { await invoker.ask("1") }
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 2)
            caller.cancel()
            #expect(await caller.value == .failure(.cannotStart("it is being stopped")))
            #expect(processes.filter(Processes.isRunning) == [])
        }
    }

    @Test func `what may not run any more is not started again`() async throws {
        let program = try room.shell("read -r line; echo 1; read -r line; exit 1")
        try await room.staying(program) { invoker in
            #expect(await invoker.ask("1") == .success("1"))
            try room.setMode("program.sh", 0o777)
            #expect(await invoker.ask("2") == .failure(.ended("exit code 1")))
            guard case .failure(.cannotStart(let reason)) = await invoker.ask("3") else {
                Issue.record("it was started")
                return
            }
            #expect(reason == "'program.sh' may be changed by every user (chmod o-w)")
        }
    }
}
