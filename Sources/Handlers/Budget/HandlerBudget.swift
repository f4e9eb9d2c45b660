import Platform

/// What all handlers of a runner may use together.
///
/// A partition reads only while there are bytes left, so that hundreds of them that wait for their turn
/// hold next to nothing; it never waits for more while it holds a batch, so that each goes on in the
/// end. What is read at the same time may go beyond the bound, which is a few pages.
package struct HandlerBudget: Sendable {
    /// Bytes of the records that partitions have read and not delivered: some dozens of full events.
    package static let bytesMax = 256 << 20
    /// Bytes that each handler has besides, for an event and a page: others that are stuck with what
    /// they hold do not stop it.
    static let ownBytesMax = 8 << 20
    /// Processes of handlers: half for events in work, half that wait for more.
    package static let processesMax = 256

    /// Partitions that read at the same time.
    private static let readersMax = 8

    let bytes: WeightedSemaphore
    let reading = WeightedSemaphore(readersMax)
    /// Events in work.
    let working: WeightedSemaphore
    /// Processes that are kept for the next event.
    let idle: WeightedSemaphore

    init(bytes: Int = bytesMax, processes: Int = processesMax) {
        self.bytes = WeightedSemaphore(bytes)
        working = WeightedSemaphore(max(processes / 2, 1))
        idle = WeightedSemaphore(processes / 2)
    }
}
