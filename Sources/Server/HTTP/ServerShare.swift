/// What all connections of a server share.
struct ServerShare: Sendable {
    let routes: Routes
    let connections: Budget
    let bodyBytes: Budget
    /// For answers that their clients have not taken yet.
    let answerBytes: Budget
    let idleSeconds: Int
    let log: RequestLog?

    /// Takes memory for an answer that is large, or puts the one in its place that there is no room.
    ///
    /// - Returns: whether its body is counted in `answerBytes`.
    func admit(_ response: inout HTTPResponse, to exchange: Exchange) -> Bool {
        // It would have been compressed for others.
        response.addVary("Accept-Encoding")
        guard response.body.count > ServerLimits.uncountedAnswerBytesMax, !exchange.isHead else {
            return false
        }
        if answerBytes.take(response.body.count) { return true }
        if let head = exchange.head, head.isRead {
            response = ProtocolAnswers.tooManyAnswers.answer(to: head.line)
            response.closesConnection = false
            return false
        }
        // It was done: who is not told so would do it again.
        answerBytes.takeAnyway(response.body.count)
        return true
    }
}
