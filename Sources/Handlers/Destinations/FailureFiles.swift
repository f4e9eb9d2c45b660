import Commands
import Glibc
import Model
import Platform
import SystemPackage
import Values

/// Keeps failures as files, in the places that AWS gives them in a bucket.
///
///     <data>/failures/NAME/<handler uuid>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<id>.json
///
/// A file that has its name is whole and on disk.
struct FailureFiles: Sendable {
    /// The data directory.
    let directory: String

    /// Writes the failure, which is on disk when this returns.
    ///
    /// Blocks.
    func keep(_ failure: FailedBatch, in name: String) throws(DestinationError) {
        let second = Instant.text(second: failure.time.seconds).dropLast()
        let day = second.prefix(10).split(separator: "-").map(String.init)
        let folders =
            ["failures", name, failure.handler.uuid.string, failure.source.shardID] + day
        let moment = second.map { $0 == ":" ? "." : $0 }
        let file = "\(String(moment))-\(failure.id).json"
        do {
            let folder = try FailureFiles.makeFolders(folders, in: FilePath(directory))
            // A directory entry is on disk once its directory is.
            let path = folder.appending(file)
            let unfinished = folder.appending(".\(file)")
            try FailureFiles.write(failure.json, to: unfinished)
            try FileCalls.rename(unfinished.string, to: path.string)
            try FailureFiles.sync(folder)
        } catch let error as FileError {
            throw DestinationError("\(error.operation): \(error.message)")
        } catch {
            throw DestinationError("a file in \(directory)/failures/\(name): \(error)")
        }
    }

    /// Makes what is missing of the path, each step on disk before the next.
    private static func makeFolders(_ names: [String], in root: FilePath) throws -> FilePath {
        var path = root
        for name in names {
            guard let component = FilePath.Component(name), component.kind == .regular else {
                throw DestinationError("\(name) cannot name a directory")
            }
            let parent = path
            path.append(component)
            try FileCalls.makeDirectory(path.string)
            try sync(parent)
        }
        return path
    }

    private static func write(_ bytes: [UInt8], to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: .ownerReadWrite)
        // Once all is synced the answer of `close` says nothing more.
        defer { _ = close(file.rawValue) }
        _ = try file.writeAll(bytes)
        try FileCalls.sync(file.rawValue, path.string)
    }

    private static func sync(_ folder: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            folder, .readOnly, options: [.directory, .closeOnExec])
        defer { _ = close(descriptor.rawValue) }
        try FileCalls.sync(descriptor.rawValue, folder.string)
    }
}
