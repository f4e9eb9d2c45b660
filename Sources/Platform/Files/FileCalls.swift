internal import Glibc
internal import SystemPackage

/// The file calls that the system package lacks and that C offers only with pointers.
///
/// This file says `unsafe`: there is no safe way to list, rename or remove a file, or to read one into
/// an array, without Foundation; nor a fast one to look through it.
package enum FileCalls {
    /// The names in a directory, without `.` and `..`, in no order.
    package static func names(inDirectory path: String) throws(FileError) -> [String] {
        let stream = try unsafe TransientErrors.retrying { () throws(FileError) in
            guard let stream = unsafe opendir(path) else { throw failure("list \(path)") }
            return unsafe stream
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
                    unsafe String(cString: characters)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw failure("list \(path)") }
        return names
    }

    /// Replaces `newPath` by `path` in one step.
    package static func rename(_ path: String, to newPath: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            guard unsafe Glibc.rename(path, newPath) == 0 else { throw failure("rename \(path)") }
        }
    }

    /// Removes a file.
    package static func remove(_ path: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            guard unsafe unlink(path) == 0 else { throw failure("remove \(path)") }
        }
    }

    /// Makes what was written to a file, or changed in a directory, durable.
    package static func sync(_ descriptor: Int32, _ path: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            guard fsync(descriptor) == 0 else { throw failure("sync \(path)") }
        }
    }

    /// Creates a directory; one that exists already is fine.
    package static func makeDirectory(_ path: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw failure("create \(path)")
            }
        }
    }

    /// Bytes that are free to this process on the volume that holds `path`.
    ///
    /// `Int.max` where the file system does not count them.
    package static func freeBytes(at path: String) throws(FileError) -> Int {
        var status = statvfs()
        try TransientErrors.retrying { () throws(FileError) in
            guard unsafe statvfs(path, &status) == 0 else {
                throw failure("free space at \(path)")
            }
        }
        guard status.f_blocks > 0 else { return .max }
        let (bytes, isHuge) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        return isHuge ? .max : Int(clamping: bytes)
    }

    /// Makes sure that there are blocks for the first `bytes` bytes of a file, which exists.
    package static func allocate(_ bytes: Int, of path: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("open \(path)") }
            defer { _ = close(descriptor) }
            // This call answers its error instead of setting `errno`.
            let code = posix_fallocate(descriptor, 0, bytes)
            if code != 0 {
                throw FileError(Errno(rawValue: code), "reserve \(bytes) bytes for \(path)")
            }
        }
    }

    /// Removes a directory, which must be empty.
    package static func removeDirectory(_ path: String) throws(FileError) {
        try TransientErrors.retrying { () throws(FileError) in
            guard unsafe rmdir(path) == 0 else { throw failure("remove \(path)") }
        }
    }

    /// What an open file is.
    package static func status(
        of descriptor: Int32, _ path: @autoclosure () -> String
    ) throws(FileError) -> FileStatus {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw failure("look at \(path())") }
        return FileStatus(found)
    }

    /// What lies at `path`; `nil` when nothing does.
    package static func status(ofFile path: String) throws(FileError) -> FileStatus? {
        var found = stat()
        guard unsafe stat(path, &found) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("look at \(path)")
        }
        return FileStatus(found)
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    package static func read(
        _ descriptor: Int32, _ path: String, at offset: Int, count: Int
    ) throws(FileError) -> [UInt8] {
        try TransientErrors.retrying { () throws(FileError) in
            try readOnce(descriptor, path, at: offset, count: count)
        }
    }

    private static func readOnce(
        _ descriptor: Int32, _ path: String, at offset: Int, count: Int
    ) throws(FileError) -> [UInt8] {
        var failed: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let got = unsafe pread(descriptor, rest.baseAddress, rest.count, offset + filled)
                if got > 0 { filled += got; continue }
                if got == 0 { return }
                if errno == EINTR { continue }
                failed = failure("read \(path)")
                return
            }
        }
        if let failed { throw failed }
        return bytes
    }

    /// The next bytes of a file or pipe, at most `count`; none at its end.
    ///
    /// Of a pipe it waits until there are some.
    package static func readNext(
        _ descriptor: Int32, _ path: String, count: Int
    ) throws(FileError) -> [UInt8] {
        var failed: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while true {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = failure("read \(path)") }
                filled = max(got, 0)
                return
            }
        }
        if let failed { throw failed }
        return bytes
    }

    /// Whether all bytes are zero, as fast as memory is: equal to themselves one place further on.
    package static func areZero(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == 0 else { return bytes.isEmpty }
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return true }
            return unsafe memcmp(start, start + 1, buffer.count - 1) == 0
        }
    }

    private static func failure(_ operation: String) -> FileError {
        FileError(Errno(rawValue: errno), operation)
    }
}
