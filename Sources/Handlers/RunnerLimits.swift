import Model

/// Bounds of running handlers, with the answer when one is reached; bounds on what a definition says
/// are in `HandlerLimits`, those on events and answers in `Limits`.
package enum RunnerLimits {
    // MARK: What handlers use together

    /// Bytes of the records that all partitions have read and not delivered, some dozens of full
    /// events; a partition beyond waits.
    package static let heldBytesMax = 256 << 20
    /// Bytes that each handler has besides, for an event and a page: others that are stuck with what
    /// they hold do not stop it.
    package static let ownBytesMax = 8 << 20
    /// Processes of all handlers, half for events in work, half that wait for more: an event beyond
    /// waits, a process beyond is ended after its event.
    package static let processesMax = 256
    /// Processes that one handler may have at the same time; an event beyond waits.
    package static let processesPerHandlerMax = 16
    /// Partitions that read at the same time; others wait.
    static let readersMax = 8

    // MARK: Delivery

    /// Records that a filter has dropped since the position was stored, and how long fewer of them
    /// wait for that when nothing is delivered: so much is filtered once more after a crash.
    static let skippedMax = 10_000
    static let skippedDelay = Duration.seconds(1)
    /// How long after its end a window is closed when no record comes: the writes of its last
    /// moment have usually arrived by then.
    static let windowGraceMicroseconds: Int64 = 1_000_000
    /// Arrays and objects inside each other in a filter's pattern, more than an event can have: the
    /// definition is rejected.
    package static let filterDepthMax = 64

    // MARK: Failures

    /// Bytes of a fault's message, which goes into the log, into the status and with each failure; the
    /// rest is cut off.
    package static let faultMessageBytesMax = 4096
    /// Bytes of a wrong answer that its failure quotes; the rest is cut off.
    static let quotedAnswerBytesMax = 80
    /// UTF-8 of a record in one failure item, which leaves room for everything else in an item; the
    /// rest is in further items.
    package static let failurePartBytesMax = 350_000
    /// UTF-8 of the last error in such an item; the rest is cut off.
    package static let failureMessageBytesMax = 1000
    /// Bytes of failure items that one command writes: far from the bound of commands, and no
    /// burden to others that write.
    ///
    /// Further items are written by further commands.
    package static let failureStepBytesMax = 4 << 20

    // MARK: Programs

    /// Bytes of a registration: a definition is some hundred bytes, and its filters are bounded
    /// too.
    ///
    /// A longer file is reported as no registration.
    static let registrationBytesMax = 256 << 10
    /// Bytes at a program's beginning in which its interpreter is named: Linux looks at no more.
    static let programHeadBytes = 256
    /// Open files of a process: more than a small program needs, and far from the system's table.
    ///
    /// Its own calls fail.
    static let processFilesMax = 1024
    /// How long a process without events is kept; the next event starts another.
    static let processIdleMax = Duration.seconds(300)
    /// How long a process may take to end after its input or output was closed; then it is killed.
    static let processGraceMax = Duration.seconds(2)
    /// The wait before a process that failed twice in a row is started again, which doubles each
    /// time, and the longest such wait.
    static let restartWaitMin = Duration.milliseconds(100)
    static let restartWaitMax = Duration.seconds(10)
    /// Runs of a handler with a process for each event, after which processes that left their group
    /// are searched for, and how long no event has come when fewer runs do: what each run leaves
    /// behind must not pile up.
    static let runsBetweenKillsMax = 20
    static let idleKillWait = Duration.seconds(1)

    // MARK: What programs print

    /// Bytes of one line of standard error that are logged; the rest is cut off.
    static let errorLineBytesMax = 4096
    /// Lines of standard error that are logged in one span of time; others are counted only: a loop
    /// that prints must not fill the disk with the server's log.
    static let errorLinesMax = 100
    static let errorSpan = Duration.seconds(10)
    /// Handlers whose logged lines are counted, with those that were deleted; beyond, all counts
    /// begin again.
    static let errorLogsMax = 1024
    /// Bytes of output that are still read when the process has exited and one that it left behind
    /// goes on writing: what a pipe may hold.
    static let lastOutputBytesMax = 1 << 20
}
