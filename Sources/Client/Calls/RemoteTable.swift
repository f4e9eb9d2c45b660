package import JSON
import Platform

/// One table on a server, and the calls about it.
package struct RemoteTable {
    package let client: ServerClient
    package let name: String

    package init(client: ServerClient, name: String) {
        self.client = client
        self.name = name
    }

    /// The path of the calls about it.
    package var path: String { "/v1/tables/\(PercentEncoding.encode(name))" }

    /// How the server describes it, or `nil` when there is no such table.
    package func description() async throws -> JSONNode? {
        do {
            return try await client.call(ServerClient.Request(target: path)).content
        } catch let rejection as ServerClient.Rejection where rejection.name == "table-not-found" {
            return nil
        }
    }

    /// Every table of a server, by name.
    package static func all(_ client: ServerClient) async throws -> [JSONNode] {
        try await client.all("tables")
    }

    /// What is said where there is no such table.
    package var isMissing: ClientFailure {
        ClientFailure(
            "there is no table \"\(name)\" on \(client.url); \"quipu table list\" lists them")
    }

    /// Deletes it.
    package func delete() async throws {
        do {
            _ = try await client.call(ServerClient.Request(method: .delete, target: path))
        } catch let rejection as ServerClient.Rejection where rejection.name == "table-not-found" {
            // An earlier try has deleted it, or another client.
        }
    }

    /// Makes it, or changes it to what the definition says.
    package func put(_ definition: [UInt8]) async throws {
        _ = try await client.call(
            ServerClient.Request(
                method: .put, target: path, headers: [("Content-Type", "application/json")],
                body: definition))
    }

    /// Reads from below the table's path.
    package func get(
        _ call: String, _ parameters: [(name: String, value: String)]
    ) async throws -> JSONNode {
        try await client.call(
            ServerClient.Request(
                target: "\(path)/\(call)\(PercentEncoding.query(parameters))")
        ).content
    }

    /// Writes below the table's path.
    package func post(
        _ call: String, _ body: [UInt8], headers: [(String, String)]
    ) async throws -> ServerClient.Response {
        try await client.call(
            ServerClient.Request(
                method: .post, target: "\(path)/\(call)", headers: headers, body: body))
    }
}
