package import HTTP
package import Logging
import Model
import NIOCore
import NIOPosix
package import Server

/// Runs `body` against a server of this process on a free port, then stops the server.
package func withLiveServer<Outcome>(
    _ routes: Routes, connectionsMax: Int = 100,
    logger: Logger = Logger(label: "test"), _ body: (Int, HTTPServer) async throws -> Outcome
) async throws -> Outcome {
    var options = HTTPServer.Options()
    options.port = 0
    options.connectionsMax = connectionsMax
    let server = HTTPServer(
        options: options, group: NIOSingletons.posixEventLoopGroup, routes: routes,
        logger: logger, clock: { Timestamp(seconds: 784_111_777) })
    let port = try await server.start()
    let outcome: Outcome
    do {
        outcome = try await body(port, server)
    } catch {
        try await server.stop()
        throw error
    }
    try await server.stop()
    return outcome
}
