import Commands
import Model
import Synchronization

/// When each table's time to live was last changed, for servers that refuse a second change soon after
/// it, as AWS does.
///
/// Nothing in this server needs the pause: it is there so that clients can be tried on the refusal. So
/// it is kept in memory only, and forgotten with the process.
final class TimeToLiveCooldown: Sendable {
    private let changes = Mutex<[TableID: Timestamp]>([:])

    /// Refuses a change less than `seconds` after the last one that was noted.
    func check(_ table: TableID, at now: Timestamp, seconds: Int64) throws(WireError) {
        guard let last = changes.withLock({ $0[table] }) else { return }
        guard now.seconds < last.seconds + seconds else { return }
        throw .validation(
            "Time to live has been modified multiple times within a fixed interval")
    }

    func note(_ table: TableID, at now: Timestamp) {
        changes.withLock { $0[table] = now }
    }
}
