import ArgumentParser

/// Where the load goes and how much of it there is.
struct LoadOptions: ParsableArguments {
    @Option(help: "Whom to talk to.")
    var peer = Peer.quipu
    @Option(help: "The server's address.")
    var host = "127.0.0.1"
    @Option(name: .customLong("port"), help: "The server's port. (default: the peer's usual one)")
    var givenPort: Int?
    @Option(help: "Connections.")
    var connections = 64
    @Option(help: "Requests on their way on each connection.")
    var depth = 1
    @Option(help: "Threads of this client.")
    var threads = 1
    @Option(help: "Items.")
    var items = 100_000
    @Option(help: "How requests are spread over the links; with zipf one is a quarter of all.")
    var links = Links.uniform
    @Option(help: "The table, in Quipu and PostgreSQL.")
    var table = "bench"
    @Option(help: "The user of PostgreSQL.")
    var user = "postgres"
    @Option(help: "The database of PostgreSQL.")
    var database = "postgres"
    @Option(help: "How Redis is told an increment: script is one call, commands are two.")
    var form = RedisForm.script
    @Flag(help: "Send Quipu the headers that an AWS SDK sends.")
    var sdkHeaders = false

    var port: Int { givenPort ?? peer.port }

    func validate() throws {
        guard connections > 0, depth > 0, threads > 0, items > 0 else {
            throw ValidationError("All numbers must be at least 1.")
        }
        guard items <= 999_999_999 else { throw ValidationError("Too many items.") }
    }

    /// One request after the other.
    var oneByOne: LoadOptions {
        var one = self
        one.connections = 1
        one.depth = 1
        one.threads = 1
        return one
    }
}
