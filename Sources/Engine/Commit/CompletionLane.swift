/// The executor on which the completions of commands run: one per event loop.
///
/// The writer calls `run` once per commit group and lane, not once per request, so that a group of
/// hundreds wakes each event loop once.
package protocol CompletionLane: AnyObject, Sendable {
    func run(_ work: @escaping @Sendable () -> Void)
}

/// Runs the work at once, on the writer's thread: for callers that only resume a continuation.
package final class ImmediateLane: CompletionLane {
    package static let shared = ImmediateLane()

    private init() {}

    package func run(_ work: @escaping @Sendable () -> Void) {
        work()
    }
}
