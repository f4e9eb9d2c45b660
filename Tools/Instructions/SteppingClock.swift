import Engine
import Model
import Synchronization

/// A clock that goes on by a tenth of a millisecond whenever it is read.
final class SteppingClock: TimeSource {
    private static let stepMicroseconds = 100
    /// The beginning of 2026.
    private let microseconds = Atomic(1_767_225_600_000_000)

    func now() -> Timestamp {
        let step = SteppingClock.stepMicroseconds
        let time = microseconds.add(step, ordering: .relaxed).newValue
        return Timestamp(microseconds: Int64(time))
    }
}
