import HTTP
import Platform

/// The memory for large bodies, over all connections.
final class BodyMemory: Sendable {
    /// For bodies that came compressed.
    let unpackedBytes: Budget
    let responses: ResponseMemory

    init(unpackedBytesMax: Int, answerBytesMax: Int) {
        unpackedBytes = Budget(limit: unpackedBytesMax)
        responses = ResponseMemory(bytesMax: answerBytesMax)
    }
}
