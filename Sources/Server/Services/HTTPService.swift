package import HTTP
import ServiceLifecycle

/// The HTTP server as one of the process's services: runs until the process is asked to stop.
package struct HTTPService: Service {
    private let server: HTTPServer
    private let announce: @Sendable (Int) -> Void

    /// - Parameter announce: called with the port once requests are accepted.
    package init(_ server: HTTPServer, announce: @escaping @Sendable (Int) -> Void) {
        self.server = server
        self.announce = announce
    }

    package func run() async throws {
        announce(try await server.start())
        do {
            try await gracefulShutdown()
        } catch is CancellationError {
            // Another service has failed: end in the same good order.
        }
        try await server.stop()
    }
}
