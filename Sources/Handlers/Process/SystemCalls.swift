import Glibc
import Subprocess
import SystemPackage

/// The calls that C and Subprocess offer only with pointers.
///
/// The one file of this target that says `unsafe`.
enum SystemCalls {
    /// The path without symbolic links, `.` and `..`.
    static func realPath(_ path: String) throws(Errno) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw Errno(rawValue: errno) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Whether this process may run the file, by its bits and by what it is mounted with.
    static func mayExecute(_ path: String) -> Bool {
        unsafe faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0
    }

    /// The first bytes of a file, at most `count`.
    static func read(_ path: String, count: Int) throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter {
                try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    while filled < count {
                        let rest = unsafe UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                        let got = try unsafe file.read(into: rest)
                        if got == 0 { return }
                        filled += got
                    }
                }
            }
        } catch let failure as Errno {
            throw failure
        } catch {
            preconditionFailure("a file call fails with an error number: \(error)")
        }
    }

    /// Lets a write to a process that is gone fail, instead of ending the server.
    static let ignoringBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}

extension SubprocessOutputSequence.Buffer {
    var array: [UInt8] {
        unsafe withUnsafeBytes { bytes in unsafe [UInt8](bytes) }
    }
}
