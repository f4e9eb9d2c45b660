import Platform

/// The memory for answers that their clients have not taken yet, over all connections.
///
/// Reads leave a part of it to writes, so clients that do not take what they have read keep nobody
/// from writing.
struct AnswerRoom: Sendable {
    private let budget: Budget
    /// What reads may take.
    private let readBytesMax: Int
    private let bytesMax: Int

    init(bytesMax: Int) {
        budget = Budget(limit: bytesMax)
        self.bytesMax = bytesMax
        readBytesMax = bytesMax - bytesMax / ServerLimits.answerBytesShareOfWrites
    }

    /// Whether writes are refused before they are carried out: their answers could not be refused.
    var isFull: Bool { budget.usedNow >= bytesMax }

    /// Whether so much is taken that those who take long to read get less time.
    var isCrowded: Bool { budget.usedNow > bytesMax / 2 }

    /// Takes memory for an answer that is large, or puts the one in its place that there is no room.
    ///
    /// - Parameter head: what was asked; `nil` for a request that was refused before its end.
    /// - Returns: whether its body is counted, to be given back when it has been written.
    func take(for response: inout HTTPResponse, to head: RequestHead?) -> Bool {
        let bytes = response.body.count
        guard bytes > ServerLimits.uncountedAnswerBytesMax else { return false }
        guard let head else {
            budget.takeAnyway(bytes)
            return true
        }
        if budget.take(bytes, upTo: head.isRead ? readBytesMax : bytesMax) { return true }
        // Nothing was done, or nothing that may not be done again.
        if head.isRead || (400..<500).contains(response.status) {
            response = AnswerRoom.refusal(of: head, insteadOf: response)
            return false
        }
        // It was done: who is not told so would do it again.
        budget.takeAnyway(bytes)
        return true
    }

    func give(_ bytes: Int) {
        budget.give(bytes)
    }

    /// Why a request is not carried out now; the connection goes on.
    static func refusal(of head: RequestHead) -> HTTPResponse {
        ProtocolAnswers.tooManyAnswers.answer(to: head.line).withConnectionKept
    }

    /// The same in place of an answer, for the same page of another origin.
    private static func refusal(
        of head: RequestHead, insteadOf response: HTTPResponse
    ) -> HTTPResponse {
        var answer = refusal(of: head)
        answer.headers += response.headers.filter {
            $0.name == "Vary" || $0.name.hasPrefix("Access-Control-")
        }
        return answer
    }
}
