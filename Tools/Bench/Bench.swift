import ArgumentParser

/// Load on loopback from a process of its own; see `Bench run --help`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Bench",
        abstract: "Measure a Quipu server over HTTP.",
        discussion: """
            Bench prepare       makes the table and touches every item once
            Bench run WORKLOAD  update, observe, get: UpdateItem and GetItem of random items
                                increment, increments, events, series: the same over HTTP/JSON
            Bench streams       what each kind of stream costs the writers of a table
            Bench handlers      how fast changes get to a handler, and how many a second
            Bench answer        serves a constant answer, to find the client's own limit
            """,
        subcommands: [Prepare.self, Run.self, Streams.self, Handlers.self, Probe.self, Answer.self])
}
