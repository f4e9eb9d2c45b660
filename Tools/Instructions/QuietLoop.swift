import Dispatch
import NIOCore
import NIOEmbedded
import Synchronization

/// An event loop without a socket: what other threads hand to it runs when its own thread says so.
final class QuietLoop: EventLoop {
    /// For channels; only the thread that made it may touch it.
    let embedded = EmbeddedEventLoop()
    private let tasks = Mutex<[@Sendable () -> Void]>([])
    private let handedOver = DispatchSemaphore(value: 0)

    var inEventLoop: Bool { embedded.inEventLoop }
    var now: NIODeadline { embedded.now }

    func execute(_ task: @escaping @Sendable () -> Void) {
        tasks.withLock { $0.append(task) }
        handedOver.signal()
    }

    /// Waits until there is a task for each earlier call, and one more.
    func waitForTasks() {
        handedOver.wait()
    }

    func runTasks() {
        for task in tasks.withLock({ $0.take() }) { task() }
    }

    // MARK: For the protocol; no connection waits for a time.

    func submit<T>(_ task: @escaping @Sendable () throws -> T) -> EventLoopFuture<T> {
        embedded.submit(task)
    }

    func scheduleTask<T>(
        deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        embedded.scheduleTask(deadline: deadline, task)
    }

    func scheduleTask<T>(
        in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        embedded.scheduleTask(in: delay, task)
    }

    func shutdownGracefully(
        queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void
    ) {
        embedded.shutdownGracefully(queue: queue, callback)
    }
}

extension Array {
    /// All elements; none are left.
    fileprivate mutating func take() -> [Element] {
        var taken: [Element] = []
        swap(&taken, &self)
        return taken
    }
}
