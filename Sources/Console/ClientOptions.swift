package import ArgumentParser
package import Client
import Foundation

/// The options of every command that talks to a server.
package struct ClientOptions: ParsableArguments {
    private static let advice = "name the right address with --server or QUIPU_SERVER"
    private static let variable = "QUIPU_SERVER"
    private static let standard = "http://127.0.0.1:8000"

    @Option(
        help: ArgumentHelp(
            """
            The server's address. (default: \(ClientOptions.variable), or \
            \(ClientOptions.standard))
            """, valueName: "url"))
    package var server: String?
    @Option(
        help: """
            Seconds for which a request is tried again, once the server has answered. A server \
            that is not there at all is told at once.
            """)
    package var retrySeconds = 60

    package init() {}

    package func validate() throws {
        let source = server == nil ? ClientOptions.variable : "--server"
        if let complaint = ServerAddress.complaint(about: address) {
            throw ValidationError("\(source) \(complaint)")
        }
        if retrySeconds < 0 { throw ValidationError("--retry-seconds cannot be negative.") }
    }

    /// The server's address: the option's, else the environment's, else that of a server here.
    package var address: String {
        if let server { return server }
        let variable = ProcessInfo.processInfo.environment[ClientOptions.variable] ?? ""
        return variable.isEmpty ? ClientOptions.standard : variable
    }

    /// A client of that server, which says on standard error why it waits.
    package var client: ServerClient {
        ServerClient(
            server: address, retrySeconds: retrySeconds, advice: ClientOptions.advice
        ) { Terminal.note($0) }
    }
}
