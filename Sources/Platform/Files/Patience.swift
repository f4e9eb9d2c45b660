internal import Glibc

/// Repeats file calls that failed only for the moment: nothing is wrong with the file then.
package enum Patience {
    /// A signal came in between (EINTR): at once, as often as a process may get signals meanwhile.
    static let interruptionsMax = 10_000
    /// The system is short of something (EAGAIN): after a pause, for a second in all.
    static let refusalsMax = 20
    private static let pauseMicrosecondsMax: UInt32 = 64_000

    /// Runs `body` until it does or fails for good; `pause` gets microseconds.
    package static func repeating<Result>(
        pause: (UInt32) -> Void = { _ = usleep($0) }, _ body: () throws(FileError) -> Result
    ) throws(FileError) -> Result {
        var interruptions = 0
        var refusals = 0
        while true {
            do throws(FileError) {
                return try body()
            } catch {
                switch error.code {
                case EINTR where interruptions < interruptionsMax:
                    interruptions += 1
                case EAGAIN where refusals < refusalsMax:
                    pause(min(1000 << UInt32(refusals), pauseMicrosecondsMax))
                    refusals += 1
                default:
                    throw error
                }
            }
        }
    }
}
