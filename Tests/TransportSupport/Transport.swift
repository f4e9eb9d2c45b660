package import DynamoDBAPI
package import NativeAPI
import Server

/// How the requests of a test reach an API: the same test runs over both.
///
///     @Test(arguments: Transport.allCases)
///     func `...`(transport: Transport) async throws {
///         try await withAPI(over: transport) { api in ... }
///     }
package enum Transport: String, CaseIterable, Sendable {
    /// Handed to the API's dispatcher in memory.
    case dispatcher
    /// Sent as bytes to a server on a free port of this machine, and read back from there.
    case socket

    /// Runs `body` with a way to DynamoDB's API.
    package func connect(
        to dispatcher: Dispatcher, _ body: (APIConnection) async throws -> Void
    ) async throws {
        switch self {
        case .dispatcher:
            try await body(APIConnection(to: dispatcher))
        case .socket:
            try await withLiveServer(Routes(dispatcher: dispatcher, access: .local)) { port, _ in
                try await body(APIConnection(port: port))
            }
        }
    }

    /// Runs `body` with a way to the native API; over a socket DynamoDB's is served beside it, as
    /// always.
    package func connect(
        to native: NativeDispatcher, beside dispatcher: Dispatcher,
        _ body: (APIConnection) async throws -> Void
    ) async throws {
        switch self {
        case .dispatcher:
            try await body(APIConnection(to: native))
        case .socket:
            let routes = Routes(dispatcher: dispatcher, native: native, access: .local)
            try await withLiveServer(routes) { port, _ in
                try await body(APIConnection(port: port))
            }
        }
    }
}
