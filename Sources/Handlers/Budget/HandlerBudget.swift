import Platform

/// What all handlers of a runner may use together.
///
/// A partition reads only while there are bytes left, so that hundreds of them that wait for their turn
/// hold next to nothing; it never waits for more while it holds a batch, so that each goes on in the
/// end. What is read at the same time may go beyond the bound, which is a few pages.
package struct HandlerBudget: Sendable {
    let bytes: WeightedSemaphore
    let reading = WeightedSemaphore(RunnerLimits.readersMax)
    /// Events in work.
    let working: WeightedSemaphore
    /// Processes that are kept for the next event.
    let idle: WeightedSemaphore

    init(bytes: Int = RunnerLimits.heldBytesMax, processes: Int = RunnerLimits.processesMax) {
        self.bytes = WeightedSemaphore(bytes)
        working = WeightedSemaphore(max(processes / 2, 1))
        idle = WeightedSemaphore(processes / 2)
    }
}
