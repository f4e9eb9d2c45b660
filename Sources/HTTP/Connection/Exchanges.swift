import NIOCore

/// One request of a connection, from when it is carried out until its response is written.
struct Exchange: Equatable {
    /// What was asked; `nil` for a request that was rejected before its end.
    let head: RequestHead?
    /// Such a request.
    let rejected: RejectedRequest?
    /// What its body takes of the connection's share.
    let bodyBytes: Int
    /// Whether its response has been made before its turn.
    fileprivate(set) var isKept = false

    var isHead: Bool { (head?.line ?? rejected?.line)?.method == .HEAD }

    var isHTTP10: Bool { (head?.line ?? rejected?.line)?.isHTTP10 ?? false }

    var isKeptAlive: Bool { head?.isKeptAlive ?? false }
}

/// The requests of a connection that are under way, whose responses leave in the order in which they
/// came, whenever they are ready.
package struct Exchanges: Equatable {
    /// Nearly always the only one.
    private(set) var first: Exchange?
    private var others = CircularBuffer<Exchange>(initialCapacity: 1)
    /// The number of the first of them.
    package private(set) var firstNumber = 0

    var isEmpty: Bool { first == nil }

    private var count: Int { first == nil ? 0 : 1 + others.count }

    /// Whether a further request could be carried out together with those under way, if all are of
    /// the right kind.
    var haveRoom: Bool { count < HTTPLimits.pipelinedRequestsMax && first?.head != nil }

    /// The request under way whose kind is not known: several under way are ordered writes.
    var undescribed: RequestHead? { others.isEmpty ? first?.head : nil }

    /// Adds a request that is carried out; returns its number.
    mutating func begin(_ head: RequestHead, bodyBytes: Int) -> Int {
        append(Exchange(head: head, rejected: nil, bodyBytes: bodyBytes))
        return firstNumber + others.count
    }

    /// Adds one that is not carried out.
    mutating func reject(_ rejected: RejectedRequest) {
        append(Exchange(head: nil, rejected: rejected, bodyBytes: 0))
    }

    private mutating func append(_ exchange: Exchange) {
        if first == nil { first = exchange } else { others.append(exchange) }
    }

    /// Whether anybody waits for the response to a request.
    func isAwaited(_ number: Int) -> Bool { number >= firstNumber }

    /// Notes that a response is kept until its turn.
    mutating func keep(_ number: Int) {
        if number == firstNumber {
            first?.isKept = true
        } else {
            others[offset: number - firstNumber - 1].isKept = true
        }
    }

    /// Takes out the first request, whose response is written now.
    mutating func popFirst() -> Exchange? {
        guard let exchange = first else { return nil }
        firstNumber += 1
        first = others.isEmpty ? nil : others.removeFirst()
        return exchange
    }

    /// Drops all of them: their responses will not be sent any more.
    mutating func abandon() {
        firstNumber += count
        first = nil
        others.removeAll()
    }
}
