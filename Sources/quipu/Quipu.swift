import ArgumentParser
import Clicks
import Console

@main
struct Quipu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quipu",
        abstract:
            "A DynamoDB-compatible store for counters that are exact under retries and crashes.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 damage found (check), 64 wrong usage.
            Commands that talk to a server find it by --server or QUIPU_SERVER.
            """,
        version: Version.text,
        subcommands: [
            Serve.self, TableCommand.self, HandlerCommand.self, Ingest.self, Top.self,
            Check.self, Inspect.self, Compact.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            if let error = Terminal.outputFailure, !(command is Serve) {
                throw Failure("the results cannot be written: \(error)")
            }
        } catch {
            exit(withError: error)
        }
    }
}

enum Version {
    static let text = "0.1.0"
}
