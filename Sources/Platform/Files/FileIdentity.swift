/// Which file it is, whatever its name: the same for two paths that lead to one file, and another
/// one once a file has been replaced.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
