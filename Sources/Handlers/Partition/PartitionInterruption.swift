/// Why an action of a partition has no outcome.
enum PartitionInterruption: Error, Sendable {
    /// The partition is to end: the handler, the stream or the server does.
    case ended
    /// The store cannot; once more after a while.
    case failed(String)
}
