import Platform

/// What all connections of a server share.
struct ServerShare: Sendable {
    let routes: Routes
    let connections: Budget
    let bodyBytes: Budget
    let answerRoom: AnswerRoom
    let idleSeconds: Int
    let log: RequestLog?

    /// Takes memory for an answer that is large, or puts the one in its place that there is no room.
    ///
    /// - Returns: whether its body is counted in `answerRoom`.
    func admit(_ response: inout HTTPResponse, to exchange: Exchange) -> Bool {
        // It would have been compressed for others.
        response.addVary("Accept-Encoding")
        return !exchange.isHead && answerRoom.take(for: &response, to: exchange.head)
    }
}
