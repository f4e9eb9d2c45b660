import ArgumentParser
import Foundation

/// The options of every command that talks to a server.
struct ClientOptions: ParsableArguments {
    @Option(help: "The server's address.")
    var server = "http://127.0.0.1:8000"
    @Option(help: "Seconds for which a request is tried again.")
    var retrySeconds = 60

    func validate() throws {
        guard let url = URL(string: server), let scheme = url.scheme,
            scheme == "http" || scheme == "https", url.host() != nil
        else { throw ValidationError("--server must be an address such as http://127.0.0.1:8000") }
        if retrySeconds < 0 { throw ValidationError("--retry-seconds cannot be negative.") }
    }

    var client: ServerClient {
        ServerClient(server: server, retrySeconds: retrySeconds) { Terminal.note($0) }
    }
}
