internal import Glibc
internal import SystemPackage

/// A directory on disk.
package struct DiskDirectory: FileDirectory {
    private let path: FilePath

    /// The directory must exist.
    package init(path: String) { self.path = FilePath(path) }

    package func names() throws(FileError) -> [String] {
        try FileCalls.names(inDirectory: path.string)
    }

    package func open(_ name: String, create: Bool) throws(FileError) -> any OpenFile {
        try DiskFile(path.appending(name), create: create)
    }

    package func status(of name: String) throws(FileError) -> FileStatus? {
        try FileCalls.status(ofFile: path.appending(name).string)
    }

    package func rename(_ name: String, to newName: String) throws(FileError) {
        try FileCalls.rename(path.appending(name).string, to: path.appending(newName).string)
    }

    package func remove(_ name: String) throws(FileError) {
        try FileCalls.remove(path.appending(name).string)
    }

    package func sync() throws(FileError) {
        let directory = try calling("open \(path)") {
            try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
        }
        // Nothing was written through this descriptor, so the answer of `close` says nothing.
        defer { _ = Glibc.close(directory.rawValue) }
        try calling("sync \(path)") { try check(fsync(directory.rawValue)) }
    }
}

/// A file on disk.
///
/// Its calls are positional, so readers and the one appender do not disturb each other.
private final class DiskFile: OpenFile {
    private let descriptor: FileDescriptor
    private let path: FilePath

    init(_ path: FilePath, create: Bool) throws(FileError) {
        self.path = path
        descriptor = try calling("open \(path)") {
            try FileDescriptor.open(
                path, .readWrite,
                options: create ? [.create, .truncate, .closeOnExec] : .closeOnExec,
                permissions: .ownerReadWrite)
        }
    }

    func size() throws(FileError) -> Int {
        try calling("size of \(path)") { Int(try descriptor.seek(offset: 0, from: .end)) }
    }

    func status() throws(FileError) -> FileStatus {
        try FileCalls.status(of: descriptor.rawValue, path.string)
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try FileCalls.read(descriptor.rawValue, path.string, at: offset, count: count)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try calling("write \(path)") {
            _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes)
        }
    }

    func reserve(_ bytes: Int) throws(FileError) {
        try calling("reserve space for \(path)") {
            // This call answers its error instead of setting `errno`.
            let code = posix_fallocate(descriptor.rawValue, 0, bytes)
            if code != 0 { throw Errno(rawValue: code) }
        }
    }

    func truncate(to bytes: Int) throws(FileError) {
        try calling("truncate \(path)") { try descriptor.resize(to: Int64(bytes)) }
    }

    func sync() throws(FileError) {
        try calling("sync \(path)") { try check(fdatasync(descriptor.rawValue)) }
    }

    // Everything that matters has been synced, so the answer of `close` says nothing more.
    deinit { _ = Glibc.close(descriptor.rawValue) }
}

/// Throws the call's error when it answers that there is one.
private func check(_ result: Int32) throws {
    if result != 0 { throw Errno(rawValue: errno) }
}

/// Runs a call of the system package, which throws `Errno` only, and runs it again when it failed only
/// for the moment.
///
/// Calls are positional and whole, so that a second one does what the first should have done.
private func calling<Result>(
    _ operation: @autoclosure () -> String, _ body: () throws -> Result
) throws(FileError) -> Result {
    try TransientErrors.retrying { () throws(FileError) in
        do {
            return try body()
        } catch {
            throw FileError(error as? Errno ?? .ioError, operation())
        }
    }
}
