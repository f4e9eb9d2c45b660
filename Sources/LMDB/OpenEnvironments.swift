internal import Glibc
import Platform
internal import Synchronization

/// The directories this process has open.
///
/// LMDB forbids opening one directory twice in a process: closing either copy would drop the file
/// locks of both. So a second opening is refused here instead of corrupting the file later.
enum OpenEnvironments {
    private static let open = Mutex<Set<FileIdentity>>([])

    /// Claims the directory at `path`, which must exist.
    static func claim(_ path: String) throws(LMDBError) -> FileIdentity {
        let found: FileStatus?
        do throws(FileError) {
            found = try FileCalls.status(ofFile: path)
        } catch {
            throw LMDBError(error.code, in: "mdb_env_open")
        }
        guard let identity = found?.identity else { throw LMDBError(ENOENT, in: "mdb_env_open") }
        guard open.withLock({ $0.insert(identity).inserted }) else {
            throw .busy("this process has \(path) open already", in: "mdb_env_open")
        }
        return identity
    }

    static func release(_ identity: FileIdentity) {
        _ = open.withLock { $0.remove(identity) }
    }
}
