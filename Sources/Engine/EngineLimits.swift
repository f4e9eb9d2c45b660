import Model

/// The engine's own bounds; those that an API's clients reach by what they send are in `Limits`.
///
/// The answers are `StoreError`s, unless the bound says something else; `busy` is 503 in every API,
/// to be tried again.
package enum EngineLimits {
    // MARK: Writing

    /// Bytes of commands after which a group is cut, unless it is one command: what is applied and
    /// published at once.
    ///
    /// Further commands go into the next group.
    package static let groupBytesMax = Limits.commandBytesMax
    /// Room for a command as most are, so that its bytes are not moved while they are written.
    static let commandBytesUsual = 128
    /// Bytes of the longest key as it is stored: LMDB takes no longer one.
    ///
    /// Longer keys get a digest.
    package static let storedKeyBytesMax = LongKey.storedBytes

    /// Items of tables with indexes that are written at once, so that the keys of their entries, of up
    /// to 9 KiB each, take little memory; the next follow at once.
    static let indexedAtOnceMax = 100

    /// Bytes of items that one step of a walk over a table looks at, so that no group of writes waits
    /// long for it; the next step goes on.
    package static let backfilledBytesMax = 4 << 20

    // MARK: Reading

    /// Reads that wait for a thread of the pool: `busy`.
    ///
    /// A page takes some milliseconds at most, so this is seconds of waiting.
    package static let waitingReadsMax = 4096
    /// Bytes of stored items that one page passes, however few of them can be seen; the page ends, and
    /// the next begins there.
    static let walkedBytesMax = 4 * Limits.pageBytesMax
    /// The same of a page of an index, which may show little of large items: as many bytes as a page of
    /// keys alone has items of a kilobyte.
    static let indexedBytesMax = 32 * Limits.pageBytesMax
    /// Records of other slots that one page of changes passes over; the page ends, and the next begins
    /// there.
    static let passedChangesMax = 50_000

    /// Members of a family of long keys, and their bytes, that a cursor keeps of one layer; behind them it
    /// reads the family again.
    package static let familyMembersMax = 1000
    static let familyBytesMax = 4 << 20

    // MARK: Memtables and checkpoints

    /// Bytes of changed pages after which a checkpoint begins, unless set otherwise; at twice as many
    /// writes are `busy`.
    package static let recentBytesDefault = 256 << 20
    /// The least that a small volume makes of it: below, a store would do little but checkpoints.
    static let recentBytesMin = 1 << 20
    /// The least that a small volume makes of a segment of the log, for the same reason.
    static let segmentBytesMin = 1 << 20
    /// Seconds after which a checkpoint begins even when little has changed, unless set otherwise.
    package static let checkpointSecondsDefault = 30
    /// How often a checkpoint is begun anew because a call failed for the moment only (EINTR, EAGAIN);
    /// then it has failed, and is tried again a second later.
    static let checkpointInterruptionsMax = 100
    /// Entries without a reader that one checkpoint removes, unless set otherwise; the next goes on.
    package static let collectedEntriesMaxDefault = 50_000
    /// Entries, and their bytes, that a sweep reads before any of them is removed, as a cursor does
    /// not outlive the removal of what it stands on; then it goes on.
    static let sweptEntriesMax = 1000
    static let sweptBytesMax = 8 << 20
    /// Notes of dropped tables that one checkpoint looks at; the next goes on.
    static let droppedTablesMax = 16
    /// Notes of dropped indexes that one checkpoint looks at; the next goes on.
    static let droppedIndexesMax = 100

    // MARK: Opening

    /// Bytes of address space for the main store, unless set otherwise: they take neither memory
    /// nor disk.
    ///
    /// Where the system gives less (`ulimit -v`) it is less, and grows between reads.
    package static let baseMapBytesDefault = 1 << 40
    /// Bytes of address space without which the main store is not opened (`system`): what a store of
    /// moderate size needs.
    static let baseMapBytesMin = 1 << 30
    /// How often the main store's map is tried to be grown, and microseconds between two tries: half a
    /// second in all, then the checkpoint is given up and the next one tries again.
    static let growthTriesMax = 2000
    static let growthPauseMicroseconds: UInt32 = 250
    /// Reader slots of each environment: event loops, reader threads, writer, checkpointer and
    /// tools need a few dozen; a slot is 64 bytes.
    ///
    /// One more reader is an error of LMDB (`system`).
    static let readersMax = 1024
    /// Commands of one group of a replay, and groups that are read ahead: memory, whatever the log's
    /// size.
    static let replayedCommandsMax = 4096
    static let replayedGroupsMax = 2
    /// Bytes that are read of the file that names the directory's version; a longer one is not ours.
    static let versionFileBytesMax = 64

    // MARK: Checking

    /// Damages that `quipu check` names of one store; the rest is left out.
    package static let reportedDamagesMax = 100
}
