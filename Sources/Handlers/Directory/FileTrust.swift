import Glibc
import SystemPackage

/// Checks that only root and the server's own user may write to a file; other files are not used.
///
/// A group may write only if it is root's or the server's own primary group: a user's private group
/// has no other member, and with the usual umask for such groups all files are writable by it.
struct FileTrust {
    let user = geteuid()
    let group = getegid()

    /// Looks at what `path` leads to; `name` is what a refusal calls it.
    func check(_ path: FilePath, name: String) throws(ExecutableRefusal) -> Stat {
        let status: Stat
        do {
            status = try path.stat()
        } catch {
            throw FileTrust.refusal(error, name: name)
        }
        let owner = status.userID.rawValue
        guard owner == 0 || owner == user else { throw .foreignOwner(name, user: owner) }
        guard !status.permissions.contains(.otherWrite) else { throw .writableByAll(name) }
        let owners = status.groupID.rawValue
        guard !status.permissions.contains(.groupWrite) || owners == 0 || owners == group else {
            throw .writableByGroup(name, group: owners)
        }
        return status
    }

    func checkDirectory(_ path: FilePath, name: String) throws(ExecutableRefusal) {
        guard try check(path, name: name).type == .directory else { throw .notDirectory(name) }
    }

    static func refusal(_ failure: Errno, name: String) -> ExecutableRefusal {
        switch failure {
        case .noSuchFileOrDirectory, .notDirectory: .missing(name)
        default: .unreadable(name, reason: "\(failure)")
        }
    }
}
