import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts JSON documents to web servers of others.
///
/// An answer that redirects leads nowhere else; it is no answer.
package final class DocumentPoster: Sendable {
    /// How long the other side may take.
    private static let timeout = TimeAmount.seconds(30)

    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes its connections; to be called once, after the last post.
    package func stop() async throws {
        try await client.shutdown()
    }

    /// Sends a document; it has arrived when this returns.
    package func post(_ document: [UInt8], to url: String) async throws(ClientFailure) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: document))
        let status: UInt
        do {
            // Its body says nothing to us, and is left unread.
            status = try await client.execute(request, timeout: DocumentPoster.timeout)
                .status.code
        } catch let error as HTTPClientError {
            throw ClientFailure("\(url): \(error.shortDescription)")
        } catch {
            throw ClientFailure("\(url): \(error)")
        }
        // A redirection may turn the POST into a GET, and then the document has not arrived.
        guard !(300..<400).contains(status) else {
            throw ClientFailure("\(url) redirects; name the address itself")
        }
        guard (200..<300).contains(status) else {
            throw ClientFailure("\(url) answered \(status)")
        }
    }
}
