internal import Glibc

/// Which file it is, how many names it has, and how long it is.
package struct FileStatus: Hashable, Sendable {
    /// What lies under a name.
    package enum Kind: Hashable, Sendable {
        case regular
        case directory
        case other
    }

    package let identity: FileIdentity
    package let kind: Kind
    /// None when it was deleted while it was open.
    package let links: Int
    package let bytes: Int

    package init(
        device: UInt64, inode: UInt64, kind: Kind = .regular, links: Int, bytes: Int
    ) {
        self.kind = kind
        identity = FileIdentity(device: device, inode: inode)
        self.links = links
        self.bytes = bytes
    }

    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), kind: kind,
            links: Int(status.st_nlink), bytes: Int(status.st_size))
    }

    /// Whether both are one file, whatever its length.
    package func isSameFile(as other: FileStatus) -> Bool { identity == other.identity }
}
