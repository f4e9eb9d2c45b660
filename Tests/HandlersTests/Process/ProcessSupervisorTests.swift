import Foundation
import Glibc
import Handlers
import Subprocess
import SystemPackage
import Testing

/// Nothing that a handler started may outlive the server.
@Suite("The supervisor of the handlers", .timeLimit(.minutes(2))) struct ProcessSupervisorTests {
    let room: ProgramRoom

    init() throws {
        room = try ProgramRoom()
    }

    @Test func `a stopped host leaves nothing running`() async throws {
        let program = try room.shell(
            """
            setsid sh -c 'echo $$ > processes; while :; do sleep 1000; done' &
            while [ ! -s processes ]; do :; done
            echo 1
            """)
        let host = try room.host { $0.idleKillWait = .seconds(3600) }
        try await room.running(host) { host in
            #expect(await OnceInvoker(program, on: host).ask("1") == .success("1"))
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 1)
            #expect(processes.filter(Processes.isRunning) == processes)
            await host.stop()
            #expect(processes.filter(Processes.isRunning) == [])
            let late = await OnceInvoker(program, on: host).ask("2")
            #expect(late == .failure(.cannotStart("the server is stopping")))
        }
    }

    @Test func `a killed server takes its handlers along`() async throws {
        try room.write(
            "named.py",
            """
            import ctypes, os, time
            ctypes.CDLL(None).prctl(15, b'a\\nb', 0, 0, 0)
            with open('processes', 'a') as file: print(os.getpid(), file=file)
            while True: time.sleep(1000)
            """)
        // The server's part is played by a shell that starts what the server starts, and is killed.
        try room.write(
            "server.sh",
            #"""
            #!/bin/sh
            mkfifo life
            sh -c "$WATCH" quipu-supervisor QUIPU_PROCESS=/1-2/ < life > watcher.log 2>&1 &
            exec 9> life
            QUIPU_PROCESS=/1-2/3/4/ setsid sh -c '
                echo $$ >> processes
                sh -c "echo \$\$ >> processes; exec sleep 1000" &
                env -i sh -c "echo \$\$ >> processes; exec sleep 1000" &
                setsid sh -c "echo \$\$ >> processes; exec sleep 1000" &
                setsid python3 named.py &
                exec sleep 1000' 9>&- &
            QUIPU_PROCESS=/1-22/3/4/ setsid sh -c 'echo $$ > foreign; exec sleep 1000' 9>&- &
            wait
            """#)
        var options = PlatformOptions()
        options.createSession = true
        let room = self.room
        _ = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["server.sh"],
            environment: .custom(["PATH": "/usr/bin:/bin", "WATCH": ShellScripts.watch]),
            workingDirectory: FilePath(room.path), platformOptions: options, input: .none,
            output: .discarded, error: .discarded
        ) { server in
            let processes = try await Processes.listed(in: "\(room.path)/processes", count: 5)
            let foreign = try await Processes.listed(in: "\(room.path)/foreign", count: 1)
            #expect(processes.filter(Processes.isRunning) == processes)
            try server.send(signal: .kill)
            try await Processes.areGone(processes)
            #expect(foreign.filter(Processes.isRunning) == foreign)
            for process in foreign { kill(pid_t(process), SIGKILL) }
        }
    }
}
