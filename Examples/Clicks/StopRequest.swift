import Synchronization

/// Whether a command has been asked to stop.
final class StopRequest: Sendable {
    private let requested = Mutex(false)

    var isMade: Bool { requested.withLock { $0 } }

    func make() {
        requested.withLock { $0 = true }
    }
}
