import NIOCore

/// Finds where answers end in the bytes of a connection, and reads as little of them as it can.
protocol AnswerScanner {
    /// Takes the next whole answer out of `received`; `nil` when it is not there yet.
    mutating func next(in received: inout ByteBuffer) -> ScannedAnswer?
}

/// What a bench wants to know of an answer.
enum ScannedAnswer {
    case success
    /// With the peer's own words.
    case refusal(String)
}
