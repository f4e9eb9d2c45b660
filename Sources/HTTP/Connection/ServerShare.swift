import Platform

/// What all connections of a server share.
struct ServerShare: Sendable {
    let application: any HTTPApplication
    let hosts: HostPolicy
    let connections: Budget
    let bodyBytes: Budget
    let responseMemory: ResponseMemory
    let idleSeconds: Int
    let log: RequestLog?

    /// Takes memory for a response that is large, or puts the one in its place that there is no room.
    ///
    /// - Returns: whether its body is counted in `responseMemory`.
    func admit(_ response: inout HTTPResponse, to exchange: Exchange) -> Bool {
        // It would have been compressed for others.
        response.addVary("Accept-Encoding")
        return !exchange.isHead
            && responseMemory.take(for: &response, to: exchange.head, by: application)
    }

    /// Why a request goes no further, in the words of the API that it asked.
    func response(to rejection: ProtocolRejection, _ line: RequestLine?) -> HTTPResponse {
        application.response(to: rejection, line: line)
    }

    /// Logs a request that was answered, if requests are logged.
    func note(_ status: Int, of exchange: Exchange, _ identifiers: RequestIdentifiers) {
        log?.note(exchange, status: status, identifier: identifiers.last, by: application)
    }
}
