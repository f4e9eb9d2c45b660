internal import CLMDB

/// How an environment is opened.
///
/// `MDB_NOTLS` is always on: a reader belongs to its value, not to a thread.
package struct EnvironmentOptions: Sendable {
    /// Address space reserved for the file; it need not exist on disk.
    package var mapBytes: Int
    /// What of `mapBytes` will do where the system gives no more address space; `nil` means all of it.
    package var mapBytesMin: Int?
    /// Slots for read transactions, pooled ones included.
    package var readersMax: Int
    package var databasesMax: Int
    package var isReadOnly = false
    /// Commits do not wait for the disk; after a crash of the machine the file may be useless.
    package var noSync = false
    /// Commits wait for the data but not for the meta page; the last commit may be undone by a
    /// crash.
    package var noMetaSync = false
    /// Writes go straight into the map instead of through buffers of their own.
    package var writeMap = false
    /// Switches off the kernel's read-ahead of neighbouring pages; for a base larger than memory.
    package var noReadAhead = false
    /// Does not clear fresh pages before use; file pages may then hold bytes of the heap.
    package var noMemoryInit = false
    /// Permissions of files that are created.
    package var mode: UInt32 = 0o600

    package init(mapBytes: Int = 1 << 30, readersMax: Int = 126, databasesMax: Int = 16) {
        self.mapBytes = mapBytes
        self.readersMax = readersMax
        self.databasesMax = databasesMax
    }

    var flags: UInt32 {
        var flags = UInt32(MDB_NOTLS)
        if isReadOnly { flags |= UInt32(MDB_RDONLY) }
        if noSync { flags |= UInt32(MDB_NOSYNC) }
        if noMetaSync { flags |= UInt32(MDB_NOMETASYNC) }
        if writeMap { flags |= UInt32(MDB_WRITEMAP) }
        if noReadAhead { flags |= UInt32(MDB_NORDAHEAD) }
        if noMemoryInit { flags |= UInt32(MDB_NOMEMINIT) }
        return flags
    }
}

/// The whole environment in numbers.
package struct EnvironmentStatistics: Hashable, Sendable {
    package let mapBytes: Int
    package let pageBytes: Int
    /// The highest page in use, free ones below it included.
    package let lastPage: Int
    /// The number of the last committed write transaction.
    package let lastTransaction: Int
    package let readersMax: Int
    /// Reader slots in use or kept for reuse, over all processes.
    package let readersUsed: Int
    /// Transactions of this process that see data right now.
    package let activeTransactions: Int

    /// How far the file reaches.
    package var usedBytes: Int { (lastPage + 1) * pageBytes }
}
