package import JSON
import Platform

/// The handlers on a server, and the calls about them.
package struct RemoteHandlers {
    package let client: ServerClient

    private static let path = "/v1/handlers"

    package init(client: ServerClient) {
        self.client = client
    }

    /// Every handler, by name.
    package func all() async throws -> [JSONNode] {
        try await client.all("handlers")
    }

    /// How the server describes a handler.
    package func description(of name: String) async throws -> JSONNode {
        try await client.call(ServerClient.Request(target: path(to: name))).content
    }

    /// Makes a handler, or changes it to what the definition says.
    package func add(_ definition: [UInt8]) async throws -> ServerClient.Response {
        try await post(definition, to: RemoteHandlers.path)
    }

    /// Asks something of a handler.
    package func post(_ call: String, _ body: [UInt8] = [], to name: String) async throws
        -> JSONNode
    {
        try await post(body, to: "\(path(to: name))/\(call)").content
    }

    /// Removes a handler and returns how it was.
    package func remove(_ name: String) async throws -> JSONNode {
        try await client.call(ServerClient.Request(method: .delete, target: path(to: name)))
            .content
    }

    private func path(to name: String) -> String {
        "\(RemoteHandlers.path)/\(PercentEncoding.encode(name))"
    }

    private func post(_ body: [UInt8], to target: String) async throws -> ServerClient.Response {
        let headers = body.isEmpty ? [] : [("Content-Type", "application/json")]
        return try await client.call(
            ServerClient.Request(method: .post, target: target, headers: headers, body: body))
    }
}
