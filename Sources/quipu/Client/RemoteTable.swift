import JSON

/// One table on a server, and the calls about it.
struct RemoteTable {
    let client: ServerClient
    let name: String

    var path: String { "/v1/tables/\(PercentEncoding.encode(name))" }

    /// How the server describes it, or `nil` when there is no such table.
    func description() async throws -> JSONNode? {
        do {
            return try await client.call(ServerClient.Request(target: path)).content
        } catch let refusal as ServerClient.Refusal where refusal.name == "table-not-found" {
            return nil
        }
    }

    /// Makes it, or changes it to what the definition says.
    func put(_ definition: [UInt8]) async throws {
        _ = try await client.call(
            ServerClient.Request(
                method: .put, target: path, headers: [("Content-Type", "application/json")],
                body: definition))
    }

    /// Reads from below the table's path.
    func get(
        _ call: String, _ parameters: [(name: String, value: String)]
    ) async throws -> JSONNode {
        try await client.call(
            ServerClient.Request(
                target: "\(path)/\(call)\(PercentEncoding.query(parameters))")
        ).content
    }

    /// Writes below the table's path.
    func post(
        _ call: String, _ body: [UInt8], headers: [(String, String)]
    ) async throws -> ServerClient.Answer {
        try await client.call(
            ServerClient.Request(
                method: .post, target: "\(path)/\(call)", headers: headers, body: body))
    }
}
