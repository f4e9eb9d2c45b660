import Console
import SystemPackage

/// Looks at a data directory's path before it is opened, to say plainly what is wrong with it.
enum DataPath {
    static func check(_ path: String, mayBeMissing: Bool) throws(Failure) {
        let found: Stat
        do throws(Errno) {
            found = try FilePath(path).stat()
        } catch .noSuchFileOrDirectory where mayBeMissing {
            return
        } catch .noSuchFileOrDirectory {
            throw Failure("there is no directory \(path); name the data directory with --data")
        } catch .notDirectory {
            throw Failure("\(path) lies below a file; name a directory with --data")
        } catch {
            throw Failure("the data directory \(path) cannot be looked at: \(error)")
        }
        guard found.type == .directory else {
            throw Failure("\(path) is a file; name a directory with --data")
        }
    }
}
