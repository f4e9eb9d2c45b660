import ArgumentParser

@main
struct Quipu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quipu",
        abstract:
            "A DynamoDB-compatible store for counters that are exact under retries and crashes.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 damage found (check), 64 wrong usage.
            """,
        version: Version.text,
        subcommands: [
            Serve.self, TableCommand.self, HandlerCommand.self, Ingest.self, Top.self,
            Check.self, Inspect.self, Compact.self,
        ])
}

enum Version {
    static let text = "0.1.0"
}
