import Foundation
package import Model

/// The machine's clock: the one place where the current time comes into the process.
package struct SystemClock: TimeSource {
    package init() {}

    package func now() -> Timestamp {
        Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000))
    }
}
