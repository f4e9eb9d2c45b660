import ArgumentParser
import Client
import Console
import JSON

struct HandlerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handler",
        abstract: "Create, watch and control the programs that a server runs on changes.",
        discussion: """
            A handler is an executable in the server's handler directory ("quipu serve \
            --handlers DIR") that gets the changes of a table with a stream. \
            Tools/handlers has some that are ready to use.
            """,
        subcommands: [
            AddHandler.self, ListHandlers.self, ShowHandler.self, PauseHandler.self,
            ResumeHandler.self, ReplayHandler.self, RemoveHandler.self,
        ])
}

/// Which handler a command is about, and how it answers.
struct NamedHandler: ParsableArguments {
    @Argument(help: "The handler.")
    var name: String
    @Flag(help: "Print the server's response as JSON.")
    var json = false
    @OptionGroup var server: ClientOptions

    var remote: RemoteHandlers { RemoteHandlers(client: server.client) }

    /// Prints what has been done.
    func finish(_ answer: JSONNode, _ words: String) {
        Listing.print(answer, asJSON: json) { _ in [words] }
    }
}

struct ListHandlers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the handlers, and how far behind they are.")

    @Flag(help: "Print the server's response as JSON, one handler per line.")
    var json = false
    @OptionGroup var server: ClientOptions

    func run() async throws {
        Listing.print(
            try await RemoteHandlers(client: server.client).all(), asJSON: json,
            none: "There are no handlers on \(server.address)."
        ) { handlers in HandlerReport.lines(handlers.map { HandlerReport($0) }) }
    }
}

struct ShowHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a handler: what it runs, its position and its state.",
        discussion: """
            Counts are those since the server was started. A position is the sequence number of \
            the last change that is handled. The whole definition is shown with --json.
            """)

    @OptionGroup var handler: NamedHandler

    func run() async throws {
        let answer = try await handler.remote.description(of: handler.name)
        Listing.print(answer, asJSON: handler.json) { HandlerReport($0).details }
    }
}

struct PauseHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Give a handler no more changes until it is resumed.",
        discussion: "Events in progress get five seconds to finish. Its position is kept.")

    @OptionGroup var handler: NamedHandler

    func run() async throws {
        let answer = try await handler.remote.post("pause", to: handler.name)
        handler.finish(answer, "handler \(handler.name) is paused")
    }
}

struct ResumeHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a paused handler continue from its position.")

    @OptionGroup var handler: NamedHandler

    func run() async throws {
        let answer = try await handler.remote.post("resume", to: handler.name)
        handler.finish(answer, "handler \(handler.name) goes on")
    }
}

struct ReplayHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Move a handler back, or forward, in the stream.",
        discussion: """
            It gets again what lies behind that place, so its effects come again too, unless the \
            handler itself knows better.
            """)

    @OptionGroup var handler: NamedHandler
    @Option(
        help:
            "trim-horizon (the oldest change that is kept), latest, a sequence number, or a time such as 2026-11-22T20:00:00Z."
    )
    var from: String

    func run() async throws {
        var json = JSONWriter()
        json.beginObject()
        json.name("from")
        json.string(from)
        json.endObject()
        let answer = try await handler.remote.post("replay", json.bytes, to: handler.name)
        handler.finish(answer, "handler \(handler.name) goes on from \(from)")
    }
}

struct RemoveHandler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a handler, with its position.",
        discussion: "Its executable and everything it has written are kept.")

    @OptionGroup var handler: NamedHandler

    func run() async throws {
        let answer = try await handler.remote.remove(handler.name)
        handler.finish(answer, "handler \(handler.name) is removed")
    }
}
