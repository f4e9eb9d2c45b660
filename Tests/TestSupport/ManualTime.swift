import Engine
package import Model
import Synchronization

/// A clock that moves only when a test moves it.
package final class ManualTime: TimeSource {
    private let current: Mutex<Timestamp>

    package init(seconds: Int64 = 1_800_000_000) {
        current = Mutex(Timestamp(seconds: seconds))
    }

    package func now() -> Timestamp {
        current.withLock { $0 }
    }

    /// A negative number of seconds turns the clock back.
    package func advance(seconds: Int64) {
        current.withLock {
            $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000)
        }
    }

    /// The second that the clock shows.
    package var seconds: Int64 { now().seconds }
}
