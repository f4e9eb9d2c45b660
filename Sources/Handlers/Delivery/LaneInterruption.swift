import Engine

/// Why a lane does not go on as it was.
enum LaneInterruption: Error, Sendable {
    /// The handler's position was set anew: look where it stands now.
    case moved
    /// The lane is to end: the handler, the stream or the server does.
    case ended
    /// The store cannot; once more after a while.
    case failed(StoreError)
}
