/// Why bytes are not read as a request; nothing behind them can be read either.
package enum ReadingError: Error, Hashable, Sendable {
    /// They are not HTTP/1.1, or the end of the request is ambiguous.
    case malformed
    /// More than `HTTPLimits.requestLineBytesMax`.
    case requestLineTooLong
    /// More than `HTTPLimits.headerBytesMax` or `headerFieldsMax`, trailers included.
    case headTooLarge
    /// More than `HTTPLimits.chunkLineBytesMax`.
    case chunkLineTooLong
    /// Chunks of more than `HTTPLimits.bodyBytesMax`, by the sizes that they claim.
    case bodyTooLarge
    /// A transfer coding besides `chunked`.
    case unknownCoding
}
