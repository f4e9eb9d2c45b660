internal import Glibc
internal import Synchronization

/// The directories this process has open.
///
/// LMDB forbids opening one directory twice in a process: closing either copy would drop the file
/// locks of both. So a second opening is refused here instead of corrupting the file later.
enum OpenEnvironments {
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    private static let open = Mutex<Set<Identity>>([])

    /// Claims the directory at `path`, which must exist.
    static func claim(_ path: String) throws(LMDBError) -> Identity {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw LMDBError(errno, in: "mdb_env_open")
        }
        let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        guard open.withLock({ $0.insert(identity).inserted }) else {
            throw .busy("this process has \(path) open already", in: "mdb_env_open")
        }
        return identity
    }

    static func release(_ identity: Identity) {
        _ = open.withLock { $0.remove(identity) }
    }
}
