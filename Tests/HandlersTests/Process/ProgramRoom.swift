import Foundation
import Handlers
import Logging
import Synchronization
import Values

/// A handler directory of its own for one test, with programs in it and what runs them.
final class ProgramRoom: Sendable {
    let path: String
    let log = LogLines()

    init() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("quipu-handlers-\(UUID().uuidString)").path
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755])
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("cannot remove \(path): \(error)")
        }
    }

    /// Puts a file into the directory; `name` may hold directories, which are made.
    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o755) throws -> String {
        let file = "\(path)/\(name)"
        let directory = (file as NSString).deletingLastPathComponent
        if !FileManager.default.fileExists(atPath: directory) {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try setMode(name, mode)
        return file
    }

    func setMode(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func setOwner(_ name: String, _ user: Int) throws {
        try FileManager.default.setAttributes(
            [.ownerAccountID: user], ofItemAtPath: "\(path)/\(name)")
    }

    func setGroup(_ name: String, _ group: Int) throws {
        try FileManager.default.setAttributes(
            [.groupOwnerAccountID: group], ofItemAtPath: "\(path)/\(name)")
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    func host(_ adjust: (inout ProcessBounds) -> Void = { _ in }) throws -> HandlerHost {
        var bounds = ProcessBounds()
        adjust(&bounds)
        return HandlerHost(
            directory: try HandlerDirectory(path: path),
            logger: Logger(label: "handlers") { _ in LogLines.Handler(lines: self.log) },
            bounds: bounds)
    }

    /// Runs `body` with an invoker and ends everything afterwards.
    func run<Runner: Invoker>(
        _ program: HandlerProgram, by make: (HandlerProgram, HandlerHost) -> Runner,
        _ adjust: (inout ProcessBounds) -> Void = { _ in },
        _ body: (Runner) async throws -> Void
    ) async throws {
        try await running(try host(adjust)) { host in
            let invoker = make(program, host)
            do {
                try await body(invoker)
            } catch {
                await invoker.stop()
                throw error
            }
            await invoker.stop()
        }
    }

    /// Runs a host beside `body`, and stops it afterwards.
    func running(
        _ host: HandlerHost, _ body: (HandlerHost) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await host.run() }
            do {
                try await body(host)
            } catch {
                await host.stop()
                throw error
            }
            await host.stop()
        }
    }

    func staying(
        _ program: HandlerProgram, _ adjust: (inout ProcessBounds) -> Void = { _ in },
        _ body: (ChildInvoker) async throws -> Void
    ) async throws {
        try await run(program, by: { ChildInvoker($0, on: $1) }, adjust, body)
    }

    func once(
        _ program: HandlerProgram, _ adjust: (inout ProcessBounds) -> Void = { _ in },
        _ body: (OnceInvoker) async throws -> Void
    ) async throws {
        try await run(program, by: { OnceInvoker($0, on: $1) }, adjust, body)
    }

    /// A program in the shell's language; runs it for each event when it stays.
    func shell(_ body: String) throws -> HandlerProgram {
        try write("program.sh", "#!/bin/sh\n\(body)\n")
        return HandlerProgram(name: "test", executable: "program.sh")
    }

    func python(_ body: String) throws -> HandlerProgram {
        try write("program.py", "#!/usr/bin/env python3\n\(body)\n")
        return HandlerProgram(name: "test", executable: "program.py")
    }
}

/// Lines that were logged.
final class LogLines: Sendable {
    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.all.withLock { $0.append("\(event.message)") }
        }
    }

    private let all = Mutex<[String]>([])

    var lines: [String] { all.withLock { $0 } }
}

extension Handlers.Invoker {
    /// Asks with a timeout that no test is meant to reach.
    func ask(_ event: String, within timeout: Duration = .seconds(60)) async
        -> Result<String, InvocationFailure>
    {
        await invoke(Array(event.utf8), timeout: timeout).map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
    }
}

enum Processes {
    /// Whether a process runs; a zombie, which only waits to be reaped, does not.
    static func isRunning(_ process: Int) -> Bool {
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
            let afterName = String(decoding: data, as: UTF8.self).split(separator: ")").last
        else { return false }
        return !["Z", "X"].contains(afterName.split(separator: " ").first)
    }

    /// Returns when none of these runs any more.
    static func areGone(_ processes: [Int]) async throws {
        while processes.contains(where: isRunning) { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// The numbers that a program wrote to a file, once there are `count`.
    static func listed(in file: String, count: Int) async throws -> [Int] {
        while true {
            let data = FileManager.default.contents(atPath: file) ?? Data()
            let words = String(decoding: data, as: UTF8.self).split(separator: "\n")
            if words.count >= count { return words.compactMap { Int($0) } }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
