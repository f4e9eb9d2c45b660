internal import Glibc

/// Which file it is, how many names it has, and how long it is.
package struct FileStatus: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// None when it was deleted while it was open.
    package let links: Int
    package let bytes: Int

    package init(device: UInt64, inode: UInt64, links: Int, bytes: Int) {
        self.device = device
        self.inode = inode
        self.links = links
        self.bytes = bytes
    }

    init(_ status: stat) {
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            links: Int(status.st_nlink), bytes: Int(status.st_size))
    }

    /// Whether both are one file, whatever its length.
    package func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}
