import Platform

/// The bytes that one partition holds, which come back with its end.
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
    ///   - own: what the partition's handler has besides.
    init(_ shared: WeightedSemaphore, own: WeightedSemaphore) {
        self.shared = shared
        self.own = own
        source = shared
    }

    deinit {
        source.release(page + batch)
    }

    /// Bytes that may still be taken; none when a batch is to be delivered as it is, so that others
    /// get on.
    var bytesLeft: Int { source.left }

    /// Whether there is room for a page; from where, is settled as long as something is held.
    func hasRoom() -> Bool {
        if page + batch == 0 { source = shared.left <= 0 ? own : shared }
        return source.left > 0
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

    /// Takes or gives back the difference to what was held.
    func resize(page: Int, batch: Int) {
        let change = page + batch - (self.page + self.batch)
        if change < 0 { source.release(-change) }
        if change > 0 { source.takeAnyway(change) }
        self.page = page
        self.batch = batch
    }

    func resizePage(to page: Int) {
        resize(page: page, batch: batch)
    }
}
