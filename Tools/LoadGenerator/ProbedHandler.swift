import Foundation
import NIOCore

/// A handler that is this very program in its mode `probe`, from its registration to its removal.
struct ProbedHandler {
    /// How a handler is to get its records.
    struct Shape {
        var table: String
        var batchSize = 100
        var lanes = 1
        /// The table in which its answers count each record, if they do.
        var writes: String?
        /// The due time from which on latencies count.
        var since: UInt64 = 0
        var start = "latest"
        var isPaused = false
    }

    /// The part of a description that a bench reads.
    struct State: Decodable {
        struct Shard: Decodable {
            let position: String
        }

        let lagRecords: Int
        let shards: [Shard]
        let processes: Int?
        let errors: Int?
        let retries: Int?
        let dropped: Int?
        let lastError: String?
    }

    private struct Description: Decodable {
        let state: State
    }

    private struct Definition: Encodable {
        let name: String
        let table: String
        let executable: String
        let arguments: [String]
        let environment: [String: String]
        let batchSize: Int
        let lanes: Int
        let start: String
        let paused: Bool
        // Some runtimes reserve far more addresses than they use.
        let memoryMegabytes = 16_384
    }

    private static let name = "bench-probe"
    private static let folder = "quipu-bench"

    private let server: ServerCalls
    /// Where its processes leave their figures.
    private let figures: URL

    /// Copies this program into the handler directory.
    static func install(in directory: String) throws {
        let files = FileManager.default
        let folder = URL(filePath: directory).appending(path: folder)
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: mode)
        let probe = folder.appending(path: "probe")
        // A program that runs cannot be written over, but removed.
        if files.fileExists(atPath: probe.path) { try files.removeItem(at: probe) }
        let program = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        try files.copyItem(atPath: program, toPath: probe.path)
        try files.setAttributes(mode, ofItemAtPath: probe.path)
    }

    /// Removes what an earlier bench has left behind.
    static func uninstall(from directory: String, on server: ServerCalls) async throws {
        try await server.remove("/v1/handlers/\(name)")
        let folder = URL(filePath: directory).appending(path: folder)
        if FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.removeItem(at: folder)
        }
    }

    /// Registers the handler.
    init(_ shape: Shape, in directory: String, on server: ServerCalls) async throws {
        self.server = server
        try await server.remove("/v1/handlers/\(ProbedHandler.name)")
        let folder = URL(filePath: directory).appending(path: ProbedHandler.folder)
        figures = folder.appending(path: "figures").absoluteURL
        if FileManager.default.fileExists(atPath: figures.path) {
            try FileManager.default.removeItem(at: figures)
        }
        try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
        var environment = [
            Probe.Variable.figures: figures.path, Probe.Variable.since: "\(shape.since)",
        ]
        environment[Probe.Variable.writes] = shape.writes
        let definition = Definition(
            name: ProbedHandler.name, table: shape.table,
            executable: "\(ProbedHandler.folder)/probe", arguments: ["probe"],
            environment: environment, batchSize: shape.batchSize, lanes: shape.lanes,
            start: shape.start, paused: shape.isPaused)
        let json = try JSONEncoder().encode(definition)
        try await server.call("POST", "/v1/handlers", String(decoding: json, as: UTF8.self))
    }

    func resume() async throws {
        try await server.call("POST", "/v1/handlers/\(ProbedHandler.name)/resume")
    }

    func state() async throws -> State {
        let json = try await server.call("GET", "/v1/handlers/\(ProbedHandler.name)")
        return try JSONDecoder().decode(Description.self, from: json).state
    }

    /// Waits until everything is handled; answers how many records are left after `seconds`.
    func waitForEnd(seconds: Int) async throws -> Int {
        let end = NIODeadline.now() + .seconds(Int64(seconds))
        while true {
            let left = try await state().lagRecords
            if left == 0 || NIODeadline.now() > end { return left }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Lets its processes end, which write their figures then, and removes the handler.
    func finish() async throws -> (ProbeFigures, State) {
        try await server.call("POST", "/v1/handlers/\(ProbedHandler.name)/pause")
        var state = try await state()
        while (state.processes ?? 0) > 0 {
            try await Task.sleep(for: .milliseconds(50))
            state = try await self.state()
        }
        let sum = try ProbeFigures.sum(of: figures)
        try await server.remove("/v1/handlers/\(ProbedHandler.name)")
        return (sum, state)
    }
}
