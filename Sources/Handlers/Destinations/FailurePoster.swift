package import Values

/// Posts what a handler could not handle to the URL of its failure destination.
///
/// Made where there is an HTTP client; this target has none.
package protocol FailurePoster: Sendable {
    /// Posts one JSON document; returns once the other side has answered that it took it (2xx), and
    /// throws for everything else.
    func post(_ document: [UInt8], to url: Text) async throws(DestinationError)
}

/// Why a failure could not be handed over; it is tried again.
package struct DestinationError: Error, Hashable, Sendable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}
