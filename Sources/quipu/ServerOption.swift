import ArgumentParser
import Client
import Console

/// The choice of a running server where a command otherwise looks at a data directory.
struct ServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The address of a running server to ask instead of looking at a data directory.",
            valueName: "url"))
    var server: String?

    func validate() throws {
        guard let server, let complaint = ServerAddress.complaint(about: server) else { return }
        throw ValidationError("--server \(complaint)")
    }

    /// The server's store; `nil` when a data directory is meant.
    var store: RemoteStore? {
        server.map { address in
            RemoteStore(
                client: ServerClient(
                    server: address, retrySeconds: 60, advice: "name the right one with --server"
                ) { Terminal.note($0) })
        }
    }
}
