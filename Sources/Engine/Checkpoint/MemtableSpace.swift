import LMDB
import Log
import Platform

/// How large a memtable may become, and the disk space that keeps that promise.
///
/// The memtables are written through their memory maps; on a full disk the system would end the
/// process in the middle of a page. So space is reserved before a group is logged: no space, no group.
final class MemtableSpace {
    /// What a group or a part of it may come to.
    struct Need {
        var commands: Int
        var items: Int
        /// Of the commands as they are in the log.
        var bytes: Int
    }

    /// Bytes of pages at which the active layer is sealed.
    let sealBytes: Int
    /// Bytes of pages past which writes are rejected while no standby is ready.
    let activeBytesMax: Int
    /// Bytes of items after which a part of a group is committed.
    let partBytesMax: Int
    /// What a part of a replay may come to: its reservation must not be larger than what running needed.
    let replayBytes: Int
    /// Reserved in steps, so that a call to the file system is rare.
    private let stepBytes: Int
    private let disk: any DiskSpace
    private var reserved: [String: Int] = [:]

    static let pageBytes = 4096
    /// Pages that one command may dirty besides its own bytes: a path of each of the trees it touches.
    private static let pagesPerCommand = 12
    /// Pages of each further item of one command; in a batch of many the trees' paths are shared.
    private static let pagesPerItem = 3
    private static let pagesPerGroup = 256
    /// Of a roomy map, what stays free for commands that are in the log already.
    private static let mapBytesLeft = 16 * EngineLimits.groupBytesMax

    init(sealBytes: Int, from disk: any DiskSpace) {
        self.sealBytes = sealBytes
        self.disk = disk
        activeBytesMax = 2 * sealBytes
        partBytesMax = min(64 << 20, max(sealBytes / 2, 1 << 20))
        replayBytes = min(32 << 20, max(sealBytes / 8, 2 << 20))
        stepBytes = min(16 << 20, max(sealBytes / 8, 1 << 20))
    }

    /// Address space that a memtable needs: the bound, free pages that readers keep from being reused,
    /// and a group of the largest size on top.
    static func mapBytesMin(sealBytes: Int) -> Int {
        4 * sealBytes + 16 * EngineLimits.groupBytesMax
    }

    /// With room for pages that a read of all layers keeps which takes long.
    static func mapBytes(sealBytes: Int) -> Int {
        mapBytesMin(sealBytes: sealBytes) + 48 * EngineLimits.groupBytesMax
    }

    /// How many items a part of a replay may be about, roughly.
    var replayItems: Int { replayBytes / (MemtableSpace.pagesPerItem * MemtableSpace.pageBytes) }

    /// Bytes of blocks that the layer has.
    func heldBytes(of layer: Layer) -> Int { reserved[path(of: layer), default: 0] }

    private func path(of layer: Layer) -> String { layer.environment.path + "/data.mdb" }

    /// Bytes of pages that `need` may dirty.
    func bytes(for need: Need) -> Int {
        let pages =
            MemtableSpace.pagesPerGroup + need.commands * MemtableSpace.pagesPerCommand
            + (need.items - need.commands) * MemtableSpace.pagesPerItem
        return pages * MemtableSpace.pageBytes + 4 * need.bytes
    }

    /// Makes sure that the layer's file has blocks for another group; throws `diskFull` when not.
    ///
    /// - Parameters:
    ///   - slack: bytes that the group may take beside what follows from the size of its commands.
    ///   - rest: bytes that must stay free, for the checkpoint that is to take all this in.
    func reserve(
        for layer: Layer, _ need: Need, slack: Int = 0, leaving rest: Int
    ) throws(StoreError) {
        let used = try usedBytes(of: layer)
        // Without long reads no memtable's file is that long.
        let roomBytes = max(
            layer.environment.options.mapBytes - MemtableSpace.mapBytesLeft,
            MemtableSpace.mapBytesMin(sealBytes: sealBytes))
        if used > roomBytes, try used - reusableBytes(of: layer) > roomBytes {
            throw .busy("long reads keep the memtable's pages from being used again")
        }
        try reserve(bytes(for: need) + slack, beside: used, for: layer, leaving: rest)
    }

    /// Makes sure that there are blocks for items of a group that is logged already.
    ///
    /// Where there are none the group is applied in smaller parts, with checkpoints between them. When
    /// that does not help either the store must stop, as the log is ahead of it then; but it stops in
    /// order, and goes on from the log once there is space.
    func reserve(for layer: Layer, items: Int, itemBytes: Int) throws(StoreError) {
        let pages = MemtableSpace.pagesPerGroup + items * MemtableSpace.pagesPerItem
        try reserve(
            pages * MemtableSpace.pageBytes + itemBytes, beside: try usedBytes(of: layer),
            for: layer, leaving: 0)
    }

    private func reserve(
        _ bytes: Int, beside used: Int, for layer: Layer, leaving rest: Int
    ) throws(StoreError) {
        let path = path(of: layer)
        let needed = used + bytes
        let held = reserved[path, default: 0]
        guard needed > held else { return }
        do throws(FileError) {
            let free = try disk.freeBytes(at: path)
            let spare = free - rest - (needed - held)
            guard spare >= 0 else {
                throw full(path, needed: needed - held, rest: rest, free: free)
            }
            // Where space is short, what lies ahead must not take it from the log and from the main
            // store.
            let wanted = min(
                needed + min(stepBytes, spare / 4), max(layer.environment.options.mapBytes, needed))
            try allocate(wanted, orAtLeast: needed, of: path)
        } catch {
            throw StoreError(reserving: error)
        }
    }

    private func usedBytes(of layer: Layer) throws(StoreError) -> Int {
        do {
            return try layer.environment.statistics().usedBytes
        } catch {
            throw StoreError(error, doing: "measuring \(path(of: layer))")
        }
    }

    /// Free pages inside the file, which a large group may have left.
    private func reusableBytes(of layer: Layer) throws(StoreError) -> Int {
        do {
            return try layer.environment.reusableBytes()
        } catch {
            throw StoreError(error, doing: "measuring \(path(of: layer))")
        }
    }

    private func allocate(
        _ wanted: Int, orAtLeast needed: Int, of path: String
    ) throws(FileError) {
        do throws(FileError) {
            try disk.allocate(wanted, of: path)
            reserved[path] = wanted
        } catch {
            guard error.isDiskFull else { throw error }
            // A quota, for one, is not known beforehand.
            do throws(FileError) {
                try disk.allocate(needed, of: path)
                reserved[path] = needed
            } catch {
                guard error.isDiskFull else { throw error }
                throw full(
                    path, needed: needed - reserved[path, default: 0], rest: 0, free: 0)
            }
        }
    }

    /// Says what would be enough: for this, the checkpoint after it and the next steps.
    private func full(_ path: String, needed: Int, rest: Int, free: Int) -> FileError {
        let kept = rest > 0 ? " and a checkpoint up to \(rest)" : ""
        return FileError(
            operation: "reserve", code: 0,
            message: "\(path) needs \(needed) bytes more\(kept), \(free) are free; free another "
                + "\(max(needed + rest - free, 0) + 2 * replayBytes) bytes on its volume",
            isDiskFull: true)
    }
}
