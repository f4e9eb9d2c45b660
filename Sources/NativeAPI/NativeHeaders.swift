/// The header fields of a request that this API reads; `nil` for one that did not come.
package struct NativeHeaders: Sendable {
    /// `Content-Type`.
    package var contentType: String?
    /// `Quipu-Source`: who sends a batch, where the body does not say.
    package var source: String?
    /// `Quipu-Sequence`: the batch's number, where the body does not say.
    package var sequence: String?

    static let sourceName = "Quipu-Source"
    static let sequenceName = "Quipu-Sequence"

    package init(contentType: String? = nil, source: String? = nil, sequence: String? = nil) {
        self.contentType = contentType
        self.source = source
        self.sequence = sequence
    }
}
