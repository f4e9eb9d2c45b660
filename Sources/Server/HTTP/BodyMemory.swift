import Platform

/// The memory for large bodies, over all connections.
final class BodyMemory: Sendable {
    /// For bodies that came compressed.
    let unpackedBytes: Budget
    let answers: AnswerRoom

    init(unpackedBytesMax: Int, answerBytesMax: Int) {
        unpackedBytes = Budget(limit: unpackedBytesMax)
        answers = AnswerRoom(bytesMax: answerBytesMax)
    }
}
