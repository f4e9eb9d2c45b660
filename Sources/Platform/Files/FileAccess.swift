/// The directory below a log.
///
/// A protocol, so that tests can fill the disk and fail the n-th sync.
package protocol LogDirectory: Sendable {
    func names() throws(FileError) -> [String]
    /// Opens a file for reading and writing; `create` starts it empty.
    func open(_ name: String, create: Bool) throws(FileError) -> any LogStorage
    /// What the file called `name` is; `nil` when there is none.
    func status(of name: String) throws(FileError) -> FileStatus?
    /// Replaces `newName` in one step.
    func rename(_ name: String, to newName: String) throws(FileError)
    func remove(_ name: String) throws(FileError)
    /// Makes creations, renamings and removals durable.
    func sync() throws(FileError)
}

/// One open file below a log; it closes when its last reference is gone.
package protocol LogStorage: AnyObject, Sendable {
    func size() throws(FileError) -> Int
    /// What the open file is, whatever has become of its name.
    func status() throws(FileError) -> FileStatus
    /// Reads up to `count` bytes; fewer only at the end of the file.
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8]
    /// Writes all of `bytes`; on an error any part of them may be in the file.
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError)
    /// Makes the file hold space for `bytes` bytes, at least; fresh ones read as zeros.
    func reserve(_ bytes: Int) throws(FileError)
    func truncate(to bytes: Int) throws(FileError)
    func sync() throws(FileError)
}
