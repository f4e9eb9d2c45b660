import ArgumentParser
import Client
import Console
import JSON

struct AddHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Create a handler from a definition, or change it to match.",
        discussion: """
            The definition is a file, or options, or a file of which options change some members. \
            A handler that is there already goes on where it stands. Lengths of time are a number \
            and s, m, h or d.

              quipu handler add Tools/handlers/milestone/milestone.handler.json
              quipu handler add --name log --table clicks --executable log.sh \\
                --filter '{"eventName": ["INSERT"]}' -- first-argument second-argument
            """)

    @Argument(help: "The definition (JSON).", completion: .file())
    var file: String?
    @OptionGroup(title: "What it is") var program: ProgramOptions
    @OptionGroup(title: "Which changes it gets, and how") var delivery: DeliveryOptions
    @OptionGroup(title: "What happens to failures") var failures: FailureOptions
    @Flag(help: "Print the server's response as JSON.")
    var json = false
    @OptionGroup var server: ClientOptions
    @Argument(parsing: .postTerminator, help: "The arguments of the executable.")
    var arguments: [String] = []

    func validate() throws {
        guard file == nil else { return }
        for (value, option) in [
            (program.name, "--name"), (program.table, "--table"),
            (program.executable, "--executable"),
        ] where value == nil {
            throw ValidationError("Give the file of a definition, or \(option).")
        }
    }

    func run() async throws {
        let given = DefinitionMembers(
            program.members(arguments: arguments) + delivery.members + failures.members)
        let file = try self.file.map { try DefinitionFile(path: $0, of: "handler") }
        let remote = RemoteHandlers(client: server.client)
        let answer = try await remote.add(file?.definition(with: given) ?? given.definition)
        Listing.print(answer.content, asJSON: json) { handler in
            let name = handler["name"]?.string ?? ""
            return ["handler \(name) \(answer.madeSomething ? "made" : "is as defined")"]
        }
    }
}

struct ProgramOptions: ParsableArguments {
    @Option(help: "The handler's name.")
    var name: String?
    @Option(help: "The table whose changes it gets.")
    var table: String?
    @Option(help: "The executable: a path inside the server's handler directory.")
    var executable: String?
    @Option(
        help: ArgumentHelp(
            "A variable of its environment, whose name begins with HANDLER_; can be repeated.",
            valueName: "NAME=VALUE"))
    var environment: [String] = []
    @Option(
        help: "stay: one process gets many events; once: a process for each. (default: stay)")
    var mode: String?
    @Option(help: "Megabytes of memory that a process may have. (default: 1024)")
    var memoryMegabytes: Int?
    @Flag(help: "Create it paused: it gets nothing until it is resumed.")
    var paused = false

    func validate() throws {
        for variable in environment where !variable.dropFirst().contains("=") {
            throw ValidationError("--environment must be NAME=VALUE, not \"\(variable)\".")
        }
    }

    fileprivate func members(arguments: [String]) -> [DefinitionMember?] {
        [
            .text("name", name), .text("table", table), .text("executable", executable),
            arguments.isEmpty ? nil : .texts("arguments", arguments),
            environment.isEmpty ? nil : .variables("environment", environment),
            .text("mode", mode), .number("memoryMegabytes", memoryMegabytes),
            paused ? .boolean("paused", true) : nil,
        ]
    }
}

struct DeliveryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A pattern (JSON) of the events it gets; can be repeated.", valueName: "pattern"))
    var filter: [String] = []
    @Option(
        help:
            "Where a new handler begins: latest, trim-horizon, a sequence number or a time. (default: latest)"
    )
    var start: String?
    @Option(help: "Changes in one event, at most. (default: 100)")
    var batchSize: Int?
    @Option(help: "How long to wait for an event to fill up. (default: 0s)")
    var batchWindow: String?
    @Option(
        help: "Events of one shard at the same time; a key's changes stay in order. (default: 1)")
    var lanes: Int?
    @Option(help: "The length of a tumbling window with state. (default: none)")
    var window: String?
    @Option(help: "How long an event may take. (default: 30s)")
    var timeout: String?

    func validate() throws {
        for pattern in filter {
            do {
                _ = try JSONDocument(parsing: Array(pattern.utf8))
            } catch {
                throw ValidationError("--filter must be JSON: \(error)")
            }
        }
    }

    fileprivate var members: [DefinitionMember?] {
        [
            filter.isEmpty ? nil : .raw("filters", "[\(filter.joined(separator: ","))]"),
            .text("start", start), .number("batchSize", batchSize),
            .text("batchWindow", batchWindow), .number("lanes", lanes), .text("window", window),
            .text("timeout", timeout),
        ]
    }
}

struct FailureOptions: ParsableArguments {
    @Option(
        help:
            "How often an event is retried; unlimited: until its changes are trimmed. (default: 10)"
    )
    var retries: String?
    @Option(help: "The age at which changes are no longer delivered. (default: none)")
    var maximumAge: String?
    @Flag(help: "Retry a failed event as a whole, not in halves.")
    var noBisect = false
    @Flag(help: "The handler's response says which changes failed (batchItemFailures).")
    var partialFailures = false
    @Option(
        help: ArgumentHelp(
            "Where changes go that could not be handled: file:NAME in the data directory, table:NAME, http://..., or none. (default: file:<name>)",
            valueName: "destination"))
    var onFailure: String?

    func validate() throws {
        if let retries, retries != "unlimited", Int(retries) == nil {
            throw ValidationError("--retries must be a number, or unlimited; it is '\(retries)'.")
        }
    }

    fileprivate var members: [DefinitionMember?] {
        [
            retries.map { .raw("retries", Int($0).map { "\($0)" } ?? "null") },
            .text("maximumAge", maximumAge), noBisect ? .boolean("bisect", false) : nil,
            partialFailures ? .boolean("partialFailures", true) : nil,
            onFailure == "none" ? .raw("onFailure", "null") : .text("onFailure", onFailure),
        ]
    }
}
