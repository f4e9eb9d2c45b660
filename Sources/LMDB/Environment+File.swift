internal import CLMDB
internal import Glibc
internal import Synchronization

extension Environment {
    /// What is wrong with the data file while it is open; `nil` when it is where it was, and as long as
    /// it was when this was asked last.
    ///
    /// What is written to a file without a name is gone when the process ends, and a page that was cut
    /// off ends the process that reads it.
    package func fileProblem() throws(LMDBError) -> String? {
        try unsafe withPointer("mdb_env_get_fd") { pointer throws(LMDBError) in
            // Before the file is asked: another thread may see it grow between the two.
            let known = fileBytes.withLock { $0 }
            var descriptor: Int32 = -1
            try LMDBError.check(
                unsafe mdb_env_get_fd(pointer, &descriptor), in: "mdb_env_get_fd")
            var held = stat()
            guard unsafe fstat(descriptor, &held) == 0 else {
                throw LMDBError(errno, in: "fstat")
            }
            let file = "\(path)/data.mdb"
            var found = stat()
            guard unsafe stat(file, &found) == 0 else {
                guard errno == ENOENT || errno == ENOTDIR else {
                    throw LMDBError(errno, in: "stat")
                }
                return "\(file) was deleted or moved"
            }
            guard held.st_dev == found.st_dev, held.st_ino == found.st_ino else {
                return "\(file) was replaced by another file"
            }
            let bytes = Int(held.st_size)
            fileBytes.withLock { $0 = max($0, bytes) }
            return bytes < known ? "\(file) was cut to \(bytes) bytes, it had \(known)" : nil
        }
    }
}
