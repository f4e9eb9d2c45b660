package import Log
package import Model
package import Platform

/// How a store is opened.
package struct StoreOptions: Sendable {
    /// The data directory; created when it is missing.
    package var directory: String
    package var clock: any TimeSource
    /// Where the memtables lie; `nil` means in the data directory.
    ///
    /// They are rebuilt from the log, so a memory-backed file system will do.
    package var recentDirectory: String?
    /// Bytes of changed pages after which a checkpoint begins; twice as many are held before writes
    /// are rejected as busy.
    ///
    /// Less on a small volume: see `fitted`.
    package var recentBytes = EngineLimits.recentBytesDefault
    /// Address space of each memtable, unless it follows from `recentBytes`; tests take less.
    package var recentMapBytes: Int?
    /// Seconds after which a checkpoint begins even when little has changed.
    package var checkpointSeconds = EngineLimits.checkpointSecondsDefault
    /// Entries no reader can see any more that one checkpoint removes at the most.
    package var collectedEntriesMax = EngineLimits.collectedEntriesMaxDefault
    /// Address space to reserve for the main store, so that its map need not be moved, which only
    /// works while nobody reads.
    ///
    /// It takes neither memory nor disk. Where the system gives less (`ulimit -v`) it is less, and
    /// grows between reads.
    package var baseMapBytes = EngineLimits.baseMapBytesDefault
    package var log = LogOptions()
    /// Where commands are kept instead of in files in the data directory.
    package var commandLog: (any CommandLog)?
    /// What lies below the log; tests fill it, fail it and hold it up.
    package var logDirectory: @Sendable (String) -> any FileDirectory = { DiskDirectory(path: $0) }
    /// Where space for the memtables comes from; tests limit it.
    package var space: any DiskSpace = FileSystemSpace()
    /// Writes, and encoded bytes of writes, that wait before one more is rejected as busy.
    package var pendingWritesMax = Limits.pendingWritesMax
    package var pendingBytesMax = Limits.pendingBytesMax
    /// Encoded bytes of one command; tests take fewer.
    package var commandBytesMax = Limits.commandBytesMax
    /// Whether the maintenance thread runs; tests call the TTL sweeper and the others themselves.
    package var runsUpkeep = true
    /// Whether to go on without what is missing or damaged of the log, and to note that in the main
    /// store.
    package var acceptsDataLoss = false
    /// Called with checkpoints and failures, on the store's own threads.
    package var report: @Sendable (StoreEvent) -> Void = { _ in }

    package init(directory: String, clock: any TimeSource) {
        self.directory = directory
        self.clock = clock
    }
}

/// What happens in the store that an operator should be able to see.
package enum StoreEvent: Sendable {
    /// The log was read from the main store's position on.
    case replayed(commands: Int)
    /// The end of the log was cut off: the group there was never acknowledged.
    case cutTornTail(segment: String, offset: Int)
    /// Something was not as it should be, but nothing is lost.
    case repaired(String)
    /// The store goes on without what was missing, because the options say so.
    case dataLossAccepted(DataLoss)
    case checkpoint(CheckpointReport)
    case writesStopped(StoreError)
    case upkeepFailed(StoreError)
}
