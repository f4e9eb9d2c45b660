import Synchronization

/// Whether a command has been asked to stop.
package final class StopRequest: Sendable {
    private let requested = Mutex(false)

    package init() {}

    package var isMade: Bool { requested.withLock { $0 } }

    package func make() {
        requested.withLock { $0 = true }
    }
}
