import Platform

/// The memory for responses that their clients have not taken yet, over all connections.
///
/// Reads leave a part of it to writes, so clients that do not take the responses of their reads do
/// not keep others from writing.
package struct ResponseMemory: Sendable {
    private let budget: Budget
    /// What reads may take.
    private let readBytesMax: Int
    private let bytesMax: Int

    package init(bytesMax: Int = HTTPLimits.responseBytesInFlightMax) {
        budget = Budget(limit: bytesMax)
        self.bytesMax = bytesMax
        readBytesMax = bytesMax - bytesMax / HTTPLimits.responseBytesShareOfWrites
    }

    /// Whether writes are rejected before they are carried out: their responses could not be.
    package var isFull: Bool { budget.usedNow >= bytesMax }

    /// Whether so much is taken that clients that read slowly get less time.
    var isCrowded: Bool { budget.usedNow > bytesMax / 2 }

    /// Takes memory for a response that is large, or puts the one in its place that there is no room.
    ///
    /// - Parameters:
    ///   - isRead: whether the request changed nothing, as its head says: what the response says of that
    ///     counts too; `nil` for one that was rejected before its end.
    ///   - rejection: what is said where there is no room; the connection goes on.
    /// - Returns: whether its body is counted, to be given back when it has been written.
    package func take(
        for response: inout HTTPResponse, isRead: @autoclosure () -> Bool?,
        rejection: @autoclosure () -> HTTPResponse
    ) -> Bool {
        let bytes = response.body.count
        guard bytes > HTTPLimits.uncountedResponseBytesMax else { return false }
        guard let isReadByHead = isRead() else {
            budget.takeAnyway(bytes)
            return true
        }
        let isRead = isReadByHead || response.hasChangedNothing
        if budget.take(bytes, upTo: isRead ? readBytesMax : bytesMax) { return true }
        // Nothing was done, or nothing that may not be done again.
        if isRead || (400..<500).contains(response.status) {
            var rejection = rejection().withConnectionKept
            // The same for the same page of another origin.
            rejection.headers += response.headers.filter {
                $0.name == "Vary" || $0.name.hasPrefix("Access-Control-")
            }
            response = rejection
            return false
        }
        // The write was carried out: a client without its response would repeat it.
        budget.takeAnyway(bytes)
        return true
    }

    package func give(_ bytes: Int) {
        budget.give(bytes)
    }
}
