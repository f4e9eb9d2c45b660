import NIOCore

/// One request of a connection, from when it is carried out until its answer is written.
struct Exchange {
    let isHead: Bool
    let isOldClient: Bool
    let isKeptAlive: Bool
    /// What its body takes of the connection's share.
    let bodyBytes: Int
    /// What was asked; `nil` for a request that was refused before its end.
    let head: RequestHead?
    /// The first line of such a one, if it came so far.
    let refusedLine: RequestLine?
    /// When it began to be carried out, where requests are logged.
    let began: ContinuousClock.Instant?
}

/// The requests of a connection that are under way, whose answers leave in the order in which they
/// came, whenever they are ready.
struct Exchanges {
    private var exchanges = CircularBuffer<Exchange>(initialCapacity: 1)
    /// The number of the first of them.
    private var firstNumber = 0
    /// Answers that were ready before their turn, by their numbers.
    private var early: [Int: HTTPResponse] = [:]
    /// The first of those that are under way together, whose kind is theirs.
    private var firstHead: RequestHead?

    var isEmpty: Bool { exchanges.isEmpty }

    /// Whether a further request may be carried out together with those under way.
    func mayBeJoined(by head: RequestHead, _ application: any HTTPApplication) -> Bool {
        guard exchanges.count < HTTPLimits.pipelinedRequestsMax, let firstHead else {
            return false
        }
        func isOrderedWrite(_ head: RequestHead) -> Bool {
            application.traits(of: head).contains(.isOrderedWrite)
        }
        return isOrderedWrite(head) && (exchanges.count > 1 || isOrderedWrite(firstHead))
    }

    /// Adds a request that is carried out; returns its number.
    mutating func begin(
        _ head: RequestHead, bodyBytes: Int, at began: ContinuousClock.Instant?
    ) -> Int {
        if exchanges.isEmpty { firstHead = head }
        exchanges.append(
            Exchange(
                isHead: head.line.method == .HEAD, isOldClient: head.line.isOldClient,
                isKeptAlive: head.isKeptAlive, bodyBytes: bodyBytes, head: head,
                refusedLine: nil, began: began))
        return firstNumber + exchanges.count - 1
    }

    /// Adds one that is not carried out, with its answer; nothing can join it.
    mutating func refuse(_ line: RequestLine?, with response: HTTPResponse) {
        firstHead = nil
        exchanges.append(
            Exchange(
                isHead: line?.method == .HEAD, isOldClient: line?.isOldClient ?? false,
                isKeptAlive: false, bodyBytes: 0, head: nil, refusedLine: line, began: nil))
        keep(response, of: firstNumber + exchanges.count - 1)
    }

    /// Whether anybody waits for the answer to a request.
    func isAwaited(_ number: Int) -> Bool { number >= firstNumber }

    /// Takes out a request that has its answer if it is its turn.
    mutating func popFirst(if number: Int) -> Exchange? {
        guard number == firstNumber else { return nil }
        firstNumber += 1
        return exchanges.popFirst()
    }

    /// Keeps an answer until its turn.
    mutating func keep(_ response: HTTPResponse, of number: Int) {
        early[number] = response
    }

    /// Takes out the first request if its answer has been kept.
    mutating func popAnswered() -> (Exchange, HTTPResponse)? {
        guard !early.isEmpty, let response = early.removeValue(forKey: firstNumber) else {
            return nil
        }
        return popFirst(if: firstNumber).map { ($0, response) }
    }

    /// Forgets all of them: nobody waits for their answers any more.
    mutating func abandon() {
        firstNumber += exchanges.count
        for response in early.values { response.stream?.close() }
        early.removeAll()
        exchanges.removeAll()
        firstHead = nil
    }
}
