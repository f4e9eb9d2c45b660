import Platform

/// The bytes that one lane holds, which come back with the end of the lane.
final class HeldBytes {
    private let shared: WeightedSemaphore
    private let own: WeightedSemaphore
    /// Where all that is held comes from.
    private var source: WeightedSemaphore
    /// Of records that were read and not looked at.
    private var page = 0
    /// Of the batch that is being collected or delivered.
    private var batch = 0

    /// - Parameters:
    ///   - shared: what all handlers have together.
    ///   - own: what the lane's handler has besides.
    init(_ shared: WeightedSemaphore, own: WeightedSemaphore) {
        self.shared = shared
        self.own = own
        source = shared
    }

    deinit {
        source.release(page + batch)
    }

    /// Whether a batch is to be delivered as it is, so that others get on.
    var isScarce: Bool { source.isScarce }

    /// Whether there is room for a page; from where, is settled as long as something is held.
    func hasRoom() -> Bool {
        if page + batch == 0 { source = shared.isScarce ? own : shared }
        return !source.isScarce
    }

    /// Waits until there is room somewhere, when nothing is held; `false` when the task is cancelled.
    func waitForRoom() async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for semaphore in [shared, own] {
                // Takes nothing yet: what is read is only known afterwards.
                group.addTask { await semaphore.acquire(0) }
            }
            let hasRoom = await group.next() ?? false
            group.cancelAll()
            return hasRoom
        }
    }

    func resizePage(to bytes: Int) {
        if bytes < page { source.release(page - bytes) }
        if bytes > page { source.takeAnyway(bytes - page) }
        page = bytes
    }

    func addToBatch(_ bytes: Int) {
        source.takeAnyway(bytes)
        batch += bytes
    }

    /// The batch was delivered.
    func releaseBatch() {
        source.release(batch)
        batch = 0
    }
}
