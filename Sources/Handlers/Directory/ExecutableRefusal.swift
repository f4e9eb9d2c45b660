/// Why a file of the handler directory, or the directory itself, is not used.
package enum ExecutableRefusal: Error, Hashable {
    case noName
    case nameWithNull
    case absolute(String)
    case climbs(String)
    case missing(String)
    case outside(String, target: String)
    case isDirectory(String)
    case notDirectory(String)
    case notFile(String)
    case notExecutable(String)
    case notForServer(String, user: UInt32)
    case notProgram(String)
    case writableByAll(String)
    case writableByGroup(String, group: UInt32)
    case foreignOwner(String, user: UInt32)
    /// It would run as another user, whose processes the server can neither limit nor stop.
    case changesUser(String)
    case noInterpreter(String, interpreter: String)
    case tooLong(String, limit: Int)
    case unreadable(String, reason: String)

    package var message: String {
        switch self {
        case .noName: "an executable needs a name"
        case .nameWithNull: "the name of an executable may not hold a null character"
        case .absolute(let name):
            "'\(name)' is absolute: name the executable by its path inside the handler directory"
        case .climbs(let name): "'\(name)' may not hold '..'"
        case .missing(let name): "'\(name)' does not exist"
        case .outside(let name, let target):
            "'\(name)' leads out of the handler directory, to '\(target)'"
        case .isDirectory(let name): "'\(name)' is a directory"
        case .notDirectory(let name): "'\(name)' is not a directory"
        case .notFile(let name): "'\(name)' is not a regular file"
        case .notExecutable(let name): "'\(name)' is not executable: give it the run bit (chmod +x)"
        case .notForServer(let name, let user):
            "'\(name)' cannot be run by the server's user \(user): its run bits are for others, or "
                + "nothing may be run where it lies (a mount with noexec)"
        case .notProgram(let name):
            "'\(name)' is neither a Linux program nor a script whose first line says with #! what "
                + "runs it"
        case .writableByAll(let name):
            "'\(name)' may be changed by every user (chmod o-w)"
        case .writableByGroup(let name, let group):
            "'\(name)' may be changed by the members of group \(group) (chmod g-w)"
        case .foreignOwner(let name, let user):
            "'\(name)' belongs to user \(user): it must belong to root or to the server's user"
        case .changesUser(let name): "'\(name)' runs as another user or group (chmod ug-s)"
        case .noInterpreter(let name, let interpreter):
            "'\(name)' needs '\(interpreter)', which cannot be run"
        case .tooLong(let name, let limit): "'\(name)' is longer than \(limit) bytes"
        case .unreadable(let name, let reason): "'\(name)' cannot be read: \(reason)"
        }
    }
}
