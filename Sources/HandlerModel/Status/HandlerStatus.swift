package import Model

/// How a handler has fared since the server was started.
package struct HandlerStatus: Hashable, Sendable {
    /// Times that its executable was given an event.
    package var invocations = 0
    /// Invocations that failed.
    package var errors = 0
    /// Invocations with records that had been delivered before.
    package var retries = 0
    /// Records that were handled.
    package var delivered = 0
    /// Records that no filter let through.
    package var filtered = 0
    /// Records that were given up and went to the failure destination, and those that were trimmed
    /// before the handler came to them.
    package var dropped = 0
    /// Processes that run right now.
    package var processes = 0
    /// How the last look at the stream went, in Lambda's words.
    package var lastResult = HandlerStatus.nothingProcessed
    /// Why the last failed invocation failed.
    package var lastError: String?
    package var lastInvokedAt: Timestamp?

    /// Lambda's words for `lastResult`.
    package static let nothingProcessed = "No records processed"
    package static let succeeded = "OK"
    package static let failed = "PROBLEM: Function call failed"

    package init() {}
}
