import Model

/// The bounds of a handler's process, as `RunnerLimits` explains them; tests take others.
package struct ProcessBounds: Hashable, Sendable {
    package var answerBytesMax = Limits.handlerPayloadBytesMax
    package var filesMax = RunnerLimits.processFilesMax
    package var idleLimit = RunnerLimits.processIdleMax
    package var gracePeriod = RunnerLimits.processGraceMax
    package var errorLineBytesMax = RunnerLimits.errorLineBytesMax
    package var errorLinesMax = RunnerLimits.errorLinesMax
    package var errorSpan = RunnerLimits.errorSpan
    package var errorLogsMax = RunnerLimits.errorLogsMax
    package var lastBytesMax = RunnerLimits.lastOutputBytesMax
    package var restartWait = RunnerLimits.restartWaitMin
    package var restartWaitMax = RunnerLimits.restartWaitMax
    package var runsBetweenKills = RunnerLimits.runsBetweenKillsMax
    package var idleKillWait = RunnerLimits.idleKillWait

    package init() {}
}
