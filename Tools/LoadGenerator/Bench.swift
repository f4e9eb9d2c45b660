import ArgumentParser

/// Load on loopback from a process of its own; see `Bench run --help`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Bench",
        abstract: "Measure a Quipu server, or a peer: Redis or PostgreSQL.",
        discussion: """
            Bench prepare       makes the table, touches every item, writes a history
            Bench run WORKLOAD  \(Workload.names)
            Bench streams       what each kind of stream costs a table's writers
            Bench handlers      how fast changes get to a handler, and how many a second
            Bench answer        serves a constant answer, to find the client's own limit
            """,
        subcommands: [Prepare.self, Run.self, Streams.self, Handlers.self, Probe.self, Answer.self])
}
