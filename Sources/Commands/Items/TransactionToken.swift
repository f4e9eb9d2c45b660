package import Values

/// What makes a retried transaction recognisable: the client's token and a digest of the request.
package struct TransactionToken: Hashable, Sendable {
    package let text: Text
    /// SHA-256 of the request's meaning, so that another request under the same token is noticed.
    package let digest: [UInt8]

    package init(text: Text, digest: [UInt8]) {
        self.text = text
        self.digest = digest
    }
}
