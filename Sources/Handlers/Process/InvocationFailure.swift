/// Why a handler gave no answer to an event.
package enum InvocationFailure: Error, Hashable {
    /// The event never reached the handler: this is no attempt.
    case cannotStart(String)
    /// The process ended before it answered; says how, and the last line of its standard error.
    case ended(String)
    case timedOut(seconds: Int)
    /// The answer went on after `limit` bytes.
    case answerTooLong(limit: Int)
    /// The process wrote what is no answer, or wrote without being asked.
    case malformedOutput(String)

    package var message: String {
        switch self {
        case .cannotStart(let reason): "The handler cannot be started: \(reason)"
        case .ended(let how): "The handler ended before it answered: \(how)"
        case .timedOut(let seconds): "The handler did not answer within \(seconds) seconds"
        case .answerTooLong(let limit): "The handler's answer is longer than \(limit) bytes"
        case .malformedOutput(let reason): "The handler's output is no answer: \(reason)"
        }
    }
}
