import Dispatch
import Log
import Platform
import Synchronization

/// Reads and decodes the log on a thread of its own, ahead of the thread that applies it: a start takes
/// as long as the slower of the two.
///
/// Bounded: no more than `EngineLimits.replayedGroupsMax` groups wait.
final class ReplayFeed: Sendable {
    /// Commands that are applied together.
    struct Group: Sendable {
        var commands: [PlacedCommand] = []
        /// What the log has of each.
        var payloads: [[UInt8]] = []
        var bytes = 0
    }

    private struct State {
        /// The oldest first; an error or `nil` is the last that comes.
        var waiting: [Result<Group?, StoreError>] = []
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    /// Starts to read `log` at `first`.
    init(_ log: any CommandLog, from first: UInt64) {
        // A semaphore that ends below the value it was made with is an error, so it is made with none.
        for _ in 0..<EngineLimits.replayedGroupsMax { room.signal() }
        WorkerThread.start("quipu.replay") { [self] in
            do throws(StoreError) {
                try read(log, from: first)
                hand(.success(nil))
            } catch {
                hand(.failure(error))
            }
        }
    }

    /// The next group, waiting for it; `nil` at the end of the log.
    ///
    /// Not to be called again after `nil` or an error.
    func next() throws(StoreError) -> Group? {
        filled.wait()
        let group = state.withLock { $0.waiting.removeFirst() }
        room.signal()
        return try group.get()
    }

    /// Lets the thread end before the log does.
    func cancel() {
        state.withLock { $0.isCancelled = true }
        room.signal()
    }

    private func read(_ log: any CommandLog, from first: UInt64) throws(StoreError) {
        var reader = try open(log, from: first)
        var group = Group()
        while let entry = try ReplayFeed.next(&reader) {
            let payload = Array(entry.payload)
            group.commands.append(try LogPayload.decode(payload, at: entry.position))
            group.payloads.append(payload)
            group.bytes += payload.count
            let isFull =
                group.commands.count == EngineLimits.replayedCommandsMax
                || group.bytes > EngineLimits.groupBytesMax
            guard isFull else { continue }
            guard hand(.success(group)) else { return }
            group = Group()
        }
        if !group.commands.isEmpty { hand(.success(group)) }
    }

    private func open(_ log: any CommandLog, from first: UInt64) throws(StoreError) -> LogEntries {
        do { return try log.entries(from: first) } catch { throw StoreError(error) }
    }

    private static func next(_ reader: inout LogEntries) throws(StoreError) -> LogEntry? {
        do { return try reader.next() } catch { throw StoreError(error) }
    }

    /// Returns `false` once the replay was cancelled.
    @discardableResult
    private func hand(_ group: Result<Group?, StoreError>) -> Bool {
        if state.withLock({ $0.isCancelled }) { return false }
        room.wait()
        state.withLock { $0.waiting.append(group) }
        filled.signal()
        return true
    }
}
