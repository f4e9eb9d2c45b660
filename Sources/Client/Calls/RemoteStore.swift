package import JSON

/// A server's store, and the calls of an operator about it.
package struct RemoteStore {
    private let client: ServerClient
    private static let pause = Duration.milliseconds(500)

    package init(client: ServerClient) {
        self.client = client
    }

    /// How the store is.
    package func status() async throws -> JSONNode {
        try await client.call(ServerClient.Request(target: "/v1/status")).content
    }

    /// Checks everything as of the last checkpoint and waits for what comes of it.
    ///
    /// - Parameter progress: called with the number of items read so far.
    package func check(progress: (Int64) -> Void) async throws -> JSONNode {
        var check = try await client.call(
            ServerClient.Request(method: .post, target: "/v1/check")
        ).content
        while check["state"]?.string == "running" {
            progress(check["items"]?.integer ?? 0)
            try await Task.sleep(for: RemoteStore.pause)
            check = try await client.call(ServerClient.Request(target: "/v1/check")).content
        }
        return check
    }
}
