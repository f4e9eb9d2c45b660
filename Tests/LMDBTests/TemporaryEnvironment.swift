import Foundation
import LMDB

/// Runs `body` with a fresh directory that is gone afterwards.
@discardableResult
func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/quipu-lmdb-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }
    return try body(path)
}

/// Runs `body` with a fresh environment that has one database.
@discardableResult
func withEnvironment<Result>(
    _ options: EnvironmentOptions = EnvironmentOptions(),
    _ body: (Environment, Database) throws -> Result
) throws -> Result {
    try withDirectory { path in
        let environment = try Environment(path: path, options: options)
        return try body(environment, try open("items", in: environment))
    }
}

struct NoDatabase: Error {}

func open(_ name: String, in environment: Environment) throws -> Database {
    guard let database = try environment.openDatabase(name, create: true) else {
        throw NoDatabase()
    }
    return database
}

/// Stores the entries in one transaction.
func store(
    _ entries: [([UInt8], [UInt8])], in database: Database, of environment: Environment
) throws {
    var transaction = try environment.beginWrite()
    for (key, value) in entries { try transaction.put(value, for: key, in: database) }
    try transaction.commit()
}

/// A copy of the bytes of a span.
func array(_ span: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in span.indices { bytes.append(span[index]) }
    return bytes
}

/// The same for asynchronous tests.
func withDirectory(at path: String, _ body: (String) async throws -> Void) async throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try await body(path)
    try FileManager.default.removeItem(atPath: path)
}
