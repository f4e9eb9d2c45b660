import Foundation

/// A directory of its own for one test, removed with this object.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("quipu-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("A test's directory is left behind: \(error)")
        }
    }

    /// Copies what a crash would leave to a directory of its own; the memtables are left out,
    /// because the next start throws them away.
    ///
    /// A store may be writing meanwhile: SYNCED comes first, as it must not say more than the log has.
    package func copy() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        let mark = "SYNCED"
        for name in names.filter({ $0 == mark }) + names.filter({ $0 != mark })
        where !name.hasPrefix("recent-") {
            try FileManager.default.copyItem(
                atPath: "\(path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }

    /// The segments of the log, oldest first.
    package var segments: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "\(path)/log")
                .filter { $0.hasSuffix(".log") }.sorted()
        }
    }

    /// Changes the bytes of one of the directory's files.
    package func change(_ file: String, _ body: (inout [UInt8]) throws -> Void) throws {
        let url = URL(fileURLWithPath: "\(path)/\(file)")
        var bytes = [UInt8](try Data(contentsOf: url))
        try body(&bytes)
        try Data(bytes).write(to: url)
    }

    /// Removes a file, or a directory with all that is in it.
    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    package func holds(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
    }

    /// Replaces one part of the directory by another directory's.
    package func take(_ name: String, from other: TemporaryDirectory) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        try FileManager.default.copyItem(
            atPath: "\(other.path)/\(name)", toPath: "\(path)/\(name)")
    }
}
