internal import Glibc

/// Retries file calls that failed only for the moment: nothing is wrong with the file then.
package enum TransientErrors {
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
                case EINTR where interruptions < PlatformLimits.interruptionsMax:
                    interruptions += 1
                case EAGAIN where retries < PlatformLimits.retriesMax:
                    pause(min(1000 << UInt32(retries), PlatformLimits.retryPauseMicrosecondsMax))
                    retries += 1
                default:
                    throw error
                }
            }
        }
    }
}
