/// The header fields of a request that this API reads; `nil` for one that did not come.
package struct NativeHeaders: Sendable {
    /// `Content-Type`.
    package var contentType: String?
    /// `Quipu-Source`: who sends a batch, where the body does not say.
    package var source: String?
    /// `Quipu-Sequence`: the batch's number, where the body does not say.
    package var sequence: String?
    /// `Last-Event-ID`: the last change that a reader of a stream has seen.
    package var lastEventID: String?
    /// `If-None-Match`: the tags of answers that the client has.
    package var ifNoneMatch: String?

    static let sourceName = "Quipu-Source"
    static let sequenceName = "Quipu-Sequence"
    static let lastEventIDName = "Last-Event-ID"

    package init(
        contentType: String? = nil, source: String? = nil, sequence: String? = nil,
        lastEventID: String? = nil, ifNoneMatch: String? = nil
    ) {
        self.contentType = contentType
        self.source = source
        self.sequence = sequence
        self.lastEventID = lastEventID
        self.ifNoneMatch = ifNoneMatch
    }
}
