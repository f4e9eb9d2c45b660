import ArgumentParser

/// Load on loopback from a process of its own; see `LoadGenerator run --help`.
@main
struct LoadGenerator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "LoadGenerator",
        abstract: "Measure a Quipu server, or a peer: Redis or PostgreSQL.",
        discussion: """
            LoadGenerator prepare       makes the table, touches every item, writes a history
            LoadGenerator run WORKLOAD  \(Workload.names)
            LoadGenerator streams       what each kind of stream costs a table's writers
            LoadGenerator handlers      how fast changes get to a handler, and how many a second
            LoadGenerator answer        serves a constant answer, to find the client's own limit
            """,
        subcommands: [Prepare.self, Run.self, Streams.self, Handlers.self, Probe.self, Answer.self])
}
