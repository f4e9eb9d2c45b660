/// Bounds on what is asked of the system.
///
/// No client meets one by itself.
package enum PlatformLimits {
    /// How often a call that a signal interrupted (EINTR) is repeated at once, as a process may get
    /// many signals; then the call has failed.
    static let interruptionsMax = 10_000
    /// How often a call is repeated because the system is short of something (EAGAIN), with pauses of
    /// about a second in all; then the call has failed.
    static let retriesMax = 20
    /// Microseconds of the longest such pause.
    static let retryPauseMicrosecondsMax: UInt32 = 64_000
    /// Bytes that are packed or unpacked at one time.
    static let compressionChunkBytes = 64 << 10
    /// Threads for calls that block, unless the machine has more processors; more calls wait.
    static let blockingThreadsMin = 4
    /// Calls that wait for such a thread; what comes then runs on the thread that asks for it.
    static let waitingBlockingCallsMax = 4096
    /// Jobs of a pool that were started and still take room in its queue, before it is moved up.
    static let startedJobsMax = 1024
    /// Bytes of a thread's name without the zero byte at its end: Linux keeps no more.
    package static let threadNameBytesMax = 15
}
