import Glibc
import LMDB
import SystemPackage

/// How large a recent layer may become, and the disk space that keeps that promise.
///
/// The recent layers are written through their memory maps; on a full disk the system would end the
/// process in the middle of a page. So space is reserved before a group is logged: no space, no group.
final class RecentSpace {
    /// Bytes of pages at which the active layer is frozen.
    let freezeBytes: Int
    /// Bytes of pages past which writes are refused while no spare is ready.
    let activeBytesMax: Int
    private var reserved: [String: Int] = [:]

    /// Reserved in steps, so that the system is asked seldom.
    private static let stepBytes = 16 << 20
    private static let pageBytes = 4096
    /// Pages that one command may dirty besides its own bytes: a path of each of the trees it touches.
    private static let pagesPerCommand = 12
    /// Pages of each further item of one command; in a batch of many the trees' paths are shared.
    private static let pagesPerItem = 3
    private static let pagesPerGroup = 256

    init(freezeBytes: Int) {
        self.freezeBytes = freezeBytes
        activeBytesMax = 2 * freezeBytes
    }

    /// Address space of a recent layer: the bound, free pages that a long reader keeps from being
    /// reused, and a group of the largest size on top.
    static func mapBytes(freezeBytes: Int) -> Int {
        4 * freezeBytes + 16 * GroupApplier.groupBytesMax
    }

    /// Makes sure that the layer's file has blocks for another group; throws `diskFull` when not.
    ///
    /// - Parameter slack: bytes that the group may come to beside what can be told of its commands.
    func reserve(
        for layer: Layer, commands: Int, items: Int, bytes: Int, slack: Int = 0
    ) throws(StoreError) {
        let pages =
            RecentSpace.pagesPerGroup + commands * RecentSpace.pagesPerCommand
            + (items - commands) * RecentSpace.pagesPerItem
        try reserve(pages * RecentSpace.pageBytes + 4 * bytes + slack, for: layer)
    }

    /// Makes sure that there are blocks for items of a group that is logged already.
    ///
    /// When there are none the store must stop, as the log is ahead of it then; but it stops in
    /// order, and goes on from the log once there is space.
    func reserve(for layer: Layer, items: Int, itemBytes: Int) throws(StoreError) {
        try reserve(
            (RecentSpace.pagesPerGroup + items * RecentSpace.pagesPerItem) * RecentSpace.pageBytes
                + itemBytes, for: layer)
    }

    private func reserve(_ bytes: Int, for layer: Layer) throws(StoreError) {
        let path = layer.environment.path + "/data.mdb"
        let used: Int
        do {
            used = try layer.environment.statistics().usedBytes
        } catch {
            throw StoreError(error, doing: "measuring \(path)")
        }
        let needed = used + bytes
        guard needed > reserved[path, default: 0] else { return }
        let wanted = min(needed + RecentSpace.stepBytes, layer.environment.options.mapBytes)
        try RecentSpace.allocate(wanted, orAtLeast: needed, of: path)
        reserved[path] = wanted
    }

    private static func allocate(
        _ wanted: Int, orAtLeast needed: Int, of path: String
    ) throws(StoreError) {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readWrite)
            let code = posix_fallocate(file.rawValue, 0, wanted)
            try file.close()
            guard code == 0 else { throw Errno(rawValue: code) }
        } catch let error as Errno where error == .noSpace || error == .diskQuotaExceeded {
            throw .diskFull("\(needed) bytes are needed for \(path)")
        } catch {
            throw .system("reserving \(wanted) bytes for \(path): \(error)")
        }
    }
}
