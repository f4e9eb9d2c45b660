package import Platform

/// Where a store's space comes from.
///
/// A protocol, so that tests can make the volume small.
package protocol DiskSpace: Sendable {
    /// Bytes that are free on the volume of a path.
    func freeBytes(at path: String) throws(FileError) -> Int
    /// Makes sure that there are blocks for the first `bytes` bytes of a file, which exists.
    func allocate(_ bytes: Int, of path: String) throws(FileError)
}

/// The file system's own.
package struct FileSystemSpace: DiskSpace {
    package init() {}

    package func freeBytes(at path: String) throws(FileError) -> Int {
        try FileCalls.freeBytes(at: path)
    }

    package func allocate(_ bytes: Int, of path: String) throws(FileError) {
        try FileCalls.allocate(bytes, of: path)
    }
}
