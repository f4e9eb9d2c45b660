/// Something that answers events: one JSON document in, one JSON document out.
///
/// The delivery of batches uses handlers through this protocol only, so that its rules are tested
/// without processes.
package protocol Invoker: Sendable {
    /// Whether a process of it runs right now.
    var isRunning: Bool { get }

    /// Hands over one event and waits for the response, at most `timeout`.
    ///
    /// `event` is one line of JSON without a line feed. Never called a second time before the first call has returned.
    func invoke(
        _ event: [UInt8], timeout: Duration
    ) async -> Result<HandlerResponse, InvocationFailure>

    /// Ends what still runs for this handler and returns when it is gone.
    ///
    /// No event is answered after that.
    func stop() async
}
