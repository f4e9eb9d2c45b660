import JSON

/// The handlers on a server, and the calls about them.
struct RemoteHandlers {
    let client: ServerClient

    private static let path = "/v1/handlers"

    /// Every handler, by name.
    func all() async throws -> [JSONNode] {
        var handlers: [JSONNode] = []
        var parameters: [(name: String, value: String)] = []
        while true {
            let query = parameters.isEmpty ? "" : PercentEncoding.query(parameters)
            let page = try await client.call(
                ServerClient.Request(target: RemoteHandlers.path + query)
            ).content
            handlers += page["handlers"].map { Array($0.elements) } ?? []
            guard let cursor = page["cursor"]?.string else { return handlers }
            parameters = [("cursor", cursor)]
        }
    }

    func description(of name: String) async throws -> JSONNode {
        try await client.call(ServerClient.Request(target: path(to: name))).content
    }

    /// Makes a handler, or changes it to what the definition says.
    func add(_ definition: [UInt8]) async throws -> ServerClient.Answer {
        try await post(definition, to: RemoteHandlers.path)
    }

    /// Asks something of a handler.
    func post(_ call: String, _ body: [UInt8] = [], to name: String) async throws -> JSONNode {
        try await post(body, to: "\(path(to: name))/\(call)").content
    }

    /// Removes a handler and returns how it was.
    func remove(_ name: String) async throws -> JSONNode {
        try await client.call(ServerClient.Request(method: .delete, target: path(to: name)))
            .content
    }

    private func path(to name: String) -> String {
        "\(RemoteHandlers.path)/\(PercentEncoding.encode(name))"
    }

    private func post(_ body: [UInt8], to target: String) async throws -> ServerClient.Answer {
        let headers = body.isEmpty ? [] : [("Content-Type", "application/json")]
        return try await client.call(
            ServerClient.Request(method: .post, target: target, headers: headers, body: body))
    }
}
