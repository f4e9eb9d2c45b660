import Client
import Handlers
import Values

/// Sends what handlers could not handle to web servers.
///
/// It posts to whatever address a handler's `onFailure` names and this process reaches, also inside
/// its own network: a client that may register handlers may run programs, which reach as far.
final class HTTPFailurePoster: FailurePoster {
    private let poster = DocumentPoster()

    /// Closes its connections; to be called once, after the last post.
    func stop() async throws {
        try await poster.stop()
    }

    func post(_ document: [UInt8], to url: Text) async throws(DestinationError) {
        do throws(ClientFailure) {
            try await poster.post(document, to: url.string)
        } catch {
            throw DestinationError(error.description)
        }
    }
}
