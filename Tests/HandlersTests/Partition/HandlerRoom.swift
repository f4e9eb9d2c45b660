import Commands
import Engine
import Foundation
import Handlers
import Logging
import Model
import StreamRecords
import TestSupport
import Testing
import Values

/// A store with a table that has a stream, and a runner whose handlers are fakes.
struct HandlerRoom {
    let store: Store
    let table: Table
    let time: SimulatedTime
    let directory: TemporaryDirectory
    let pool: ReaderPool

    static let executable: Text = "handler"

    /// What a handler is like in most tests: it begins with the oldest record and never fails for good.
    static func definition(
        _ change: (inout HandlerDefinition) -> Void = { _ in }
    ) -> HandlerDefinition {
        var definition = HandlerDefinition(
            name: "h", table: "clicks", executable: HandlerRoom.executable)
        definition.start = .trimHorizon
        change(&definition)
        return definition
    }

    func define(_ change: (inout HandlerDefinition) -> Void = { _ in }) async throws -> Handler {
        try await handler(
            DefineHandler(HandlerRoom.definition(change), uuid: "uuid-of-h", .any))
    }

    @discardableResult
    func handler(_ command: some HandlerCommand & StoreCommand) async throws -> Handler {
        try await store.commit(command)
    }

    func options(
        _ fake: FakeHandler, poster: (any FailurePoster)? = nil
    ) throws -> HandlerRunnerOptions {
        var options = HandlerRunnerOptions(
            store: store, pool: pool, aws: AWSNames(), strict: false,
            dataDirectory: directory.path,
            directory: try HandlerDirectory(path: "\(directory.path)/handlers"),
            poster: poster, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { _ in fake.makeInvoker() }
        options.clock = time
        return options
    }

    /// Runs a runner for as long as `body` does.
    func running(
        _ fake: FakeHandler, poster: (any FailurePoster)? = nil,
        _ body: (HandlerRunner) async throws -> Void
    ) async throws {
        let runner = HandlerRunner(try options(fake, poster: poster))
        let task = Task { try await runner.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(runner))
        } catch {
            result = .failure(error)
        }
        task.cancel()
        try await task.value
        try result.get()
    }

    func put(_ names: [Text], partition: Text = "p", value: Int64 = 1) async throws {
        for name in names {
            try await store.put(
                Sample.item(partition, name, ["n": .number(Number(value))]), in: table)
        }
    }

    /// Whether the handler has everything behind it.
    func isDone(_ handler: Handler) throws -> Bool {
        try lag(handler) == 0
    }

    func lag(_ handler: Handler) throws -> Int64 {
        try store.read { snapshot throws(StoreError) in
            var lag: Int64 = 0
            guard let stream = try snapshot.stream(handler.stream) else { return 0 }
            for shard in 0..<stream.settings.shards {
                let progress = try snapshot.progress(of: handler.id, shard: shard)
                let page = try snapshot.changes(
                    of: stream.id, shard: shard, after: progress?.position ?? .zero,
                    limit: 100_000, bytesMax: 1 << 30)
                lag += Int64(page.records.count)
            }
            return lag
        }
    }

    /// Waits until the handler has everything behind it.
    func untilDone(_ handler: Handler, _ place: SourceLocation = #_sourceLocation) async throws {
        try await until(place) { try isDone(handler) }
    }

    /// The failure files' contents, in the order of their names.
    func failureFiles() throws -> [(path: String, text: String)] {
        let root = "\(directory.path)/failures"
        let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
        // A name with a dot is that of a file which is being written, and soon another.
        let finished = names.filter { $0.hasSuffix(".json") && !$0.contains("/.") }
        return try finished.sorted().map { name in
            (name, try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8))
        }
    }
}

/// A condition did not come true.
struct NeverTrue: Error {}

/// Waits for something that other threads bring about; fails after a time in which it surely would
/// have come.
func until(
    _ place: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
    for _ in 0..<20_000 {
        if try condition() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("it never became true", sourceLocation: place)
    throw NeverTrue()
}

/// Opens a store with the table `clicks` and its stream of one shard, unless told otherwise.
func withHandlerRoom(
    shards: Int = 1, view: StreamView = .newAndOldImages, time: SimulatedTime = SimulatedTime(),
    _ body: (HandlerRoom) async throws -> Void
) async throws {
    try await withHandlerRoom(
        in: try TemporaryDirectory(), shards: shards, view: view, time: time, body)
}

/// The same with a store that may be there already, for one of several openings in a test.
func withHandlerRoom(
    in data: TemporaryDirectory, shards: Int, view: StreamView = .newAndOldImages,
    time: SimulatedTime, _ body: (HandlerRoom) async throws -> Void
) async throws {
    let directory = try TemporaryDirectory()
    let handlers = "\(directory.path)/handlers"
    try FileManager.default.createDirectory(
        atPath: handlers, withIntermediateDirectories: true)
    let program = "\(handlers)/\(HandlerRoom.executable)"
    try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: program))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let store = try Store.open(
        testOptions(data.path, ManualTime()) { options in options.clock = time })
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    do {
        var table = store.table(named: "clicks")
        if table == nil {
            var definition = TableDefinition(
                name: "clicks", uuid: "test", keySchema: Sample.schema)
            definition.settings.stream = StreamSettings(view: view, shards: shards)
            table = try await store.change(CreateTable(definition))
        }
        try await body(
            HandlerRoom(
                store: store, table: try #require(table), time: time, directory: directory,
                pool: pool))
        #expect(try store.checkIntegrity().damages == [])
    } catch {
        try store.close()
        throw error
    }
    try store.close()
}
