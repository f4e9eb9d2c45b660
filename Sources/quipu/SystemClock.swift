import Engine
import Foundation
import Model

/// The machine's clock: the one place where the current time comes into the process.
struct SystemClock: TimeSource {
    func now() -> Timestamp {
        Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000))
    }
}
