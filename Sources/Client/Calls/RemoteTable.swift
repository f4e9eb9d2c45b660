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

    /// Every table of a server, by name.
    static func all(_ client: ServerClient) async throws -> [JSONNode] {
        var tables: [JSONNode] = []
        var query = ""
        while true {
            let page = try await client.call(ServerClient.Request(target: "/v1/tables" + query))
                .content
            tables += page["tables"].map { Array($0.elements) } ?? []
            guard let cursor = page["cursor"]?.string else { return tables }
            query = PercentEncoding.query([("cursor", cursor)])
        }
    }

    /// What is said where there is no such table.
    var isMissing: Failure {
        Failure("there is no table \"\(name)\" on \(client.url); \"quipu table list\" lists them")
    }

    /// Deletes it.
    func delete() async throws {
        do {
            _ = try await client.call(ServerClient.Request(method: .delete, target: path))
        } catch let refusal as ServerClient.Refusal where refusal.name == "table-not-found" {
            // A try before the last has deleted it, or somebody else.
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
