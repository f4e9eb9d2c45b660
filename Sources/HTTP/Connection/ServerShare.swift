package import Platform

/// What all connections of a server share.
package struct ServerShare: Sendable {
    let application: any HTTPApplication
    let conventions: HTTPConventions
    let hosts: HostPolicy
    let connections: Budget
    let bodyBytes: Budget
    let responseMemory: ResponseMemory
    let idleSeconds: Int
    let log: RequestLog?

    package init(
        application: any HTTPApplication, hosts: HostPolicy, connections: Budget,
        bodyBytes: Budget, responseMemory: ResponseMemory, idleSeconds: Int, log: RequestLog?
    ) {
        self.application = application
        conventions = application.conventions
        self.hosts = hosts
        self.connections = connections
        self.bodyBytes = bodyBytes
        self.responseMemory = responseMemory
        self.idleSeconds = idleSeconds
        self.log = log
    }

    /// Takes memory for a response that is large, or puts the one in its place that there is no room.
    ///
    /// - Returns: whether its body is counted in `responseMemory`.
    func admit(_ response: inout HTTPResponse, to exchange: Exchange) -> Bool {
        // It would have been compressed for others.
        response.addVary("Accept-Encoding")
        return !exchange.isHead
            && responseMemory.take(
                for: &response,
                isRead: exchange.head.map { application.traits(of: $0).contains(.isRead) },
                rejection: application.response(to: .tooManyResponses, line: exchange.head?.line))
    }
}
