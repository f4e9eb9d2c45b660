import ArgumentParser
import Client
import Console
import JSON
import Platform

struct TableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Create, change, list and delete tables on a server.",
        subcommands: [PutTable.self, ListTables.self, ShowTable.self, DeleteTable.self])
}

struct PutTable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Create a table from a definition, or change it to match.",
        discussion: """
            The key of a table that is there already cannot be changed; everything else becomes \
            what the definition says.
            """)

    @Argument(help: "The table definition (JSON); - is standard input.", completion: .file())
    var file: String
    @Option(help: "The table's name. (default: as in the definition)")
    var name: String?
    @OptionGroup var server: ClientOptions

    func run() async throws {
        let definition = try DefinitionFile(path: file)
        guard let name = name ?? definition.name else {
            throw Failure("\(file) does not name the table; give its --name")
        }
        let table = RemoteTable(client: server.client, name: name)
        let wasThere = try await table.description() != nil
        try await table.put(definition.definition(named: name))
        Terminal.print("table \(name) \(wasThere ? "is as defined" : "made")")
    }
}

struct ListTables: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tables, their keys and sizes.")

    @Flag(help: "Print the server's response as JSON, one table per line.")
    var json = false
    @OptionGroup var server: ClientOptions

    func run() async throws {
        Listing.print(
            try await RemoteTable.all(server.client), asJSON: json,
            none: "There are no tables on \(server.address)."
        ) { tables in TableReport.lines(tables.map { TableReport($0) }) }
    }
}

struct ShowTable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a table: its key, its size and its settings.",
        discussion: "The whole definition is shown with --json.")

    @Argument(help: "The table.")
    var name: String
    @Flag(help: "Print the server's response as JSON.")
    var json = false
    @OptionGroup var server: ClientOptions

    func run() async throws {
        let table = RemoteTable(client: server.client, name: name)
        guard let description = try await table.description() else { throw table.isMissing }
        Listing.print(description, asJSON: json) { TableReport($0).details }
    }
}

struct DeleteTable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a table with all its items.",
        discussion: "Asks for confirmation; without a terminal, --yes is required.")

    @Argument(help: "The table.")
    var name: String
    @Flag(help: "Do not ask for confirmation.")
    var yes = false
    @OptionGroup var server: ClientOptions

    func validate() throws {
        guard yes || Terminal.canAsk else {
            throw ValidationError("Without a terminal, deleting a table needs --yes.")
        }
    }

    func run() async throws {
        let table = RemoteTable(client: server.client, name: name)
        guard let description = try await table.description() else { throw table.isMissing }
        if !yes {
            let items = Readable.count(description["itemCount"]?.integer ?? 0)
            Terminal.ask(
                "Delete table \(name) with its \(items) items on \(server.address)? Type its name: "
            )
            guard readLine() == name else { throw Failure("table \(name) is not deleted") }
        }
        try await table.delete()
        Terminal.print("table \(name) is deleted")
    }
}
