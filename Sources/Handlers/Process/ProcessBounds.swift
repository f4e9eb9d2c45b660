import Model

/// Every bound of a handler's process, with its reason.
package struct ProcessBounds: Hashable, Sendable {
    /// One answer.
    package var answerBytesMax = Limits.handlerPayloadBytesMax
    /// Open files of a process: more than a small program needs, and far from the system's table.
    package var filesMax = 1024
    /// A process without events for so long is ended; the next event starts another.
    package var idleLimit = Duration.seconds(300)
    /// How long a process may take to end after its input or output was closed.
    package var gracePeriod = Duration.seconds(2)
    /// Bytes of one line of standard error that are logged.
    package var errorLineBytesMax = 4096
    /// Lines of standard error that are logged in one span of time: a loop that prints must not
    /// fill the disk with the server's log.
    package var errorLinesMax = 100
    package var errorSpan = Duration.seconds(10)
    /// Handlers whose logged lines are counted, with those that were deleted; beyond, all counts
    /// begin again.
    package var errorLogsMax = 1024
    /// Bytes of output that are still read when the process has exited and one that it left behind
    /// goes on writing: what a pipe may hold.
    package var lastBytesMax = 1 << 20
    /// The wait before a process that failed twice in a row is started again; doubles each time.
    package var restartWait = Duration.milliseconds(100)
    /// The longest such wait.
    package var restartWaitMax = Duration.seconds(10)
    /// Runs of a handler with a process for each event, after which processes that left their group
    /// are searched for: what each run leaves behind must not pile up.
    package var runsBetweenKills = 20
    /// How long no event has come when they are searched for although there were fewer runs.
    package var idleKillWait = Duration.seconds(1)

    package init() {}
}
