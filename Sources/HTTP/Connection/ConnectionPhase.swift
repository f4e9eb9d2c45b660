/// What the bytes are that arrive on a connection.
enum ConnectionPhase {
    /// Between requests.
    case idle
    /// A request has begun to arrive.
    case collecting
    /// A request's head has arrived, and others must be answered before it goes on.
    case waiting
    /// A request was refused before its end, which is being read and thrown away.
    case discarding
    /// The same, and the request's end cannot be found, or is not worth waiting for.
    case refusing
    /// The last request that is taken is under way.
    case over
    /// The last answer is on its way out; nothing more is read.
    case closing
    case closed
}
