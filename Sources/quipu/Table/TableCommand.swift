import ArgumentParser

struct TableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Make and change tables on a server.",
        subcommands: [PutTable.self])
}

struct PutTable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Make a table from a definition, or change it to that.",
        discussion: """
            The key of a table that is there already cannot be changed; everything else becomes \
            what the definition says.
            """)

    @Argument(help: "The table definition (JSON).", completion: .file())
    var file: String
    @Option(help: "What to call the table. (default: as in the definition)")
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
