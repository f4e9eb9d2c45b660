internal import Glibc

/// Retries file calls that failed only for the moment: nothing is wrong with the file then.
package enum TransientErrors {
    /// A signal interrupted the call (EINTR): retried at once, as a process may get many signals.
    static let interruptionsMax = 10_000
    /// The system is short of something (EAGAIN): retried after a pause, for about a second in all.
    static let retriesMax = 20
    private static let pauseMicrosecondsMax: UInt32 = 64_000

    /// Runs `body` until it succeeds or fails for good; `pause` gets microseconds.
    package static func retrying<Result>(
        pause: (UInt32) -> Void = { _ = usleep($0) }, _ body: () throws(FileError) -> Result
    ) throws(FileError) -> Result {
        var interruptions = 0
        var retries = 0
        while true {
            do throws(FileError) {
                return try body()
            } catch {
                switch error.code {
                case EINTR where interruptions < interruptionsMax:
                    interruptions += 1
                case EAGAIN where retries < retriesMax:
                    pause(min(1000 << UInt32(retries), pauseMicrosecondsMax))
                    retries += 1
                default:
                    throw error
                }
            }
        }
    }
}
