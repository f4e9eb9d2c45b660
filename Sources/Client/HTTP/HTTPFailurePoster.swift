import AsyncHTTPClient
import Handlers
import NIOCore
import NIOHTTP1
import Values

/// Sends what handlers could not handle to web servers.
///
/// It posts to whatever address a handler's `onFailure` names and this process reaches, also inside
/// its own network: whoever may register handlers may run programs, which reach as far. An answer
/// that redirects leads nowhere else; it is no answer.
final class HTTPFailurePoster: FailurePoster {
    /// How long the other side may take; then it is asked again.
    private static let timeout = TimeAmount.seconds(30)

    private let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes its connections; to be called once, after the last post.
    func stop() async throws {
        try await client.shutdown()
    }

    func post(_ document: [UInt8], to url: Text) async throws(DestinationError) {
        var request = HTTPClientRequest(url: url.string)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: document))
        let status: UInt
        do {
            // Its body says nothing to us, and is left unread.
            status = try await client.execute(request, timeout: HTTPFailurePoster.timeout)
                .status.code
        } catch let error as HTTPClientError {
            throw DestinationError("\(url): \(error.shortDescription)")
        } catch {
            throw DestinationError("\(url): \(error)")
        }
        // Whoever is asked with a GET after a redirection has got nothing.
        guard !(300..<400).contains(status) else {
            throw DestinationError("\(url) redirects; name the address itself")
        }
        guard (200..<300).contains(status) else {
            throw DestinationError("\(url) answered \(status)")
        }
    }
}
